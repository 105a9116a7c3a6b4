package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.compression.Compression;
import dev.bookreel.compression.Packed;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.embedded.Absences;
import dev.bookreel.engine.embedded.DeliveredPart;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.cut.Cut;
import dev.bookreel.engine.embedded.cut.Slice;
import dev.bookreel.engine.embedded.duck.Limits;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.util.DoubleAccumulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadTaskTest {
  private static final TableDefinition MOVIES = Tables.movies("app.movies");

  @TempDir private Path directory;

  /**
   * Spark gives up an executor that it does not hear of; the attempt may go on beside its retry.
   */
  @Test
  void anAttemptTouchesNothingOfAnother() throws Exception {
    LakeLayout layout =
        new LakeLayout(
            directory,
            new LakeDefinition("test", ZoneId.of("UTC"), List.of(), List.of(MOVIES), List.of()));
    try (Stage stage = Stage.create(layout)) {
      Workplace workplace = Workplace.of(layout, Limits.NONE);
      ReadTask task =
          new ReadTask(
              MOVIES,
              delivery("title,mins\nAlien,117\nBad,x\n"),
              Absences.of(List.of()),
              workplace,
              stage);

      ReadTask.Read first = task.run(new DoubleAccumulator()).orThrow();
      Map<String, FileTime> written = changed(stage.folder());
      ReadTask.Read second = task.run(new DoubleAccumulator()).orThrow();

      assertThat(List.of(first.accepted(), first.refused()))
          .doesNotContain(second.accepted(), second.refused());
      assertThat(changed(stage.folder())).containsAllEntriesOf(written).hasSize(4);
      SharedDuck.giveUp(workplace);
    }
  }

  @Test
  void anAttemptAtASliceTouchesNothingOfAnother() throws Exception {
    LakeLayout layout =
        new LakeLayout(
            directory,
            new LakeDefinition("test", ZoneId.of("UTC"), List.of(), List.of(MOVIES), List.of()));
    try (Stage stage = Stage.create(layout)) {
      Path file =
          Files.writeString(
              directory.resolve("movies.csv"), "title,mins\nAlien,117\nBad,x\nHeat,1\n");
      Delivery delivery =
          new Delivery(
              MOVIES.name(), Instant.parse("2022-01-01T02:00:00Z"), file, Files.size(file), "any");
      Workplace workplace = Workplace.of(layout, Limits.NONE);
      ReadTask whole = new ReadTask(MOVIES, delivery, Absences.of(List.of()), workplace, stage);
      Cut cut = cut(file);
      Slice first = cut.slices(cut.stretches(12), List.of()).get(0);
      SliceTask task = new SliceTask(whole, file.toString(), first, 0);

      SliceTask.Read one = task.run().orThrow();
      Map<String, FileTime> written = changed(stage.folder());
      SliceTask.Read other = task.run().orThrow();

      assertThat(one.accepted()).hasSize(1).doesNotContainAnyElementsOf(other.accepted());
      assertThat(one.refused()).hasSize(1).doesNotContainAnyElementsOf(other.refused());
      assertThat(changed(stage.folder())).containsAllEntriesOf(written).hasSize(4);
      SharedDuck.giveUp(workplace);
    }
  }

  private static Cut cut(Path file) throws Exception {
    try (FileChannel content = FileChannel.open(file)) {
      return DeliveredPart.cut(MOVIES, content).orElseThrow();
    }
  }

  private Delivery delivery(String content) throws Exception {
    byte[] packed = Packed.by(Compression.GZIP, content.getBytes(StandardCharsets.UTF_8));
    Path file = Files.write(directory.resolve("movies.csv"), packed);
    return new Delivery(
        MOVIES.name(), Instant.parse("2022-01-01T02:00:00Z"), file, packed.length, "any");
  }

  /** When each file was written, by name. */
  private static Map<String, FileTime> changed(Path folder) throws Exception {
    Map<String, FileTime> times = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.collect(Collectors.toList())) {
        times.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
      }
    }
    return times;
  }
}
