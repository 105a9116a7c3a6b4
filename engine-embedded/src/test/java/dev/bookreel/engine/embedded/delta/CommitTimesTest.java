package dev.bookreel.engine.embedded.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.Operation;
import io.delta.kernel.TableManager;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which version a table had at a time, on logs whose times are set by hand. */
class CommitTimesTest {
  private static final Instant NOON = Instant.parse("2022-01-01T12:00:00Z");

  @TempDir Path directory;
  private DeltaTable table;

  /** Of a table without in-commit timestamps, which those that we make have. */
  @BeforeEach
  void threeCommits() {
    table = new DeltaTable(directory);
    TableManager.buildCreateTableTransaction(
            directory.toString(), new StructType().add("n", IntegerType.INTEGER), "test")
        .build(new LocalEngine())
        .commit(new LocalEngine(), CloseableIterable.emptyIterable());
    setProperty("first");
    setProperty("second");
  }

  private void setProperty(String name) {
    Engine kernel = new LocalEngine();
    TableManager.loadSnapshot(directory.toString())
        .build(kernel)
        .buildUpdateTableTransaction("test", Operation.MANUAL_UPDATE)
        .withTablePropertiesAdded(Map.of(name, "true"))
        .build(kernel)
        .commit(kernel, CloseableIterable.emptyIterable());
  }

  private void filesAreOf(Instant... times) throws IOException {
    for (int version = 0; version < times.length; version++) {
      Files.setLastModifiedTime(log(version), FileTime.from(times[version]));
    }
  }

  private Path log(long version) {
    return directory.resolve("_delta_log").resolve("%020d.json".formatted(version));
  }

  private List<Long> versionsBy(Instant... times) {
    return IntStream.range(0, times.length)
        .mapToObj(i -> table.commitTimes().lastVersionBy(times[i]).orElse(-1))
        .toList();
  }

  /** They stand in the commits: copying a lake does not change its past. */
  @Test
  void timesOfTablesThatWeMakeAreNotThoseOfTheirFiles(@TempDir Path place)
      throws IOException, LostRaceException {
    DeltaTable own = new DeltaTable(place);
    own.create(
        TableSchema.of(new StructType().add("n", IntegerType.INTEGER)),
        List.of(),
        Change.append(List.of()));
    Instant committed = own.committedAt(0);

    Files.setLastModifiedTime(
        place.resolve("_delta_log/%020d.json".formatted(0)), FileTime.from(NOON));

    assertThat(own.committedAt(0)).isEqualTo(committed);
  }

  @Test
  void aVersionLastsFromItsFilesTimeToTheNexts() throws IOException {
    filesAreOf(NOON, NOON.plusMillis(5), NOON.plusSeconds(1));

    assertThat(
            versionsBy(
                NOON.minusMillis(1),
                NOON,
                NOON.plusMillis(4),
                NOON.plusMillis(5),
                NOON.plusMillis(999),
                NOON.plusSeconds(1),
                Instant.MAX))
        .containsExactly(-1L, 0L, 0L, 1L, 1L, 2L, 2L);
    assertThat(table.committedAt(1)).isEqualTo(NOON.plusMillis(5));
  }

  @Test
  void aClockThatWasSetBackPutsNoVersionBeforeTheOneItBuildsOn() throws IOException {
    filesAreOf(NOON, NOON.minusSeconds(60), NOON.plusSeconds(1));

    assertThat(versionsBy(NOON.minusSeconds(30), NOON, NOON.plusMillis(1), NOON.plusSeconds(1)))
        .containsExactly(-1L, 0L, 1L, 2L);
    assertThat(table.committedAt(1)).isEqualTo(NOON.plusMillis(1));
    assertThat(table.committedAt(2)).isEqualTo(NOON.plusSeconds(1));
  }

  @Test
  void inCommitTimestampsCountWhateverTheFilesSay() throws Exception {
    long before = System.currentTimeMillis();
    setProperty("delta.enableInCommitTimestamps");
    setProperty("third");
    filesAreOf(NOON, NOON, NOON, NOON, NOON);

    Instant committed = table.committedAt(4);
    assertThat(committed.toEpochMilli()).isGreaterThanOrEqualTo(before);
    assertThat(versionsBy(committed.minusMillis(1), committed)).last().isEqualTo(4L);
    assertThat(versionsBy(committed.minusMillis(1))).first().isNotEqualTo(4L);
    assertThat(versionsBy(NOON.plusMillis(1))).containsExactly(1L);
    assertThat(table.committedAt(1)).isEqualTo(NOON.plusMillis(1));
  }

  @Test
  void aLogWithoutItsOldestVersionsBeginsWithACheckpoint() throws Exception {
    SnapshotImpl latest =
        (SnapshotImpl) TableManager.loadSnapshot(directory.toString()).build(new LocalEngine());
    latest.writeCheckpoint(new LocalEngine());
    filesAreOf(NOON, NOON.plusSeconds(1), NOON.plusSeconds(2));
    Files.delete(log(0));
    Files.delete(log(1));

    assertThat(table.commitTimes().oldestVersion()).isEqualTo(2);
    assertThat(versionsBy(NOON.plusSeconds(1), NOON.plusSeconds(2))).containsExactly(-1L, 2L);
    assertThat(table.committedAt(2)).isEqualTo(NOON.plusSeconds(2));
  }

  private static final class LocalEngine extends DefaultEngine {
    LocalEngine() {
      super(new LocalFileIO(Path.of("").toAbsolutePath()));
    }
  }
}
