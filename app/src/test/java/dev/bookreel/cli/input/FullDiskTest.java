package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bookreel.cli.input.Workplace.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that is full at one step or the other of a night. */
class FullDiskTest {
  private static final int PAGE_BYTES = 4096;
  private static final List<String> QUERIES =
      List.of(
          "select * from stream.movies_history order by all",
          "select * from vendor.authors_history order by all",
          "select table_name, reason, record from lake.quarantine order by all",
          "select parameters, inputs, movies from analytics.movies_added order by all",
          "select table_name, delivered_at, inserted, updated, deleted, version from lake.loads"
              + " where status <> 'failed' order by all",
          "select table_name, delivered_at, bytes, status from lake.deliveries order by all");

  @TempDir Path directory;
  private Optional<Mount> mount = Optional.empty();
  private Path disk;

  private void mountADisk(Path place) throws Exception {
    disk = Files.createDirectories(place);
    mount = Mount.at(disk, "size=20m");
    assumeTrue(mount.isPresent(), "Left out: this user may not mount a file system");
  }

  @AfterEach
  void unmountIt() throws Exception {
    if (mount.isPresent()) {
      mount.get().unmount();
    }
  }

  /** With how many free pages a night fails where depends on the files it makes. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 6, 8, 9, 12, 15, 18})
  void theSameCommandCompletesWhenThereIsRoomForTheLakeAgain(int freePages) throws Exception {
    mountADisk(directory.resolve("disk"));

    theSameCommandCompletes(disk.resolve("lake"), freePages);
  }

  /** The raw zone alone, the tables being on a disk with room. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 6, 8})
  void theSameCommandCompletesWhenThereIsRoomForTheRawZoneAgain(int freePages) throws Exception {
    Path lake = directory.resolve("lake");
    mountADisk(lake.resolve("raw"));

    theSameCommandCompletes(lake, freePages);
  }

  private void theSameCommandCompletes(Path lake, int freePages) throws Exception {
    Workplace disturbed = new Workplace(directory.resolve("disturbed"), lake);
    disturbed.firstNight();
    secondNight(disturbed);
    Path filler = fillUpTo(freePages);

    Outcome full = disturbed.night(2);

    if (full.status() == 0) {
      assertThat(full.err()).doesNotContain("bookreel:", "failed");
    } else {
      assertThat(full.status()).isEqualTo(1);
      assertThat(full.err().lines().filter(line -> line.matches("(bookreel:|failed) .*")))
          .isNotEmpty()
          .allMatch(line -> line.contains(": No space left on device."))
          .noneMatch(line -> line.contains("Exception") || line.contains("wrong"));
    }
    Files.delete(filler);
    Outcome again = disturbed.night(2);
    assertThat(again.status()).as(again.err()).isZero();
    Workplace undisturbed = new Workplace(directory.resolve("undisturbed"));
    undisturbed.firstNight();
    secondNight(undisturbed);
    assertThat(undisturbed.night(2).status()).isZero();
    assertThat(contentOf(disturbed)).isEqualTo(contentOf(undisturbed));
  }

  private static void secondNight(Workplace place) {
    String more =
        IntStream.range(0, 500)
            .mapToObj(i -> "More %d,%d,2021-12-11T10:00:00Z\n".formatted(i * 7919, i))
            .collect(Collectors.joining());
    place.write(
        "dump/movies.csv",
        Workplace.HEADER
            + Workplace.movies().replace("Movie 3,103", "Movie 3,303")
            + more
            + "Bad,x,\n");
    place.write("dump/authors.json", Workplace.authors("Ada", "Bo", "Cy", "Di"));
  }

  private static List<List<String>> contentOf(Workplace place) {
    return QUERIES.stream().map(place::query).toList();
  }

  private Path fillUpTo(int freePages) throws IOException {
    Path filler = disk.resolve("filler");
    long bytes = Files.getFileStore(disk).getUsableSpace() - (long) freePages * PAGE_BYTES;
    try (OutputStream out = Files.newOutputStream(filler)) {
      out.write(new byte[Math.toIntExact(bytes)]);
    }
    return filler;
  }
}
