package dev.bookreel.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.LoadOutcome.Committed;
import dev.bookreel.error.UnreadableDeliveryException;
import dev.bookreel.file.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is delivered, every record of it is accounted for, or the file is refused with a
 * message. Each engine's module extends this and supplies its engine.
 */
public abstract class DamagedFilesContract {
  private static final int QUICK = 1_000;
  private static final int FULL = 100_000;

  /** A table with more deliveries than this is slow to open. */
  private static final int DELIVERIES_A_LAKE = 50;

  private static final int COMPARED_EVERY = 10;
  private static final int LONGEST_MESSAGE = 2_000;
  private static final long LARGEST_GROWTH_BYTES = 1L << 30;

  private final RealFiles real = new RealFiles();
  private @TempDir Path directory;

  private final List<String> refusedRows = new ArrayList<>();
  private long live;
  private int loaded;
  private int refused;
  private int quarantined;

  /** Opens the engine under test on a lake. */
  protected abstract Engine open(Path lake, LakeDefinition definition);

  @Test
  void everyRecordIsAccountedForOrTheFileIsRefused() throws IOException {
    int cases = Boolean.getBoolean("bookreel.full") ? FULL : QUICK;
    long before = peakBytes();
    for (int first = 0; first < cases; first += DELIVERIES_A_LAKE) {
      TableDefinition table = real.tables().get(first / DELIVERIES_A_LAKE % real.tables().size());
      damageTable(table, first, Math.min(cases, first + DELIVERIES_A_LAKE));
    }
    assertThat(peakBytes() - before).isLessThan(LARGEST_GROWTH_BYTES);
    // The damage was neither too small nor too great to show anything.
    assertThat(loaded).isGreaterThan(cases / 4);
    assertThat(refused).isGreaterThan(cases / 10);
    assertThat(quarantined).isGreaterThan(cases / 10);
  }

  private void damageTable(TableDefinition table, int first, int end) throws IOException {
    Path place = directory.resolve("lake" + first);
    try (TestLake lake = new TestLake(place, real.tables(), this::open)) {
      for (TableDefinition each : real.tables()) {
        lake.engine().load(each, lake.deliver(each, 1, real.piece(each, new Random(first))), true);
      }
      live = Long.parseLong(lake.query("SELECT count(*) FROM " + table.name()).get(0));
      refusedRows.clear();
      refusedRows.addAll(recordedRefusals(lake, table));
      SortedMap<String, Long> others = filesOfOthers(place, table);
      for (int seed = first; seed < end; seed++) {
        byte[] content = new Damage(seed).of(real.piece(table, new Random(seed)));
        Delivery delivery = lake.deliver(table, 2 + seed - first, content);
        try {
          load(lake, table, delivery);
          if (seed % COMPARED_EVERY == 0 || seed == end - 1) {
            compare(lake, table);
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
    }
    Folders.delete(place);
  }

  private void load(TestLake lake, TableDefinition table, Delivery delivery) {
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
  private void compare(TestLake lake, TableDefinition table) {
    assertThat(recordedRefusals(lake, table)).isEqualTo(refusedRows);
    assertThat(lake.query("SELECT count(*) FROM " + table.name() + " WHERE deleted_at IS NULL"))
        .containsExactly(String.valueOf(live));
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
