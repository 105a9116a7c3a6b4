package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
  private static final List<String> PHASES =
      List.of(
          "opening",
          "unpacking",
          "reading",
          "checking",
          "duplicates",
          "comparing",
          "quarantine",
          "writing",
          "committing",
          "tidying");

  /** Each figure is rounded to a millisecond. */
  private static final double ROUNDED = 0.0006;

  @TempDir private Path directory;
  private Workplace workplace;

  @BeforeEach
  void deliver() {
    workplace = new Workplace(directory);
    workplace.write("dump/movies.csv", Workplace.HEADER + Workplace.movies());
    workplace.write("dump/authors.json", Workplace.authors("Ada", "Bo", "Cy"));
  }

  /** A line {@code NAME: TOTAL s: PART x s, PART y s}. */
  private record Times(double total, List<String> names, List<Double> parts) {

    static Times of(String text, String name) {
      Matcher line =
          Pattern.compile("(?m)^ *" + Pattern.quote(name) + ": ([\\d.]+) s(?:: (.*))?$")
              .matcher(text);
      assertThat(line.find()).as(name + " in " + text).isTrue();
      List<String> parts = line.group(2) == null ? List.of() : List.of(line.group(2).split(", "));
      return new Times(
          Double.parseDouble(line.group(1)),
          parts.stream()
              .map(part -> part.substring(0, part.lastIndexOf(' ', part.length() - 3)))
              .toList(),
          parts.stream().map(part -> Double.parseDouble(part.replaceAll("[^\\d.]", ""))).toList());
    }

    double sum() {
      return parts.stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  @Test
  void aRunTellsItsStepsLoadsByPhaseQuestionsAndSlowestStatements() {
    String err =
        workplace
            .run("run", "--profile", "--from", "dump", "--delivered-at", Workplace.time(1))
            .err();

    Times all = Times.of(err, "Where the time went");
    assertThat(all.names())
        .containsExactly("starting", "fetching and loading", "asking", "printing");
    assertThat(all.sum()).isCloseTo(all.total(), within(5 * ROUNDED));
    Times movies = Times.of(err, "stream.movies of 2021-12-01T02:00:00Z");
    Times authors = Times.of(err, "vendor.authors of 2021-12-01T02:00:00Z");
    for (Times load : List.of(movies, authors)) {
      assertThat(load.names()).containsExactlyElementsOf(PHASES);
      assertThat(load.sum()).isCloseTo(load.total(), within(11 * ROUNDED));
      assertThat(load.total()).isPositive().isLessThanOrEqualTo(all.parts().get(1) + ROUNDED);
    }
    assertThat(Times.of(err, "Loads, several at a time").total())
        .isCloseTo(movies.total() + authors.total(), within(3 * ROUNDED));
    Times question = Times.of(err, "movies-added");
    assertThat(question.total()).isPositive().isLessThan(all.parts().get(2));
    assertThat(Times.of(err, "Questions").total()).isEqualTo(question.total());
    assertThat(err).contains("SQL statement 1, by time: ", "SQL statement 5, by time: ");
    assertThat(err).doesNotContain("SQL statement 6");
  }

  @Test
  void theSlowestStatementIsThereWithItsPlaceAndItsPlan() {
    workplace.run("run", "--from", "dump", "--delivered-at", Workplace.time(1));
    workplace.write(
        "lake/questions/slow.sql",
        """
        -- title: How long?
        -- description: Takes a while.
        select sum(a.range * b.range % 7) as total from range(20000) a, range(2000) b
        """);

    String err = workplace.run("ask", "slow", "--profile").err();

    String slowest = err.substring(err.indexOf("SQL statement 1, by time: "));
    assertThat(slowest.lines().findFirst().orElseThrow()).endsWith(" s in slow, answering");
    assertThat(slowest.substring(0, slowest.indexOf("SQL statement 2")))
        .contains("CREATE TABLE appended AS", "select sum(a.range * b.range % 7) as total")
        .contains("Total Time: ", "40,000,000 rows");
    assertThat(Times.of(err, "Where the time went").names())
        .containsExactly("starting", "asking", "printing");
    assertThat(err).doesNotContain("Loads");
  }

  @Test
  void longStatementsAndPlansAreCut() {
    workplace.run("run", "--from", "dump", "--delivered-at", Workplace.time(1));
    workplace.write(
        "lake/questions/slow.sql",
        """
        -- title: How long?
        -- description: Takes a while.
        select sum(a.range * b.range %% 7) as total from range(20000) a, range(2000) b /* %s */
        """
            .formatted("x".repeat(5_000)));

    String err = workplace.run("ask", "slow", "--profile", "--format", "json").err();

    assertThat(err).containsPattern("xxx… \\(\\d+ characters\\)");
    assertThat(err.lines()).allMatch(line -> line.length() < 1_600);
  }

  @Test
  void resultsAreWhatTheyAreWithoutIt() {
    workplace.run("fetch", "--from", "dump", "--delivered-at", Workplace.time(1));
    Workplace.Outcome loaded = workplace.run("load", "--profile", "--format", "json");
    Workplace.Outcome first = workplace.run("ask", "--profile", "--format", "json");
    Workplace.Outcome kept = workplace.run("ask", "--format", "json");

    assertThat(loaded.out()).startsWith("[").endsWith("]\n").contains("\"status\":\"loaded\"");
    assertThat(loaded.err()).contains("Where the time went", "SQL statement 1, by time: ");
    assertThat(first.out()).isEqualTo(kept.out());
    assertThat(kept.err()).isEmpty();
  }

  @Test
  void nothingToLoadHasNoLoads() {
    workplace.run("run", "--from", "dump", "--delivered-at", Workplace.time(1));
    String err = workplace.run("load", "--profile").err();

    assertThat(Times.of(err, "Where the time went").names())
        .containsExactly("starting", "loading", "printing");
    assertThat(err).doesNotContain("Loads", "Questions");
  }
}
