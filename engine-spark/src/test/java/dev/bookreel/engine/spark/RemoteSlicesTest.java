package dev.bookreel.engine.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.engine.TestLake;
import dev.bookreel.engine.embedded.Absences;
import dev.bookreel.engine.embedded.DeliveredPart;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.cut.Cut;
import dev.bookreel.engine.embedded.cut.Cutter;
import dev.bookreel.engine.embedded.cut.Passage;
import dev.bookreel.engine.embedded.cut.Stretch;
import dev.bookreel.engine.embedded.duck.Limits;
import dev.bookreel.file.LocalCopies;
import dev.bookreel.storage.ObjectLake;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a lake lies elsewhere, nobody fetches a whole delivery of which he reads a slice. */
class RemoteSlicesTest {
  private static final TableDefinition MOVIES = Tables.movies("app.movies");
  private static final long BLOCK = 8 * 1024 * 1024;
  private static final int FILMS = 50_000;
  private static final byte[] CONTENT = content();

  @TempDir private Path directory;
  private final String folder = "/lake " + UUID.randomUUID();

  private static byte[] content() {
    StringBuilder csv = new StringBuilder("title,mins\nBad,x\n");
    for (int film = 0; film < FILMS; film++) {
      csv.append("Film %d %s,%d\n".formatted(film, "m".repeat(1000), film % 100));
    }
    return csv.toString().getBytes(UTF_8);
  }

  private ObjectLake open(String machine) {
    return SparkLake.open(
        Hdfs.uri() + folder,
        TestSpark.settings(),
        Map.of("BOOKREEL_CACHE", directory.resolve(machine).toString()));
  }

  /** From another machine than the one that reads it. */
  private Delivery deliver(ObjectLake reader) {
    try (ObjectLake lake = open("writer");
        TestLake engine = new TestLake(lake.root(), List.of(MOVIES), EmbeddedEngine::new)) {
      Delivery delivered = engine.deliver(MOVIES, 1, CONTENT);
      return new Delivery(
          delivered.table(),
          delivered.deliveredAt(),
          reader.root().resolve(delivered.file().toString()),
          delivered.bytes(),
          delivered.sha256());
    }
  }

  private static List<Long> fetched(Delivery delivery) {
    return CountedHdfs.read(delivery.file().toString().substring(Hdfs.uri().length()));
  }

  private static List<Long> blocks(long count) {
    return Collections.nCopies((int) count, BLOCK);
  }

  /** The driver reads the beginning, and a process all that its tasks read once. */
  @Test
  void aDeliveryIsFetchedInBlocksAndEachOnce() {
    SlicedSpark spark = new SlicedSpark();
    try (ObjectLake lake = open("driver");
        TestLake engine = new TestLake(lake.root(), List.of(MOVIES), spark::open)) {
      Delivery delivery = deliver(lake);

      LoadOutcome outcome = engine.engine().load(MOVIES, delivery, false);

      spark.assertThatMostWereSliced(1);
      assertThat(outcome).asString().contains("inserted=" + FILMS);
      assertThat(
              engine.query(
                  "SELECT count(*), count(DISTINCT title), sum(mins), min(length(title)) FROM app.movies"))
          .containsExactly("50000|50000|2475000|1007");
      assertThat(engine.query("SELECT position, record FROM lake.quarantine"))
          .containsExactly("1|{\"title\":\"Bad\",\"mins\":\"x\"}");
      List<Long> expected = new ArrayList<>(blocks(1 + CONTENT.length / BLOCK));
      expected.add(CONTENT.length % BLOCK);
      assertThat(fetched(delivery)).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  /** What else it needs is the header, in the first block. */
  @Test
  void aTaskFetchesTheBlocksOfItsSlice() throws Exception {
    try (ObjectLake lake = open("driver")) {
      LakeLayout layout =
          LakeLayout.ofManyMachines(
              lake.root(),
              new LakeDefinition("test", ZoneId.of("UTC"), List.of(), List.of(MOVIES), List.of()));
      Workplace workplace = Workplace.of(layout, Limits.NONE);
      Delivery delivery = deliver(lake);
      try (Stage stage = Stage.create(layout);
          SeekableByteChannel content = LocalCopies.parts(delivery.file())) {
        ReadTask whole = new ReadTask(MOVIES, delivery, Absences.of(List.of()), workplace, stage);
        Cut cut = DeliveredPart.cut(MOVIES, content).orElseThrow();
        List<Stretch> stretches = cut.stretches(BLOCK);
        List<Passage> passages = new ArrayList<>();
        for (Stretch stretch : stretches) {
          passages.add(Cutter.passage(cut, content, stretch));
        }
        int fetchedBefore = fetched(delivery).size();
        SliceTask task =
            new SliceTask(whole, whole.file(), cut.slices(stretches, passages).get(3), 3);

        SliceTask.Read read = task.run().orThrow();

        assertThat(read.findings().rows()).isBetween(8200L, 8400L);
        assertThat(fetched(delivery).subList(fetchedBefore, fetched(delivery).size()))
            .isEqualTo(blocks(3));
      } finally {
        SharedDuck.giveUp(workplace);
      }
    }
  }
}
