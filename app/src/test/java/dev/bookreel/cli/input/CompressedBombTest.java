package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bookreel.cli.input.Workplace.Outcome;
import dev.bookreel.compression.Packed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files that inflate to a hundred gigabytes, as they reach a lake on a small disk. */
class CompressedBombTest {
  private static final long DISK_BYTES = 96L << 20;

  @TempDir Path directory;
  private Optional<Mount> mount = Optional.empty();

  @AfterEach
  void unmount() throws Exception {
    if (mount.isPresent()) {
      mount.get().unmount();
    }
  }

  @Test
  void theDefaultsKeepRoomOnTheDiskForOthers() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    mount = Mount.at(disk, "size=" + DISK_BYTES);
    assumeTrue(mount.isPresent(), "Left out: this user may not mount a file system");
    Workplace place = new Workplace(directory, disk.resolve("lake"));
    place.firstNight();
    bomb(place.path("dump/movies.csv.zst"));
    place.delete("dump/movies.csv");

    Outcome outcome = place.load("stream.movies", 2);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .contains(
            "Cannot read LAKE/raw/stream/movies/2021-12-02T02-00-00.000Z.csv.zst, or inflate it into"
                + " LAKE/system/.inflated-",
            ": too little room would be left on the disk. Make room on the lake's disk and the file"
                + " readable, then load again");
    assertThat(Files.getFileStore(disk).getUsableSpace()).isGreaterThan(DISK_BYTES * 3 / 4);
    assertThat(place.query("select count(*) from stream.movies")).containsExactly("10");
    assertThat(leftOvers(disk.resolve("lake/system"))).isZero();
  }

  @Test
  void aDeclaredLimitRefusesIt() throws Exception {
    Workplace place = new Workplace(directory);
    place.firstNight();
    place.write(
        "lake/tables/stream/movies.yaml",
        place.read("lake/tables/stream/movies.yaml") + "max_inflated: 5 MB\n");
    bomb(place.path("dump/movies.csv.zst"));
    place.delete("dump/movies.csv");

    Outcome outcome = place.load("stream.movies", 2);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            "failed stream.movies of 2021-12-02T02:00:00Z: Cannot load"
                + " LAKE/raw/stream/movies/2021-12-02T02-00-00.000Z.csv.zst into stream.movies: it"
                + " inflates to more than max_inflated = 5 MB allows. If that is right, set a"
                + " larger 'max_inflated' in the table's definition. The table is unchanged and the"
                + " delivery stays in raw.\n");
    assertThat(leftOvers(directory.resolve("data/system"))).isZero();
  }

  /** A thousand frames of a hundred megabytes. */
  private static void bomb(Path file) throws IOException {
    byte[] frame = Packed.zstd(new byte[100_000_000]);
    try (var out = Files.newOutputStream(file)) {
      for (int i = 0; i < 1000; i++) {
        out.write(frame);
      }
    }
  }

  private static long leftOvers(Path system) throws IOException {
    try (Stream<Path> files = Files.list(system)) {
      return files.filter(file -> file.getFileName().toString().startsWith(".inflated")).count();
    }
  }
}
