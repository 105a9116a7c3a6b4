package dev.bookreel.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.LoadOutcome.Committed;
import dev.bookreel.error.UnreadableDeliveryException;
import dev.bookreel.file.Folders;
import dev.bookreel.scale.Cases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is delivered, every record of it is accounted for, or the file is refused with a
 * message. Each engine's module extends this and supplies its engine.
 */
public abstract class DamagedFilesContract {
  /** How many times as many files are damaged in the long lane. */
  private static final int LONG = 200;

  private static final long FIRST_SEED = Cases.seed(0);

  /** A table with more deliveries than this is slow to open. */
  private static final int DELIVERIES_A_LAKE = 50;

  private static final int COMPARED_EVERY = 10;
  private static final int LONGEST_MESSAGE = 2_000;

  private final RealFiles real = new RealFiles();
  private @TempDir Path directory;

  /** Opens the engine under test on a lake. */
  protected abstract Engine open(Path lake, LakeDefinition definition);

  /** How many files are damaged in the quick lane. */
  protected int quick() {
    return 600;
  }

  /** How much memory the process may take beyond what it had. */
  protected long largestGrowthBytes() {
    return 1L << 30;
  }

  @Test
  void everyRecordIsAccountedForOrTheFileIsRefused() throws IOException {
    int cases = Cases.count(quick(), LONG * quick());
    long before = peakBytes();
    Found found =
        IntStream.rangeClosed(0, (cases - 1) / DELIVERIES_A_LAKE)
            .parallel()
            .mapToObj(lake -> inALake(lake, cases))
            .reduce(new Found(0, 0, 0), Found::plus);
    assertThat(peakBytes() - before).isLessThan(largestGrowthBytes());
    // The damage was neither too small nor too great to show anything.
    assertThat(found.loaded()).isGreaterThan(cases / 4);
    assertThat(found.refused()).isGreaterThan(cases / 10);
    assertThat(found.quarantined()).isGreaterThan(cases / 10);
    System.out.printf("%d files damaged from seed %d on: %s%n", cases, FIRST_SEED, found);
  }

  /** How many files were loaded, how many not, and of how many rows were refused. */
  private record Found(int loaded, int refused, int quarantined) {
    Found plus(Found other) {
      return new Found(
          loaded + other.loaded, refused + other.refused, quarantined + other.quarantined);
    }
  }

  private Found inALake(int number, int cases) {
    TableDefinition table = real.tables().get(number % real.tables().size());
    int done = number * DELIVERIES_A_LAKE;
    long first = FIRST_SEED + done;
    Path place = directory.resolve("lake" + number);
    try {
      Found found;
      try (TestLake lake = new TestLake(place, real.tables(), this::open)) {
        found =
            new DamagedTable(place, lake, table, first)
                .damage(Math.min(cases - done, DELIVERIES_A_LAKE));
      }
      Folders.delete(place);
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A table of a lake of its own, to which damaged files are delivered. */
  private final class DamagedTable {
    private final Path place;
    private final TestLake lake;
    private final TableDefinition table;
    private final long first;
    private final List<String> refusedRows;
    private long live;
    private int loaded;
    private int refused;
    private int quarantined;

    DamagedTable(Path place, TestLake lake, TableDefinition table, long first) {
      this.place = place;
      this.lake = lake;
      this.table = table;
      this.first = first;
      for (TableDefinition each : real.tables()) {
        lake.engine().load(each, lake.deliver(each, 1, real.piece(each, new Random(first))), true);
      }
      this.live = Long.parseLong(lake.query("SELECT count(*) FROM " + table.name()).get(0));
      this.refusedRows = new ArrayList<>(recordedRefusals(lake, table));
    }

    Found damage(int count) throws IOException {
      SortedMap<String, Long> others = filesOfOthers(place, table);
      for (int i = 0; i < count; i++) {
        long seed = first + i;
        byte[] content = new Damage(seed).of(real.piece(table, new Random(seed)));
        Delivery delivery = lake.deliver(table, 2 + i, content);
        try {
          load(delivery);
          if (i % COMPARED_EVERY == 0 || i == count - 1) {
            compare();
          }
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(
              "Seed %d, table %s: %s, of%n%s"
                  .formatted(seed, table.name(), e, new String(content, StandardCharsets.UTF_8)),
              e);
        }
      }
      assertThat(filesOfOthers(place, table)).isEqualTo(others);
      assertThat(lake.query("SELECT * FROM " + table.name() + "_history")).isNotEmpty();
      return new Found(loaded, refused, quarantined);
    }

    private void load(Delivery delivery) {
      try {
        LoadOutcome outcome = lake.engine().load(table, delivery, true);
        assertThat(outcome).isInstanceOf(Committed.class);
        ChangeCounts counts = ((Committed) outcome).counts();
        if (counts.quarantined() > 0) {
          refusedRows.add(delivery.deliveredAt() + "|" + counts.quarantined());
          quarantined++;
        }
        live =
            table.contains() == Contains.CHANGES
                ? live + counts.inserted()
                : counts.inserted() + counts.updated() + counts.unchanged();
        loaded++;
      } catch (UnreadableDeliveryException e) {
        assertThat(e.getMessage())
            .startsWith("Cannot load " + delivery.file() + " into " + table.name() + ": ")
            .endsWith(". The table is unchanged and the delivery stays in raw.")
            .doesNotContain("Exception", "Error:", "\n")
            .hasSizeLessThan(LONGEST_MESSAGE);
        refused++;
      }
    }

    /** What the lake says of all deliveries so far. Asked now and then, for it takes a while. */
    private void compare() {
      assertThat(recordedRefusals(lake, table)).isEqualTo(refusedRows);
      assertThat(lake.query("SELECT count(*) FROM " + table.name() + " WHERE deleted_at IS NULL"))
          .containsExactly(String.valueOf(live));
    }
  }

  private static List<String> recordedRefusals(TestLake lake, TableDefinition table) {
    return lake.query(
        "SELECT delivered_at, count(*) FROM lake.quarantine WHERE table_name = '%s' GROUP BY delivered_at ORDER BY delivered_at"
            .formatted(table.name()));
  }

  /** The files of all other tables with their sizes. */
  private static SortedMap<String, Long> filesOfOthers(Path place, TableDefinition table)
      throws IOException {
    SortedMap<String, Long> files = new TreeMap<>();
    Path own = place.resolve("silver/" + table.name().schema() + "/" + table.name().name());
    try (Stream<Path> paths = Files.walk(place.resolve("silver"))) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (!path.startsWith(own)) {
          files.put(path.toString(), Files.size(path));
        }
      }
    }
    return files;
  }

  /** The most memory that this process ever had, as Linux tells; 0 elsewhere. */
  private static long peakBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    }
  }
}
