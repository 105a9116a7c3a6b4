package dev.bookreel.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.HistoryModel.Row;
import dev.bookreel.error.UnreadableDeliveryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An engine's histories and counts are those of a model, whatever is delivered. Each engine's
 * module extends this and supplies its engine.
 */
public abstract class ModelContract {
  private @TempDir Path directory;
  private int lakes;

  /** Opens the engine under test on a lake. */
  protected abstract Engine open(Path lake, LakeDefinition definition);

  /** How many sequences of nights to try for a number of key columns. */
  protected int sequences() {
    return 20;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void historiesAreThoseOfTheModel(int keyColumns) {
    for (int i = 0; i < sequences(); i++) {
      long seed = 1000L * keyColumns + i;
      TableDefinition table =
          table(keyColumns, i % 2 == 0 ? Contains.EVERYTHING : Contains.CHANGES);
      List<List<Row>> nights = new RandomNights(seed, keyColumns).nights();
      boolean alsoRebuilt = i % 4 < 2;
      if (difference(table, nights, alsoRebuilt).isPresent()) {
        List<List<Row>> fewer = shrunk(table, nights, alsoRebuilt);
        throw new AssertionError(
            "Seed %d, table that contains %s: %s, in short with%n%s"
                .formatted(
                    seed,
                    table.contains(),
                    difference(table, fewer, alsoRebuilt).orElse("not so the second time"),
                    fewer.stream().map(List::toString).collect(Collectors.joining("\n"))));
      }
    }
  }

  private static TableDefinition table(int keyColumns, Contains contains) {
    List<String> key =
        IntStream.range(0, keyColumns).mapToObj(i -> "k" + i).collect(Collectors.toList());
    List<String> columns = new ArrayList<>();
    key.forEach(name -> columns.add(name + ":string"));
    columns.add("value:int");
    TableDefinition table =
        EngineContract.csv("app.things", contains, key, columns.toArray(String[]::new));
    return new TableDefinition(
        table.name(),
        table.description(),
        table.delivery(),
        table.format(),
        table.contains(),
        table.key(),
        table.columns(),
        table.checks(),
        1,
        1);
  }

  /** What differs first between the engine and the model. */
  private Optional<String> difference(
      TableDefinition table, List<List<Row>> nights, boolean alsoRebuilt) {
    HistoryModel model = new HistoryModel(table.contains());
    List<Delivery> deliveries = new ArrayList<>();
    try (TestLake lake =
        new TestLake(directory.resolve("lake" + lakes++), List.of(table), this::open)) {
      for (int night = 1; night <= nights.size(); night++) {
        List<Row> rows = nights.get(night - 1);
        Delivery delivery = lake.deliver(table, night, content(table, rows));
        if (isOfAnotherType(rows)) {
          assertThatThrownBy(() -> lake.engine().load(table, delivery, true))
              .isInstanceOf(UnreadableDeliveryException.class);
        } else {
          deliveries.add(delivery);
          load(lake, table, delivery, model, rows);
        }
      }
      compare(lake, table, model);
      if (alsoRebuilt && !deliveries.isEmpty()) {
        lake.engine().rebuild(table, deliveries);
        compare(lake, table, model);
      }
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(String.valueOf(e));
    }
  }

  /** Of several values none fits. */
  private static boolean isOfAnotherType(List<Row> rows) {
    return rows.stream().filter(row -> !row.isGood()).count() > 1
        && rows.stream().noneMatch(row -> row.isGood() && row.value() != null);
  }

  private static void load(
      TestLake lake, TableDefinition table, Delivery delivery, HistoryModel model, List<Row> rows) {
    ChangeCounts expected = model.load(delivery.deliveredAt(), rows);
    LoadOutcome loaded = lake.engine().load(table, delivery, true);

    assertThat(loaded).isInstanceOf(LoadOutcome.Committed.class);
    assertThat(((LoadOutcome.Committed) loaded).counts()).isEqualTo(expected);
    assertThat(lake.engine().load(table, delivery, false))
        .isEqualTo(new LoadOutcome.AlreadyLoaded());
  }

  private static void compare(TestLake lake, TableDefinition table, HistoryModel model) {
    assertThat(sorted(lake.query("SELECT * FROM " + table.name() + "_history")))
        .isEqualTo(model.history());
    assertThat(sorted(lake.query("SELECT * FROM " + table.name()))).isEqualTo(model.latest());
  }

  private static List<String> sorted(List<String> rows) {
    return rows.stream().sorted().collect(Collectors.toList());
  }

  private static String content(TableDefinition table, List<Row> rows) {
    return rows.stream()
        .map(ModelContract::line)
        .collect(
            Collectors.joining(
                "\n", String.join(",", table.key()) + ",value\n", rows.isEmpty() ? "" : "\n"));
  }

  private static String line(Row row) {
    String key =
        row.key().stream()
            .map(text -> '"' + text.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(","));
    String value = row.value() == null ? "" : row.value().toString();
    return key + "," + (row.isGood() ? value : value + "bad");
  }

  /** Leaves out nights, then rows, as long as there still is a difference. */
  private List<List<Row>> shrunk(
      TableDefinition table, List<List<Row>> failing, boolean alsoRebuilt) {
    List<List<Row>> nights = new ArrayList<>(failing);
    for (int night = nights.size() - 1; night >= 0; night--) {
      List<List<Row>> fewer = new ArrayList<>(nights);
      fewer.remove(night);
      nights = difference(table, fewer, alsoRebuilt).isPresent() ? fewer : nights;
    }
    for (int night = nights.size() - 1; night >= 0; night--) {
      for (int row = nights.get(night).size() - 1; row >= 0; row--) {
        List<Row> fewerRows = new ArrayList<>(nights.get(night));
        fewerRows.remove(row);
        List<List<Row>> fewer = new ArrayList<>(nights);
        fewer.set(night, fewerRows);
        nights = difference(table, fewer, alsoRebuilt).isPresent() ? fewer : nights;
      }
    }
    return nights;
  }
}
