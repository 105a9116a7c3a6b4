package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.console.TestConsole;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for a long load sees how far it is. */
class LoadProgressTest {
  /** One thread reads them in five seconds: a fast machine too takes longer than one. */
  private static final int MOVIES = 7_500_000;

  private static final Pattern BAR =
      Pattern.compile(
          "loading stream\\.movies  \\[#*-*]  +(\\d+)%  [\\d.]+ .?B of 323 MB, [\\d.]+ .?B/s, [\\d:?]+ left");

  @TempDir private Path directory;

  @Test
  void aLongLoadShowsBytesRateAndTimeLeftAndAShortOneNothing() throws IOException {
    Workplace workplace = new Workplace(directory);
    workplace.write("dump/movies.csv", Workplace.HEADER + Workplace.movies());
    workplace.run("fetch", "stream.movies", "--from", "dump", "--delivered-at", Workplace.time(1));
    Workplace.Outcome small = workplace.run(TestConsole.terminal(200), "load", "stream.movies");
    assertThat(small.err())
        .isEqualTo("loaded stream.movies of 2021-12-01T02:00:00Z: 10 inserted\n");

    try (BufferedWriter out = Files.newBufferedWriter(workplace.path("dump/movies.csv"))) {
      out.write(Workplace.HEADER);
      for (int i = 0; i < MOVIES; i++) {
        out.write("Movie %07d,%d,2021-12-10T10:00:00+0100\n".formatted(i, 100 + i % 100));
      }
    }
    workplace.run("fetch", "stream.movies", "--from", "dump", "--delivered-at", Workplace.time(2));
    Workplace.Outcome large =
        workplace.run(TestConsole.terminal(200), "load", "--accept", "--threads", "1");

    List<Integer> shares =
        BAR.matcher(large.err())
            .results()
            .map((MatchResult bar) -> Integer.parseInt(bar.group(1)))
            .toList();
    assertThat(shares).as(large.err()).isNotEmpty().isSorted().allMatch(share -> share <= 100);
    assertThat(shares.get(shares.size() - 1)).isGreaterThan(20);
    assertThat(large.err())
        .contains("loaded stream.movies of 2021-12-02T02:00:00Z: 7500000 inserted");
  }
}
