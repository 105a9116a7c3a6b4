package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.TestLake;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A delivery of changes reads only the files that may hold its keys: three days lie in three files.
 */
class KeyRangeTest {
  private static final TableDefinition SESSIONS =
      new TableDefinition(
          TableName.parse("stream.sessions"),
          "Sessions",
          "sessions.csv",
          TableDefinition.Format.CSV,
          TableDefinition.Contains.CHANGES,
          List.of("user", "start_at"),
          List.of(
              new Column("user", Scalar.STRING, ColumnPath.field("user"), List.of()),
              new Column("start_at", Scalar.TIMESTAMP, ColumnPath.field("start_at"), List.of())),
          List.of(),
          0.3,
          1);

  private static final TableDefinition DAYS =
      new TableDefinition(
          TableName.parse("stream.days"),
          "Days",
          "days.csv",
          TableDefinition.Format.CSV,
          TableDefinition.Contains.CHANGES,
          List.of("day"),
          List.of(new Column("day", Scalar.DATE, ColumnPath.field("day"), List.of())),
          List.of(),
          0.3,
          1);

  @TempDir private Path directory;
  private TestLake lake;

  @BeforeEach
  void threeNights() {
    lake =
        new TestLake(
            directory,
            List.of(SESSIONS, DAYS),
            (path, definition) -> new EmbeddedEngine(path, definition));
    lake.load(SESSIONS, 1, "user,start_at\na,2021-12-01T00:00:00Z\nz,2021-12-01T23:59:59.990Z\n");
    lake.load(SESSIONS, 2, "user,start_at\na,2021-12-02T00:00:00Z\nz,2021-12-02T23:59:59.990Z\n");
    lake.load(SESSIONS, 3, "user,start_at\na,2021-12-03T00:00:00Z\nz,2021-12-03T23:59:59.990Z\n");
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void aDayReadsItsFileOnly() throws Exception {
    assertThat(filesFor("m,2021-12-02T12:00:00Z")).isEqualTo(1);
  }

  @Test
  void bothEndsOfAFilesRangeBelongToIt() throws Exception {
    assertThat(filesFor("z,2021-12-01T23:59:59.990Z")).isEqualTo(1);
    assertThat(filesFor("a,2021-12-03T00:00:00Z")).isEqualTo(1);
  }

  @Test
  void everyPartOfTheKeyRulesFilesOut() throws Exception {
    assertThat(filesFor("zz,2021-12-02T12:00:00Z")).isZero();
  }

  @Test
  void aDeliveryOverAllDaysReadsAllFiles() throws Exception {
    assertThat(filesFor("m,2021-11-30T00:00:00Z\nm,2021-12-31T00:00:00Z")).isEqualTo(3);
  }

  /**
   * Samoa, where tests run, had no 30 December 2011, and Java's old calendar no 10 October 1582.
   */
  @ParameterizedTest
  @ValueSource(strings = {"2011-12-30", "1582-10-10"})
  void aDayThatACalendarSkippedIsFound(String day) throws Exception {
    lake.load(DAYS, 1, "day\n" + day + "\n");

    assertThat(filesFor(DAYS, "day\n" + day + "\n")).isEqualTo(1);
  }

  private int filesFor(String rows) throws Exception {
    return filesFor(SESSIONS, "user,start_at\n" + rows + "\n");
  }

  private int filesFor(TableDefinition table, String content) throws Exception {
    Delivery delivery = lake.deliver(table, 4, content);
    TableVersion version = new DeltaTable(layout().location(table.name())).latest().orElseThrow();
    try (Duck duck = new Duck(directory, ZoneId.of("UTC"));
        Workspace workspace = duck.workspace()) {
      Delivered.read(workspace, table, delivery, Absences.none(), layout().inflation());
      return version
          .files(Optional.of(KeyRange.of(workspace, table).within(HistorySchema.IS_LATEST_FILES)))
          .size();
    }
  }

  private LakeLayout layout() {
    return new LakeLayout(
        directory,
        new LakeDefinition("test", ZoneId.of("UTC"), List.of(), List.of(SESSIONS), List.of()));
  }
}
