package dev.bookreel.engine;

import static dev.bookreel.engine.TestLake.night;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.Check;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.LoadOutcome.Committed;
import dev.bookreel.engine.LoadOutcome.Held;
import dev.bookreel.error.ConflictException;
import dev.bookreel.error.UnreadableDeliveryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every engine must make of a history that is worked out anew from a moment on. Each engine's
 * module extends this and supplies its engine.
 */
public abstract class ReloadContract {
  private static final TableDefinition MOVIES =
      EngineContract.csv(
          "app.movies", Contains.EVERYTHING, List.of("title"), "title:string", "mins:int");
  private static final TableDefinition STREAMS =
      EngineContract.csv(
          "app.streams",
          Contains.CHANGES,
          List.of("user", "movie"),
          "user:string",
          "movie:string",
          "size:int");
  private static final TableDefinition REVIEWS =
      new TableDefinition(
          TableName.parse("app.reviews"),
          "Reviews",
          "app/reviews.json",
          Format.JSON,
          Contains.CHANGES,
          List.of("books"),
          List.of(
              new Column(
                  "books",
                  new ColumnType.Array(Scalar.STRING),
                  ColumnPath.parse("books[]"),
                  List.of()),
              EngineContract.column("rate", "int", "rate")),
          List.of(),
          0.3,
          1);

  private @TempDir Path directory;
  private TestLake lake;
  private final Map<Integer, Delivery> delivered = new TreeMap<>();

  /** Opens the engine under test on a lake. */
  protected abstract Engine open(Path lake, LakeDefinition definition);

  @BeforeEach
  void openLake() {
    lake = new TestLake(directory.resolve("lake"), List.of(MOVIES, STREAMS, REVIEWS), this::open);
  }

  @AfterEach
  void closeLake() {
    lake.close();
  }

  private static String header(TableDefinition table) {
    return table.columns().stream().map(Column::name).collect(Collectors.joining(",", "", "\n"));
  }

  private Delivery deliver(TableDefinition table, int night, String... rows) {
    String content =
        table.format() == Format.JSON
            ? "[" + String.join(",", rows) + "]"
            : header(table) + String.join("\n", rows) + "\n";
    Delivery delivery = lake.deliver(table, night, content);
    delivered.put(night, delivery);
    return delivery;
  }

  private LoadOutcome load(TableDefinition table, int night, String... rows) {
    return lake.engine().load(table, deliver(table, night, rows), true);
  }

  /** From the first added night on, everything that was delivered. */
  private List<LoadOutcome> add(TableDefinition table, Integer... nights) {
    return lake.engine().reload(table, tail(true, nights));
  }

  private Tail tail(boolean accept, Integer... nights) {
    Set<Instant> added = Arrays.stream(nights).map(TestLake::night).collect(Collectors.toSet());
    int first = Arrays.stream(nights).min(Integer::compare).orElseThrow();
    return new Tail(from(first), added, false, accept);
  }

  private List<Delivery> from(int night) {
    List<Delivery> tail = new ArrayList<>();
    delivered.forEach(
        (number, delivery) -> {
          if (number >= night) {
            tail.add(delivery);
          }
        });
    return tail;
  }

  private List<String> history(TableDefinition table) {
    return history(lake, table);
  }

  private static List<String> history(TestLake lake, TableDefinition table) {
    return lake.query("SELECT * FROM " + table.name() + "_history ORDER BY ALL");
  }

  private long version(TableDefinition table) {
    try (LakeView view = lake.engine().view()) {
      return Objects.requireNonNull(view.tables().get(table.name()));
    }
  }

  /** What another lake has into which everything came in order. */
  private List<String> inOrder(TableDefinition table) {
    try (TestLake other =
        new TestLake(
            directory.resolve("in-order-" + System.nanoTime()), List.of(table), this::open)) {
      delivered.forEach(
          (night, delivery) ->
              other
                  .engine()
                  .load(table, other.deliver(table, night, TestLake.content(delivery)), true));
      return history(other, table);
    }
  }

  @Test
  void aLateDumpIsAsIfItHadComeInOrder() {
    load(MOVIES, 1, "A,1", "B,2", "C,3", "D,4");
    load(MOVIES, 3, "A,1", "B,2", "C,3", "E,5");
    deliver(MOVIES, 2, "A,1", "B,22", "C,3", "D,4");

    List<LoadOutcome> outcomes = add(MOVIES, 2);

    assertThat(outcomes)
        .containsExactly(
            new Committed(2, new ChangeCounts(4, 0, 1, 0, 3, 0, 0), List.of(), List.of()),
            new Committed(2, new ChangeCounts(4, 1, 1, 1, 2, 0, 0), List.of(), List.of()));
    assertThat(history(MOVIES))
        .isEqualTo(inOrder(MOVIES))
        .contains(
            "B|2|%s|%s|false".formatted(night(1), night(2)),
            "B|22|%s|%s|false".formatted(night(2), night(3)),
            "B|2|%s|null|true".formatted(night(3)));
    assertThat(version(MOVIES)).isEqualTo(2);
    assertThat(lake.engine().lastLoaded(MOVIES)).contains(night(3));
  }

  @Test
  void lateChangesCountUntilALaterDeliveryConfirmsWhatWasThere() {
    load(STREAMS, 1, "u,A,1", "u,B,2");
    load(STREAMS, 3, "u,A,1");
    load(STREAMS, 4, "u,B,2");
    deliver(STREAMS, 2, "u,A,11", "u,C,3");

    add(STREAMS, 2);

    assertThat(history(STREAMS))
        .isEqualTo(inOrder(STREAMS))
        .containsExactly(
            "u|A|1|%s|%s|false".formatted(night(1), night(2)),
            "u|A|1|%s|null|true".formatted(night(3)),
            "u|A|11|%s|%s|false".formatted(night(2), night(3)),
            "u|B|2|%s|null|true".formatted(night(1)),
            "u|C|3|%s|null|true".formatted(night(2)));
  }

  @Test
  void lateChangesLeaveOtherRecordsAlone() {
    load(STREAMS, 1, "u,A,1", "u,B,2");
    load(STREAMS, 3, "u,B,3", "v,A,x");
    deliver(STREAMS, 2, "u,A,11");

    List<LoadOutcome> outcomes = add(STREAMS, 2);

    assertThat(((Committed) outcomes.get(0)).counts())
        .isEqualTo(new ChangeCounts(1, 0, 1, 0, 0, 0, 0));
    assertThat(history(STREAMS)).isEqualTo(inOrder(STREAMS));
    assertThat(lake.query("SELECT delivered_at FROM lake.quarantine"))
        .containsExactly(night(3).toString());
  }

  @Test
  void severalLateDeliveriesAreTakenInAtOnce() {
    for (TableDefinition table : List.of(MOVIES, STREAMS)) {
      String key = table.equals(MOVIES) ? "%s,%d" : "u,%s,%d";
      delivered.clear();
      load(table, 2, key.formatted("A", 2), key.formatted("B", 1));
      load(table, 5, key.formatted("A", 2), key.formatted("C", 1));
      load(table, 6, key.formatted("B", 1));
      deliver(table, 1, key.formatted("A", 1), key.formatted("D", 1));
      deliver(table, 3, key.formatted("A", 3), key.formatted("B", 1));
      deliver(table, 4, key.formatted("B", 4), key.formatted("D", 2));

      add(table, 1, 3, 4);

      assertThat(history(table)).isEqualTo(inOrder(table));
    }
  }

  @Test
  void aDeliveryMayComeBeforeTheFirst() {
    load(MOVIES, 2, "A,1", "B,2");
    deliver(MOVIES, 1, "A,1", "C,3");

    add(MOVIES, 1);

    assertThat(history(MOVIES)).isEqualTo(inOrder(MOVIES)).hasSize(3);
  }

  @Test
  void versionsMergeWhereALateDeliveryFillsAGap() {
    load(MOVIES, 1, "A,1", "Z,0");
    load(MOVIES, 3, "A,2", "Z,0");
    deliver(MOVIES, 2, "A,2", "Z,0");

    add(MOVIES, 2);

    assertThat(history(MOVIES))
        .isEqualTo(inOrder(MOVIES))
        .contains("A|2|%s|null|true".formatted(night(2)));
  }

  @Test
  void recordsThatWentAndCameBackKeepTheirIntervals() {
    load(MOVIES, 1, "A,1", "Z,0");
    load(MOVIES, 2, "Z,0");
    load(MOVIES, 4, "A,1", "Z,0");
    load(MOVIES, 6, "Z,0");
    deliver(MOVIES, 3, "A,1", "Z,0");
    deliver(MOVIES, 5, "Z,0");

    add(MOVIES, 3, 5);

    assertThat(history(MOVIES))
        .isEqualTo(inOrder(MOVIES))
        .contains("A|1|%s|%s|true".formatted(night(3), night(5)));
  }

  @Test
  void keysMayBeArraysAndEmptyTexts() {
    load(REVIEWS, 1, "{'books':['a','b'],'rate':1}".replace('\'', '"'));
    load(REVIEWS, 3, "{'books':['a','b'],'rate':3}".replace('\'', '"'));
    deliver(
        REVIEWS,
        2,
        "{'books':['a','b'],'rate':2}".replace('\'', '"'),
        "{'books':['a',null],'rate':2}".replace('\'', '"'),
        "{'books':[''],'rate':2}".replace('\'', '"'));

    add(REVIEWS, 2);

    assertThat(history(REVIEWS)).isEqualTo(inOrder(REVIEWS)).hasSize(5);
  }

  @Test
  void whatIsTakenInAgainCommitsNothing() {
    for (TableDefinition table : List.of(MOVIES, STREAMS)) {
      String row = table.equals(MOVIES) ? "A,%d" : "u,A,%d";
      delivered.clear();
      load(table, 1, row.formatted(1), row.replace("A", "B").formatted(1));
      load(table, 3, row.formatted(3));
      deliver(table, 2, row.formatted(2), "x,y,z,zz");

      add(table, 2);
      List<String> history = history(table);
      List<LoadOutcome> again = add(table, 2);

      assertThat(version(table)).isEqualTo(2);
      assertThat(((Committed) again.get(0)).version()).isEqualTo(2);
      assertThat(history(table)).isEqualTo(history);
    }
    assertThat(lake.query("SELECT table_name FROM lake.quarantine ORDER BY 1"))
        .containsExactly("app.movies", "app.streams");
  }

  @Test
  void anAddedDeliveryThatDeletesTooMuchIsHeldAndLeftOut() {
    load(MOVIES, 1, "A,1", "B,2");
    load(MOVIES, 3, "A,1", "B,2");
    deliver(MOVIES, 2, "A,1");

    List<LoadOutcome> outcomes = lake.engine().reload(MOVIES, tail(false, 2));

    assertThat(outcomes.get(0)).isInstanceOf(Held.class);
    assertThat(version(MOVIES)).isEqualTo(1);
    lake.engine().reload(MOVIES, tail(true, 2));
    assertThat(history(MOVIES)).isEqualTo(inOrder(MOVIES)).hasSize(3);
  }

  @Test
  void anUnreadableDeliveryIsNamedAndChangesNothing() {
    load(MOVIES, 1, "A,1");
    load(MOVIES, 3, "A,3");
    delivered.put(2, lake.deliver(MOVIES, 2, "something,else\n"));
    List<String> history = history(MOVIES);

    assertThatThrownBy(() -> add(MOVIES, 2))
        .isInstanceOfSatisfying(
            UnreadableDeliveryException.class,
            e -> assertThat(e.deliveredAt()).isEqualTo(night(2)));
    assertThat(history(MOVIES)).isEqualTo(history);
    assertThat(version(MOVIES)).isEqualTo(1);
  }

  @Test
  void aTailThatLacksTheNewestDeliveryIsAConflictAndChangesNothing() {
    load(MOVIES, 1, "A,1");
    load(MOVIES, 3, "A,3");
    deliver(MOVIES, 2, "A,2");
    Tail tail = tail(false, 2);
    load(MOVIES, 4, "A,4");

    assertThatThrownBy(() -> lake.engine().reload(MOVIES, tail))
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot reload app.movies: it was loaded meanwhile. Nothing was changed; run the same"
                + " command again");
    assertThat(version(MOVIES)).isEqualTo(2);
  }

  @Test
  void replayingIsAsIfNothingHadEverBeenRefused() {
    for (TableDefinition table : List.of(MOVIES, STREAMS)) {
      TableDefinition strict =
          EngineContract.with(
              table,
              new Check(
                  "small",
                  (table.equals(MOVIES) ? "mins" : "size") + " < 10",
                  Check.Otherwise.QUARANTINE));
      String row = table.equals(MOVIES) ? "%s,%d" : "u,%s,%d";
      delivered.clear();
      load(strict, 1, row.formatted("A", 1), row.formatted("B", 99));
      load(strict, 2, row.formatted("A", 22), row.formatted("B", 2), "%s,x".formatted("C"));
      load(strict, 3, row.formatted("A", 1), row.formatted("B", 2));

      lake.engine().reload(table, new Tail(from(1), Set.of(), true, true));

      assertThat(history(table)).isEqualTo(inOrder(table));
      assertThat(
              lake.query(
                  new Query(
                      "SELECT delivered_at, position FROM lake.quarantine WHERE table_name = :t",
                      Map.of("t", table.name().toString()))))
          .containsExactly(night(2) + "|3");
    }
  }

  @Test
  void aRebuildReplacesWhatIsInQuarantine() {
    TableDefinition strict =
        EngineContract.with(MOVIES, new Check("small", "mins < 10", Check.Otherwise.QUARANTINE));
    load(strict, 1, "A,99", "B,x", "C,3");
    load(STREAMS, 1, "u,A,x");
    deliver(MOVIES, 1, "A,99", "B,x", "C,3");

    lake.engine().rebuild(MOVIES, from(1));

    assertThat(lake.query("SELECT table_name, position, reason FROM lake.quarantine ORDER BY 1"))
        .containsExactly(
            "app.movies|2|mins: 'x' is not an int", "app.streams|1|size: 'x' is not an int");
  }

  @Test
  void positionsCountWhatCouldNotBeSplitIntoFields() {
    load(
        STREAMS,
        1,
        "u,\"A\nB\",x",
        "broken",
        "u,C,1",
        "u,D,x",
        "much,too,long,indeed",
        "short",
        "\"u\",\"\nE\n\",x",
        "u,C,2",
        "u,F,x");

    assertThat(lake.query("SELECT position, reason FROM lake.quarantine ORDER BY position"))
        .containsExactly(
            "1|size: 'x' is not an int",
            "2|line 3: too few fields, 1 instead of 3",
            "3|key repeated: a later row has the same user, movie and other content",
            "4|size: 'x' is not an int",
            "5|line 6: too many fields, 4 instead of 3",
            "6|line 7: too few fields, 1 instead of 3",
            "7|size: 'x' is not an int",
            "9|size: 'x' is not an int");
  }

  @Test
  void positionsDoNotCountBlankLines() {
    load(
        STREAMS,
        1,
        "",
        "u,A,x",
        "",
        "",
        "broken",
        "u,C,1",
        "",
        "u,D,x",
        "much,too,long,indeed",
        "",
        "u,\"\n\n\",x",
        "short",
        "u,F,x");

    assertThat(lake.query("SELECT position, reason FROM lake.quarantine ORDER BY position"))
        .containsExactly(
            "1|size: 'x' is not an int",
            "2|line 6: too few fields, 1 instead of 3",
            "4|size: 'x' is not an int",
            "5|line 10: too many fields, 4 instead of 3",
            "6|size: 'x' is not an int",
            "7|line 13: too few fields, 1 instead of 3",
            "8|size: 'x' is not an int");
  }

  @Test
  void positionsInJsonCountRecords() {
    load(
        REVIEWS,
        1,
        "{\"books\":[\"a\"],\"rate\":\"x\"}",
        "7",
        "{\"books\":[\"b\"],\"rate\":1}",
        "{\"books\":[\"c\"],\"rate\":[]}");

    assertThat(lake.query("SELECT position FROM lake.quarantine ORDER BY position"))
        .containsExactly("1", "2", "4");
  }
}
