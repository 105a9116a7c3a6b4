package dev.bookreel.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.error.LakeException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("changes the JVM's zone and locale for a moment")
class SampleMakerTest {
  private static final SampleSpec SMALL = new SampleSpec(2, 500, 40, 7);

  private final Path directory;

  SampleMakerTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void writesSixFilesANight() throws IOException {
    assertThat(make(SMALL, "sample").files().keySet())
        .containsExactly(
            "2021-12-29T02-00-00Z/internal/movies.csv",
            "2021-12-29T02-00-00Z/internal/streams.csv",
            "2021-12-29T02-00-00Z/internal/users.csv",
            "2021-12-29T02-00-00Z/vendor/authors.json",
            "2021-12-29T02-00-00Z/vendor/books.json",
            "2021-12-29T02-00-00Z/vendor/reviews.json",
            "2021-12-30T02-00-00Z/internal/movies.csv",
            "2021-12-30T02-00-00Z/internal/streams.csv",
            "2021-12-30T02-00-00Z/internal/users.csv",
            "2021-12-30T02-00-00Z/vendor/authors.json",
            "2021-12-30T02-00-00Z/vendor/books.json",
            "2021-12-30T02-00-00Z/vendor/reviews.json");
  }

  @Test
  void theSameSpecMakesTheSameBytesInAnyZoneAndLocale() throws IOException {
    Map<String, byte[]> here = make(SMALL, "here").files();
    TimeZone zone = TimeZone.getDefault();
    Locale locale = Locale.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      Map<String, byte[]> there = make(SMALL, "there").files();
      assertThat(there.keySet()).isEqualTo(here.keySet());
      here.forEach((file, bytes) -> assertThat(there.get(file)).as(file).isEqualTo(bytes));
    } finally {
      TimeZone.setDefault(zone);
      Locale.setDefault(locale);
    }
  }

  @Test
  void anotherSeedMakesOtherRecordsButAsMany() {
    MadeSample sample = make(SMALL, "sample");
    MadeSample other = make(new SampleSpec(2, 500, 40, 8), "other");
    for (String file : List.of("vendor/authors.json", "vendor/books.json", "vendor/reviews.json")) {
      assertThat(other.json(0, file))
          .hasSameSizeAs(sample.json(0, file))
          .isNotEqualTo(sample.json(0, file));
    }
    for (String file : List.of("internal/movies.csv", "internal/streams.csv")) {
      assertThat(other.csv(0, file))
          .hasSameSizeAs(sample.csv(0, file))
          .isNotEqualTo(sample.csv(0, file));
    }
  }

  @Test
  void moreNightsTellTheSameStoryOfTheVendorFurther() throws IOException {
    Map<String, byte[]> two = make(SMALL, "two").files();
    Map<String, byte[]> five = make(new SampleSpec(5, 500, 40, 7), "five").files();
    two.forEach(
        (file, bytes) -> {
          if (!file.endsWith("streams.csv")) {
            assertThat(five.get(file)).as(file).isEqualTo(bytes);
          }
        });
  }

  @Test
  void progressEndsWithTheBytesOfAllFiles() throws IOException {
    List<Long> told = new ArrayList<>();
    Path target = directory.resolve("sample");
    new SampleMaker(SMALL, told::add).write(target);
    long bytes =
        new MadeSample(target).files().values().stream().mapToLong(file -> file.length).sum();
    assertThat(told).isSorted().last().isEqualTo(bytes);
  }

  @Test
  void refusesADirectoryThatIsNotEmpty() throws IOException {
    Files.writeString(directory.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> new SampleMaker(SMALL).write(directory))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot write the sample to %s: the directory is not empty, it has notes.txt."
                    .formatted(directory)
                + " Empty it, or give another one.");
    assertThat(directory)
        .isDirectoryContaining("glob:**notes.txt")
        .isDirectoryNotContaining("glob:**Z");
  }

  @Test
  void refusesAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("notes.txt"), "mine");
    assertThatThrownBy(() -> new SampleMaker(SMALL).write(file))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("notes.txt: it is a file. Give a directory");
  }

  @Test
  void saysWhenTheDirectoryCannotBeMade() throws IOException {
    Path below = Files.writeString(directory.resolve("notes.txt"), "mine").resolve("sample");
    assertThatThrownBy(() -> new SampleMaker(SMALL).write(below))
        .isInstanceOf(LakeException.class)
        .hasMessageStartingWith("Cannot write the sample to " + below)
        .hasMessageEndingWith("Give a directory that can be written, on a disk with room.");
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatThrownBy(() -> new SampleSpec(0, 1, 1, 1))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot make a sample with --nights 0: it has to be from 1 to 1000."
                + " Give a number in that range.");
    assertThatThrownBy(() -> new SampleSpec(1, -1, 1, 1)).hasMessageContaining("--streams -1");
    assertThatThrownBy(() -> new SampleSpec(1, 1, -1, 1)).hasMessageContaining("--reviews -1");
  }

  @Test
  void fourTimesTheRecordsTakeNoMoreMemory() {
    long small = allocatedBytes(new SampleSpec(1, 600_000, 5_000, 1), "small");
    long large = allocatedBytes(new SampleSpec(1, 2_400_000, 20_000, 1), "large");
    // Both have 50,000 users, who do take some; one object a session would take 29 MB more.
    assertThat(large).isLessThan(small + 5_000_000);
  }

  private long allocatedBytes(SampleSpec spec, String name) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    make(spec, name);
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private MadeSample make(SampleSpec spec, String name) {
    return MadeSample.make(spec, directory.resolve(name));
  }
}
