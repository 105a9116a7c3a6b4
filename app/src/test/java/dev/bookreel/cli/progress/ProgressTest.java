package dev.bookreel.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final StringWriter written = new StringWriter();
  private final PrintWriter err = new PrintWriter(written);
  private long now;

  @Test
  void aBarShowsShareAmountRateAndTimeLeft() {
    try (var task =
        new ProgressBar(err, 100, () -> now).begin("fetching vendor.books", 400_000_000)) {
      after(Duration.ofSeconds(10)).advance(task, 100_000_000);
    }

    assertThat(written.toString())
        .isEqualTo(
            "fetching vendor.books  [########----------------------]   25%  100 MB of 400 MB,"
                + " 10 MB/s, 0:30 left\r\u001b[K");
  }

  @Test
  void aBarFitsIntoANarrowTerminal() {
    try (var task =
        new ProgressBar(err, 40, () -> now).begin("fetching vendor.books", 400_000_000)) {
      after(Duration.ofSeconds(10)).advance(task, 100_000_000);
    }

    assertThat(written.toString().split("\r\u001b\\[K", -1)[0]).hasSize(39);
  }

  @Test
  void aTaskThatIsSoonDoneShowsNoBar() {
    try (var task = new ProgressBar(err, 80, () -> now).begin("fetching", 100)) {
      after(Duration.ofMillis(50)).advance(task, 100);
    }

    assertThat(written.toString()).isEmpty();
  }

  @Test
  void aBarIsNotDrawnForEveryBuffer() {
    try (var task = new ProgressBar(err, 80, () -> now).begin("fetching", 1_000_000)) {
      for (int i = 0; i < 1_000; i++) {
        after(Duration.ofMillis(1)).advance(task, 1_000);
      }
    }

    assertThat(written.toString().split("\r\u001b\\[K", -1)).hasSizeBetween(9, 12);
  }

  @Test
  void aTaskOfUnknownSizeShowsWhatIsDone() {
    try (var task = new ProgressBar(err, 80, () -> now).begin("fetching", 0)) {
      after(Duration.ofSeconds(2)).advance(task, 5_000_000);
    }

    assertThat(written.toString()).contains("fetching  5.0 MB, 2.5 MB/s");
  }

  @Test
  void aTaskInPartsShowsShareAndTimeLeftOnly() {
    try (var task = new ProgressBar(err, 80, () -> now).beginParts("comparing")) {
      after(Duration.ofSeconds(10)).advance(task, Progress.PARTS / 4);
    }
    try (var task = new ProgressLines(err, () -> now).beginParts("comparing")) {
      after(Duration.ofSeconds(10)).advance(task, Progress.PARTS / 4);
    }

    assertThat(written.toString())
        .isEqualTo(
            "comparing  [########----------------------]   25%  0:30 left\r\u001b[K"
                + "comparing: 25 %\n");
  }

  @Test
  void severalTasksHaveALineEachAndWhatIsSaidStaysAboveThem() {
    ProgressBar progress = new ProgressBar(err, 100, () -> now);
    try (var books = progress.begin("books", 0);
        var authors = progress.begin("authors", 0)) {
      after(Duration.ofSeconds(1)).advance(books, 1_000);
      advance(authors, 2_000);
      progress.say("trying again");
    }

    String one = "books  1.0 kB, 1.0 kB/s";
    String two = "authors  2.0 kB, 2.0 kB/s";
    assertThat(written.toString())
        .isEqualTo(
            one
                + "\r\u001b[K"
                + one
                + "\n"
                + two
                + "\r\u001b[K\u001b[A\r\u001b[K"
                + "trying again\n"
                + one
                + "\n"
                + two
                + "\r\u001b[K\u001b[A\r\u001b[K"
                + one
                + "\r\u001b[K");
  }

  @Test
  void elsewhereALineComesEveryTenSeconds() {
    try (var task = new ProgressLines(err, () -> now).begin("fetching", 90_000)) {
      for (int i = 0; i < 25; i++) {
        after(Duration.ofSeconds(1)).advance(task, 1_000);
      }
    }

    assertThat(written.toString().lines())
        .containsExactly(
            "fetching: 10 kB of 90 kB, 1.0 kB/s", "fetching: 20 kB of 90 kB, 1.0 kB/s");
  }

  private ProgressTest after(Duration duration) {
    now += duration.toNanos();
    return this;
  }

  private void advance(Progress.Task task, long bytes) {
    task.advance(bytes);
    err.flush();
  }
}
