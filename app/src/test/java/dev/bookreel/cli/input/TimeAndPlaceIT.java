package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bookreel.process.Program;
import dev.bookreel.process.Program.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real processes in other time zones and languages, and with clocks that go backwards. */
@DisabledOnOs(OS.WINDOWS)
class TimeAndPlaceIT {
  /** Samoa has no 30 December 2011; clocks go back in Berlin, forward and back in New York. */
  private static final String MOVIES =
      """
      title,mins,added_at
      Iced İstanbul,1,2011-12-30T12:00:00+1300
      istanbul,2,2021-10-31T02:30:00+0200
      ISTANBUL,3,2021-10-31T02:30:00+0100
      New York gap,4,2021-03-14T02:30:00-0500
      New York twice,5,2021-11-07T01:30:00-0400
      Before the month,6,2021-09-30T21:59:59.999Z
      In the month,7,2021-09-30T22:00:00Z
      Still in it,8,2021-10-31T22:59:59.999999Z
      After it,9,2021-10-31T23:00:00Z
      """;

  private static final String AUTHORS =
      Workplace.authors("Ada", "Bo", "İclal")
          .replaceFirst("1956-05-07", "2011-12-30")
          .replaceFirst("1956-05-07", "2021-10-31T00:30:00.000+0200");

  /** Both names of one hour on the clocks of Berlin. */
  private static final List<String> NIGHTS =
      List.of("2021-10-31T00:30:00Z", "2021-10-31T01:30:00Z");

  private static final String STATEMENTS =
      """
      select * from stream.movies_history order by all;
      select * from vendor.authors_history order by all;
      select table_name, delivered_at, reason, record from lake.quarantine order by all;
      select table_name, delivered_at, read, inserted, updated, status from lake.loads order by all;
      select title, added_at::date as day, hour(added_at) as hour, upper(title), lower(title)
        from stream.movies order by all;
      select list(added_at order by added_at) as times from stream.movies;
      select movies, parameters, inputs from analytics.movies_added order by all;
      """;

  @TempDir static Path directory;
  private static Program program;

  @BeforeAll
  static void trainIt() throws Exception {
    program =
        Program.in(nights("trained").path(""))
            .trained(directory.resolve("classes.jsa"), "run", "--from", "dump1");
  }

  @Test
  void theSameComesOutWhereverItRuns() throws Exception {
    String here = everythingAt("here", Map.of("TZ", "UTC", "LC_ALL", "C.UTF-8"));

    assertThat(here)
        .contains(
            "2021-10-31T00:30:00.000Z", "2021-10-31T01:30:00.000Z", "2011-12-29T23:00:00.000Z")
        .contains("\"born\":\"2011-12-30\"", "\"movies\":4", "\"title\":\"Iced İstanbul\"");
    assertThat(everythingAt("apia", Map.of("TZ", "Pacific/Apia", "LC_ALL", "C.UTF-8")))
        .isEqualTo(here);
    assertThat(everythingAt("kathmandu", Map.of("TZ", "Asia/Kathmandu", "LC_ALL", "C.UTF-8")))
        .isEqualTo(here);
    assertThat(everythingAt("new york", Map.of("TZ", "America/New_York", "LC_ALL", "en_US.UTF-8")))
        .isEqualTo(here);
    assertThat(
            everythingAt(
                "izmir",
                Map.of("TZ", "Europe/Istanbul", "LC_ALL", "tr_TR.UTF-8"),
                "-Duser.language=tr",
                "-Duser.country=TR"))
        .isEqualTo(here);
  }

  /** A clock that an hour later shows an hour earlier. */
  @Test
  void aClockThatIsSetBackLosesNothing() throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/faketime")),
        "Left out: 'faketime' is not installed, and .ci/run could not install it");
    Workplace place = nights("clock");
    Program here = program.at(place.path(""));
    List<String> noon = List.of("faketime", "2022-02-01 12:00:00");
    List<String> eleven = List.of("faketime", "2022-02-01 11:00:00");

    assertThat(here.start(noon, "run", "--from", "dump1").await().err()).contains("3 inserted");
    Ended back = here.start(eleven, "run", "--from", "dump2", "--format", "json").await();
    Ended again =
        here.start(noon, "sql", "--format", "csv", "select count(*) from stream.movies").await();

    assertThat(back.out()).contains("\"status\":\"late\"").doesNotContain("\"status\":\"failed\"");
    assertThat(again.out()).isEqualTo("count_star()\n9\n");
    assertThat(
            here.start(
                    noon,
                    "sql",
                    "--format",
                    "csv",
                    "select delivered_at, status from lake.loads where table_name = 'stream.movies'"
                        + " order by loaded_at")
                .await()
                .out())
        .matches("delivered_at,status\n2022-02-01T12:00:0.*Z,loaded\n2022-02-01T11:00:0.*Z,late\n");
  }

  /** The output of all commands on a lake that two nights were loaded into there. */
  private static String everythingAt(
      String name, Map<String, String> environment, String... options) throws Exception {
    Workplace place = nights(name);
    place.write("statements", STATEMENTS);
    Program there =
        program
            .at(place.path(""))
            .reading(place.path("statements"))
            .withEnvironment(environment)
            .with(options);
    StringBuilder all = new StringBuilder();
    for (int night = 0; night < NIGHTS.size(); night++) {
      all.append(
          told(
              there.run(
                  "run",
                  "--from",
                  "dump" + (night + 1),
                  "--delivered-at",
                  NIGHTS.get(night),
                  "--format",
                  night == 0 ? "json" : "table")));
    }
    for (String[] command :
        new String[][] {
          {"sql", "--format", "json"},
          {"ask", "-p", "month=2021-10", "--format", "json"},
          {"status"},
          {"history", "stream.movies", "--format", "csv"},
        }) {
      all.append(told(there.run(command)));
    }
    return all.toString()
        .replace(place.path("").toString(), "DIR")
        .replaceAll("\"(asked|loaded|fetched)_at\":\"[^\"]*\"", "\"$1_at\":\"now\"")
        .replaceAll("\"seconds\":[0-9.]+", "\"seconds\":0");
  }

  /** Tables are loaded side by side: who is first to say so does not matter. */
  private static String told(Ended ended) {
    return ended.status()
        + "\n"
        + ended.out()
        + ended.err().lines().sorted().collect(Collectors.joining("\n"))
        + "\n";
  }

  private static Workplace nights(String name) {
    Workplace place = new Workplace(directory.resolve(name));
    place.write("dump1/movies.csv", MOVIES);
    place.write("dump1/authors.json", AUTHORS);
    place.write("dump2/movies.csv", MOVIES.replace("istanbul,2", "istanbul,22") + "Bad,ı,\n");
    place.write("dump2/authors.json", AUTHORS.replace("2011-12-30", "2011-12-31"));
    return place;
  }
}
