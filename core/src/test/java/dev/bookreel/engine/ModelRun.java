package dev.bookreel.engine;

import static dev.bookreel.engine.TestLake.night;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.HistoryModel.Row;
import dev.bookreel.engine.LoadOutcome.AlreadyLoaded;
import dev.bookreel.engine.LoadOutcome.Committed;
import dev.bookreel.engine.LoadOutcome.Held;
import dev.bookreel.engine.LoadOutcome.Late;
import dev.bookreel.engine.RandomNights.Night;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Takes deliveries to an engine as they arrive, and holds what it makes of them to the model. */
final class ModelRun {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestLake lake;
  private final TableDefinition strict;
  private final TableDefinition lenient;
  private final List<Night> nights;
  private final List<Delivery> deliveries = new ArrayList<>();

  /** Which nights are part of the table, counted from 0. */
  private final NavigableSet<Integer> loaded = new TreeSet<>();

  /** Which arrived but were late, or held and not accepted. */
  private final NavigableSet<Integer> left = new TreeSet<>();

  /** Which were taken in last. */
  private Set<Integer> takenIn = Set.of();

  /**
   * @param table has a check that refuses large values
   */
  ModelRun(TestLake lake, TableDefinition table, List<Night> nights) {
    this.lake = lake;
    this.strict = table;
    this.lenient = EngineContract.with(table);
    this.nights = nights;
    for (int night = 0; night < nights.size(); night++) {
      deliveries.add(lake.deliver(table, night + 1, content(nights.get(night).rows())));
    }
  }

  /**
   * @param number of an even sequence what was taken in is taken in again, an odd one is rebuilt
   */
  void check(long number) {
    IntStream.range(0, nights.size())
        .boxed()
        .sorted(Comparator.comparing(night -> night + nights.get(night).delay()))
        .forEach(this::arrives);
    acceptWhatNothingHasOvertaken();
    takeIn();
    compare(strict);
    if (number % 2 == 0) {
      takingInAgainChangesNothing();
    }
    replay();
    compare(lenient);
    if (number % 2 == 1) {
      lake.engine().rebuild(lenient, loadedFrom(0));
      compare(lenient);
    }
  }

  private void arrives(int night) {
    LoadOutcome outcome = lake.engine().load(strict, deliveries.get(night), false);
    if (newest() > night) {
      assertThat(outcome).isEqualTo(new Late());
      left.add(night);
    } else if (outcome instanceof Held) {
      left.add(night);
      if (nights.get(night).isAccepted()) {
        accept(night);
      }
    } else {
      isLoaded(night, outcome);
      assertThat(expected(strict).deletesTooMuch(night)).isFalse();
    }
    if (nights.get(night).takesIn()) {
      takeIn();
    }
  }

  private int newest() {
    return loaded.isEmpty() ? -1 : loaded.last();
  }

  private void accept(int night) {
    left.remove(night);
    isLoaded(night, lake.engine().load(strict, deliveries.get(night), true));
  }

  private void acceptWhatNothingHasOvertaken() {
    List.copyOf(left.tailSet(newest() + 1)).forEach(this::accept);
  }

  private void isLoaded(int night, LoadOutcome outcome) {
    loaded.add(night);
    assertThat(counts(outcome)).isEqualTo(expected(strict).counts(night));
    assertThat(lake.engine().load(strict, deliveries.get(night), false))
        .isEqualTo(new AlreadyLoaded());
  }

  private static ChangeCounts counts(LoadOutcome outcome) {
    assertThat(outcome).isInstanceOf(Committed.class);
    return ((Committed) outcome).counts();
  }

  /** Late and held deliveries, at their place. */
  private void takeIn() {
    Set<Integer> added = Set.copyOf(left.headSet(Math.max(0, newest())));
    if (!added.isEmpty()) {
      left.removeAll(added);
      loaded.addAll(added);
      reload(strict, adding(added), added);
      takenIn = added;
    }
  }

  private Tail adding(Set<Integer> added) {
    return new Tail(
        loadedFrom(Collections.min(added)),
        added.stream().map(it -> night(it + 1)).collect(Collectors.toSet()),
        false,
        true);
  }

  private void takingInAgainChangesNothing() {
    if (!takenIn.isEmpty()) {
      long version = version();
      reload(strict, adding(takenIn), takenIn);
      assertThat(version()).isEqualTo(version);
    }
  }

  /** From the first delivery on of which a row was refused. */
  private void replay() {
    for (int night : loaded) {
      if (expected(strict).counts(night).quarantined() > 0) {
        reload(lenient, new Tail(loadedFrom(night), Set.of(), true, true), loaded.tailSet(night));
        return;
      }
    }
  }

  /** Counts are told of those nights at least. */
  private void reload(TableDefinition definition, Tail tail, Set<Integer> told) {
    List<LoadOutcome> outcomes = lake.engine().reload(definition, tail);
    for (int i = 0; i < outcomes.size(); i++) {
      int night = deliveries.indexOf(tail.deliveries().get(i));
      if (told.contains(night)) {
        assertThat(counts(outcomes.get(i))).isEqualTo(expected(definition).counts(night));
      }
    }
  }

  private List<Delivery> loadedFrom(int night) {
    return loaded.tailSet(night).stream().map(deliveries::get).collect(Collectors.toList());
  }

  private long version() {
    try (LakeView view = lake.engine().view()) {
      return Objects.requireNonNull(view.tables().get(strict.name()));
    }
  }

  /** What loading the nights in order comes to. */
  private record Expected(
      HistoryModel model, Map<Integer, ChangeCounts> byNight, Set<Integer> tooMuch) {
    ChangeCounts counts(int night) {
      return Objects.requireNonNull(byNight.get(night));
    }

    boolean deletesTooMuch(int night) {
      return tooMuch.contains(night);
    }
  }

  private Expected expected(TableDefinition definition) {
    HistoryModel model =
        new HistoryModel(definition.contains(), row -> isAccepted(definition, row));
    Expected expected = new Expected(model, new HashMap<>(), new HashSet<>());
    for (int night : loaded) {
      long live = model.liveRecords();
      ChangeCounts counts = model.load(night(night + 1), nights.get(night).rows());
      expected.byNight().put(night, counts);
      if (counts.deleted() > definition.maxDeleted() * live) {
        expected.tooMuch().add(night);
      }
    }
    return expected;
  }

  private static boolean isAccepted(TableDefinition definition, Row row) {
    return row.isReadable()
        && !row.key().contains(null)
        && (definition.checks().isEmpty()
            || row.value() == null
            || row.value() < RandomNights.LARGE);
  }

  private void compare(TableDefinition definition) {
    Expected expected = expected(definition);
    long quarantined =
        expected.byNight().values().stream().mapToLong(ChangeCounts::quarantined).sum();
    if (loaded.isEmpty()) {
      return;
    }
    try (LakeView view = lake.engine().view()) {
      assertThat(sorted(view, "SELECT * FROM " + strict.name() + "_history"))
          .isEqualTo(expected.model().history());
      assertThat(sorted(view, "SELECT * FROM " + strict.name()))
          .isEqualTo(expected.model().latest());
      assertThat(
              sorted(
                  view,
                  "SELECT count(*), count(DISTINCT (delivered_at, position)) FROM lake.quarantine"
                      + " WHERE table_name = '%s'".formatted(strict.name())))
          .containsExactly(quarantined + "|" + quarantined);
    }
  }

  private static List<String> sorted(LakeView view, String sql) {
    return TestLake.texts(view.query(Query.of(sql))).stream().sorted().collect(Collectors.toList());
  }

  private String content(List<Row> rows) {
    return strict.format() == Format.JSON
        ? rows.stream().map(this::object).collect(Collectors.joining(",\n", "[", "]"))
        : rows.stream()
            .map(ModelRun::line)
            .collect(Collectors.joining("", String.join(",", strict.key()) + ",value\n", ""));
  }

  private static String line(Row row) {
    return row.key().stream()
        .map(text -> text == null ? "" : '"' + text.toString().replace("\"", "\"\"") + '"')
        .collect(Collectors.joining(",", "", "," + value(row) + "\n"));
  }

  private String object(Row row) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < row.key().size(); i++) {
      object.put(strict.key().get(i), row.key().get(i));
    }
    object.put("value", row.value() == null && isTyped(row) ? null : value(row));
    try {
      return JSON.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String value(Row row) {
    return (row.value() == null ? "" : row.value()) + (isTyped(row) ? "" : "bad");
  }

  /** A row without a key cannot be read either, but its value can. */
  private static boolean isTyped(Row row) {
    return row.isReadable() || row.key().contains(null);
  }
}
