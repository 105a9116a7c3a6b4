package dev.bookreel.engine;

import static dev.bookreel.engine.EngineContract.csv;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.engine.LoadOutcome.Committed;
import dev.bookreel.engine.LoadOutcome.Held;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which deliveries every engine holds until they are accepted. Each engine's module extends this
 * and supplies its engine.
 */
public abstract class BreakerContract {
  private static final TableDefinition DUMP = limited(Contains.EVERYTHING, 0.3, 0.6);
  private static final TableDefinition LOG = limited(Contains.CHANGES, 0.3, 0.6);

  private @TempDir Path directory;

  /** Opens the engine under test on a lake. */
  protected abstract Engine open(Path lake, LakeDefinition definition);

  protected static TableDefinition limited(
      Contains contains, double maxDeleted, double maxChanged) {
    TableDefinition table =
        csv("app.things", contains, List.of("k", "at"), "k:int", "at:timestamp", "v:string");
    return new TableDefinition(
        table.name(),
        table.description(),
        table.delivery(),
        table.format(),
        table.contains(),
        table.key(),
        table.columns(),
        table.checks(),
        maxDeleted,
        maxChanged);
  }

  protected TestLake lake(TableDefinition table) {
    return new TestLake(directory, List.of(table), this::open);
  }

  /** Records with these keys, all of one value. */
  protected static String rows(String value, IntStream keys) {
    return keys.mapToObj(key -> key + ",2021-12-01T00:00:00+0100," + value + "\n")
        .collect(Collectors.joining());
  }

  protected static String dump(String... rows) {
    return "k,at,v\n" + String.join("", rows);
  }

  protected static List<List<Object>> keys(int... keys) {
    return IntStream.of(keys)
        .mapToObj(key -> List.<Object>of(key, Instant.parse("2021-11-30T23:00:00Z")))
        .collect(Collectors.toList());
  }

  private static ChangeCounts counts(
      long read, long inserted, long updated, long deleted, long unchanged) {
    return new ChangeCounts(read, inserted, updated, deleted, unchanged, 0, 0);
  }

  @Test
  void aDumpInWhichTooMuchChangedIsHeldUntilAccepted() {
    try (TestLake lake = lake(DUMP)) {
      lake.load(DUMP, 1, dump(rows("old", IntStream.range(0, 10))));
      var changed =
          lake.deliver(
              DUMP,
              2,
              dump(
                  rows("new", IntStream.of(9, 3, 8, 4, 7, 5, 6)),
                  rows("old", IntStream.range(0, 3))));

      assertThat(lake.engine().load(DUMP, changed, false))
          .isEqualTo(
              new Held(counts(10, 0, 7, 0, 3), 10, Map.of(Breach.CHANGED, keys(3, 4, 5, 6, 7))));
      assertThat(lake.query("SELECT DISTINCT v FROM app.things")).containsExactly("old");
      assertThat(lake.engine().lastLoaded(DUMP)).contains(TestLake.night(1));

      assertThat(lake.engine().load(DUMP, changed, true)).isInstanceOf(Committed.class);
      assertThat(lake.query("SELECT count(*) FROM app.things WHERE v = 'new'"))
          .containsExactly("7");
    }
  }

  @Test
  void exactlyTheAllowedShareMayChange() {
    try (TestLake lake = lake(DUMP)) {
      lake.load(DUMP, 1, dump(rows("old", IntStream.range(0, 10))));

      assertThat(
              lake.load(
                  DUMP,
                  2,
                  dump(rows("new", IntStream.range(0, 6)), rows("old", IntStream.range(6, 10)))))
          .isInstanceOf(Committed.class);
    }
  }

  @Test
  void aDumpMayDeleteTooMuchAndChangeTooMuchAtOnce() {
    try (TestLake lake = lake(DUMP)) {
      lake.load(DUMP, 1, dump(rows("old", IntStream.range(0, 20))));

      assertThat(lake.load(DUMP, 2, dump(rows("new", IntStream.range(0, 13)))))
          .isEqualTo(
              new Held(
                  counts(13, 0, 13, 7, 0),
                  20,
                  Map.of(
                      Breach.DELETED,
                      keys(13, 14, 15, 16, 17),
                      Breach.CHANGED,
                      keys(0, 1, 2, 3, 4))));
    }
  }

  @Test
  void aDumpWithoutAnyRowIsHeldWhateverMayBeDeleted() {
    TableDefinition generous = limited(Contains.EVERYTHING, 1, 1);
    try (TestLake lake = lake(generous)) {
      lake.load(generous, 1, dump(rows("v", IntStream.range(0, 2))));

      assertThat(lake.load(generous, 2, dump()))
          .isEqualTo(new Held(counts(0, 0, 0, 2, 0), 2, Map.of(Breach.EMPTY, keys(0, 1))));
      assertThat(lake.engine().load(generous, lake.deliver(generous, 2, dump()), true))
          .isInstanceOf(Committed.class);
      assertThat(lake.load(generous, 3, dump()))
          .describedAs("nothing is left that could be deleted")
          .isInstanceOf(Committed.class);
    }
  }

  @Test
  void theFirstDumpAndChangesMayBeEmpty() {
    try (TestLake lake = lake(DUMP)) {
      assertThat(lake.load(DUMP, 1, dump())).isInstanceOf(Committed.class);
    }
    TableDefinition log = limited(Contains.CHANGES, 0, 0);
    try (TestLake lake = new TestLake(directory.resolve("log"), List.of(log), this::open)) {
      lake.load(log, 1, dump(rows("v", IntStream.range(0, 2))));
      assertThat(lake.load(log, 2, dump())).isInstanceOf(Committed.class);
    }
  }

  @Test
  void recordsThatWereDeletedDoNotCountAsLive() {
    try (TestLake lake = lake(DUMP)) {
      lake.load(DUMP, 1, dump(rows("old", IntStream.range(0, 10))));
      lake.engine()
          .load(DUMP, lake.deliver(DUMP, 2, dump(rows("old", IntStream.range(0, 4)))), true);

      assertThat(
              lake.load(
                  DUMP, 3, dump(rows("new", IntStream.range(0, 3)), rows("old", IntStream.of(3)))))
          .isEqualTo(new Held(counts(4, 0, 3, 0, 1), 4, Map.of(Breach.CHANGED, keys(0, 1, 2))));
    }
  }

  @Test
  void recordsThatComeBackAreNotChanged() {
    try (TestLake lake = lake(DUMP)) {
      lake.load(DUMP, 1, dump(rows("old", IntStream.range(0, 10))));
      lake.engine().load(DUMP, lake.deliver(DUMP, 2, dump(rows("old", IntStream.of(0)))), true);

      assertThat(
              lake.load(
                  DUMP, 3, dump(rows("old", IntStream.of(0)), rows("new", IntStream.range(1, 10)))))
          .isInstanceOf(Committed.class);
    }
  }

  @Test
  void theShareOfChangesIsThatOfAllRecordsHoweverFewOfThemTheDeliveryTouches() {
    try (TestLake lake = lake(LOG)) {
      lake.load(LOG, 1, dump(rows("old", IntStream.range(0, 3))));
      lake.load(LOG, 2, dump(rows("old", IntStream.range(100, 107))));

      assertThat(lake.load(LOG, 3, dump(rows("new", IntStream.range(0, 3)))))
          .isInstanceOf(Committed.class);
      assertThat(lake.load(LOG, 4, dump(rows("new", IntStream.range(100, 107)))))
          .describedAs("7 of 10, of which 3 lie in other files and replaced others")
          .isEqualTo(
              new Held(
                  counts(7, 0, 7, 0, 0),
                  10,
                  Map.of(Breach.CHANGED, keys(100, 101, 102, 103, 104))));
    }
  }

  @Test
  void aTableThatUsedToHoldEverythingDoesNotCountWhatItDeleted() {
    try (TestLake lake = lake(DUMP)) {
      lake.load(DUMP, 1, dump(rows("old", IntStream.range(0, 10))));
      lake.engine()
          .load(DUMP, lake.deliver(DUMP, 2, dump(rows("old", IntStream.range(0, 4)))), true);

      assertThat(lake.load(LOG, 3, dump(rows("new", IntStream.range(0, 3)))))
          .isEqualTo(new Held(counts(3, 0, 3, 0, 0), 4, Map.of(Breach.CHANGED, keys(0, 1, 2))));
    }
  }

  @Test
  void aLateDeliveryOfChangesIsMeasuredByAllRecords() {
    try (TestLake lake = lake(LOG)) {
      lake.load(LOG, 1, dump(rows("old", IntStream.range(0, 10))));
      var last = lake.deliver(LOG, 4, dump(rows("old", IntStream.of(9))));
      lake.engine().load(LOG, last, false);
      var few = lake.deliver(LOG, 2, dump(rows("new", IntStream.range(0, 3))));
      var many = lake.deliver(LOG, 3, dump(rows("newer", IntStream.range(0, 7))));

      assertThat(
              lake.engine()
                  .reload(
                      LOG,
                      new Tail(
                          List.of(few, many, last),
                          Set.of(TestLake.night(2), TestLake.night(3)),
                          false,
                          false)))
          .element(1)
          .isEqualTo(
              new Held(counts(7, 0, 7, 0, 0), 10, Map.of(Breach.CHANGED, keys(0, 1, 2, 3, 4))));
      assertThat(rowsOf(lake)).containsExactly("new|3", "old|7");
    }
  }

  private static List<String> rowsOf(TestLake lake) {
    return lake.query("SELECT v, count(*) FROM app.things GROUP BY v ORDER BY v");
  }

  @Test
  void aRebuildHoldsNothing() {
    try (TestLake lake = lake(DUMP)) {
      var first = lake.deliver(DUMP, 1, dump(rows("old", IntStream.range(0, 3))));
      var second = lake.deliver(DUMP, 2, dump(rows("new", IntStream.range(0, 3))));
      lake.engine().load(DUMP, first, false);
      lake.engine().load(DUMP, second, true);

      assertThat(lake.engine().rebuild(DUMP, List.of(first, second)).counts())
          .isEqualTo(counts(6, 3, 3, 0, 0));
    }
  }
}
