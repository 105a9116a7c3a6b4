package dev.bookreel.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LakeProblemsTest {
  private static final String SOURCE = "{ kind: directory, path: samples }";

  private Project project;

  @BeforeEach
  void start(@TempDir Path parent) {
    project = new Project(parent);
  }

  @Test
  void nameAndZoneAreNeeded() {
    project.write("lake.yaml", "source: {}\n");
    assertProblems(
        ":1: Unknown key 'source'. Did you mean 'sources'?",
        ":1: Key 'lake' is missing. Give it a name: lake: books-and-movies.",
        ":1: Key 'zone' is missing. Say in which zone days begin, for example zone: Europe/Berlin.");
  }

  @Test
  void namesAreLowerCaseWordsWithHyphens() {
    project.write(
        "lake.yaml",
        Project.LAKE.replace("lake: small", "lake: Small Lake").replace("here:", "over_there:"));
    assertProblems(
        ":1: 'Small Lake' cannot be a lake's name. Write lower-case words of letters and digits,"
            + " joined by hyphens.",
        ":4: 'over_there' cannot be a source's name. Write lower-case words of letters and digits,"
            + " joined by hyphens.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Europe/Berln | Did you mean 'Europe/Berlin'?",
        "+01:00 | Write a region, for example Europe/Berlin.",
      })
  void theZoneIsARegion(String zone, String fix) {
    project.lake("Europe/Berlin", "\"" + zone + "\"");
    assertProblems(":2: Unknown zone '" + zone + "'. " + fix);
  }

  @Test
  void theKindOfASourceExists() {
    project.lake("kind: directory", "kind: sftp");
    assertProblems(":4: Unknown kind of source 'sftp'. Did you mean 'ftp'?");
  }

  @Test
  void aSourceNeedsAKind() {
    project.lake("kind: directory, ", "");
    assertProblems(":4: Key 'kind' is missing. Name one of: directory, ftp.");
  }

  @Test
  void unknownSettingsAreRefusedAndMissingOnesNamed() {
    project.lake(SOURCE, "{ kind: ftp, hots: vendor.example, colour: red }");
    assertProblems(
        ":4: Unknown key 'hots'. Did you mean 'host'?",
        ":4: Unknown key 'colour'. There are: kind, tables, delivered_at, schedule, host, port,"
            + " password, password_file, timeout, passive, select, watermark.");
    project.lake(SOURCE, "{ kind: ftp }");
    assertProblems(
        ":4: Key 'host' is missing. A source of kind ftp needs it, for example host:"
            + " ftp.example.org.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port: many | port 'many' is no whole number. Write for example port: 21.",
        "timeout: 30 | timeout '30' is no length of time. Write for example timeout: 30 s.",
        "passive: yes | passive 'yes' is no truth value. Write for example passive: true.",
        "delivered_at: night | 'night' is no delivered_at that exists. There are: name, server, clock.",
        "select: { vendor.book: b } | 'vendor.book' names no table. Did you mean 'vendor.books'?",
        "select: books | 'select' is a single value. Write a mapping: one 'name: value' a line,"
            + " indented.",
      })
  void settingsHaveForms(String setting, String problem) {
    project.lake(SOURCE, "{ kind: ftp, host: vendor.example, " + setting + " }");
    assertProblems(":4: " + problem);
  }

  @Test
  void whatContainsEverythingHasNoSettingsOfChanges() {
    String source = "{ kind: ftp, host: vendor.example, watermark: { vendor.books: updated_at } }";
    project.lake(SOURCE, source);
    assertProblems(
        ":4: vendor.books has no watermark: it contains everything, so what a delivery leaves out is"
            + " deleted. Remove the line, or write 'contains: changes' in the table's definition.");
    project.table("contains: everything", "contains: changes");
    assertProblems();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2", "${PASSWORD:-hunter2}", "x${PASSWORD}", "12345"})
  void aSecretDoesNotStandInTheFile(String secret) {
    project
        .set("PASSWORD", "")
        .lake(SOURCE, "{ kind: ftp, host: vendor.example, password: \"" + secret + "\" }");
    assertProblems(
        ":4: The password stands in the file itself. Take it from the environment, as in password:"
            + " ${PASSWORD}, or from a file: password_file.");
  }

  @Test
  void aSecretHasOnePlace() {
    project
        .set("PASSWORD", "hunter2")
        .lake(
            SOURCE,
            "{ kind: ftp, host: vendor.example, password: \"${PASSWORD}\", password_file: pw }");
    assertProblems(":4: There are both password and password_file. Remove one of them.");
  }

  @Test
  void aFileWithASecretCanBeRead() {
    project.lake(SOURCE, "{ kind: ftp, host: vendor.example, password_file: secrets/none }");
    assertProblems(
        ":4: password_file 'secrets/none' cannot be read: it does not exist. Name a file whose"
            + " first line is the password.");
  }

  @Test
  void aFileWithASecretHoldsOne() {
    project.write("secrets/none", "\nhunter2\n");
    project.lake(SOURCE, "{ kind: ftp, host: vendor.example, password_file: secrets/none }");
    assertProblems(
        ":4: password_file 'secrets/none' has an empty first line. Name a file whose first line is"
            + " the password.");
  }

  @Test
  void aSettingIsASingleValue() {
    project.lake("path: samples", "path: [samples]");
    assertProblems(":4: 'path' is a list. Write a single value.");
  }

  @Test
  void aSourcesTablesExist() {
    project.lake("path: samples", "path: samples, tables: [vendor.*, vendor.book, stream.*]");
    assertProblems(
        ":4: 'vendor.book' names no table. Did you mean 'vendor.books'?",
        ":4: 'stream.*' names no table. There are: vendor.*, vendor.books.");
  }

  @Test
  void aSourceDeliversSomething() {
    project.lake("path: samples", "path: samples, tables: []");
    assertProblems(
        ":4: The source delivers no table. Name some, or remove 'tables': then it delivers every"
            + " table.");
  }

  @Test
  void aScheduleHasTheShapeOfCron() {
    project.lake("path: samples", "path: samples, schedule: daily");
    assertProblems(
        ":4: Schedule 'daily' has 1 fields, not 5. Write minute, hour, day of month, month and day"
            + " of week: \"0 2 * * *\".");
  }

  @Test
  void anUnsetVariableIsNamed() {
    project.lake("path: samples", "path: \"${SAMPLES}/${NIGHT:-1}\"");
    assertProblems(
        ":4: Environment variable 'SAMPLES' is not set. Set it, or give a default:"
            + " ${SAMPLES:-default}.");
  }

  @Test
  void aVariableIsWrittenAsOne() {
    project.lake("path: samples", "path: \"${my samples} ${OPEN\"");
    assertProblems(
        ":4: '${my samples}' does not name an environment variable. Write ${NAME} or"
            + " ${NAME:-default}, or $${ for the two characters themselves.",
        ":4: '${OPEN' does not name an environment variable. Write ${NAME} or"
            + " ${NAME:-default}, or $${ for the two characters themselves.");
  }

  @Test
  void whatTheEnvironmentSaysIsNeverShown() {
    project
        .set("SECRET", "hunter2")
        .write(
            "lake.yaml",
            """
            lake: ${SECRET}!
            zone: ${SECRET}
            sources:
              one: { kind: "${SECRET}" }
              two: { kind: directory, path: x, tables: ["${SECRET}"], schedule: "${SECRET}" }
            """)
        .write(
            "tables/vendor/books.yaml",
            """
            table: ${SECRET}
            description: ${SECRET}
            delivery: /${SECRET}
            format: ${SECRET}
            contains: ${SECRET}
            key: ["${SECRET}", "${SECRET}"]
            columns:
              name: ${SECRET}
              pages: { type: int, from: ".${SECRET}" }
              books: { type: int, from: "${SECRET}[]" }
            checks: { one: { that: "${SECRET}", otherwise: "${SECRET}" } }
            max_deleted: ${SECRET}
            """);
    assertThat(project.problems())
        .hasSize(16)
        .allSatisfy(problem -> assertThat(problem).contains("${SECRET}").doesNotContain("hunter2"));
  }

  private void assertProblems(String... problems) {
    assertThat(project.problems())
        .containsExactly(
            Arrays.stream(problems).map("lake/lake.yaml"::concat).toArray(String[]::new));
  }
}
