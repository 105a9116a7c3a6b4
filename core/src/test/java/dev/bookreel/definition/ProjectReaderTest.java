package dev.bookreel.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.error.WrongDefinitionException;
import dev.bookreel.error.WrongDefinitionException.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectReaderTest {
  private Path parent;
  private Project project;

  @BeforeEach
  void start(@TempDir Path directory) {
    parent = directory;
    project = new Project(directory);
  }

  @Test
  void readsAWholeProject() {
    assertThat(project.read())
        .isEqualTo(
            new LakeDefinition(
                "small",
                ZoneId.of("Europe/Berlin"),
                List.of(SourceDefinition.of("here", "directory", Map.of("path", "samples"))),
                List.of(
                    new TableDefinition(
                        TableName.parse("vendor.books"),
                        "Books.",
                        "vendor/books.json",
                        Format.JSON,
                        Contains.EVERYTHING,
                        List.of("name"),
                        List.of(
                            new Column(
                                "name",
                                ColumnType.Scalar.STRING,
                                ColumnPath.field("name"),
                                List.of()),
                            new Column(
                                "pages",
                                ColumnType.Scalar.INT,
                                ColumnPath.parse("facts.pages"),
                                List.of())),
                        List.of(),
                        0.3,
                        0.6)),
                List.of(
                    new Question(
                        "long-books",
                        "How many books are long?",
                        "Counts books with at least so many pages.",
                        List.of(new Parameter("pages", Parameter.Type.INT, "500")),
                        "select count(*) as books from vendor.books where pages >= :pages"))));
  }

  @Test
  void readsASourcesTablesAndSchedule() {
    project.lake("path: samples", "path: 7, tables: [vendor.*], schedule: 0 2 * * *");
    assertThat(project.read().sources())
        .containsExactly(
            new SourceDefinition(
                "here",
                "directory",
                Map.of("path", "7"),
                Map.of(),
                Map.of(),
                List.of("vendor.*"),
                Optional.empty(),
                Optional.of("0 2 * * *")));
  }

  @ParameterizedTest
  @CsvSource({"30 %, 0.3", "5%, 0.05", "0.25, 0.25", "12.5 %, 0.125", "0, 0", "100 %, 1", "1, 1"})
  void readsLimitsOfTheBreakerAsPercentageOrShare(String text, double share) {
    project.table("key:", "max_deleted: " + text + "\nkey:");
    assertThat(books().maxDeleted()).isEqualTo(share);
    assertThat(books().maxChanged()).isEqualTo(0.6);
  }

  @Test
  void readsHowMuchMayChange() {
    project.table("key:", "max_changed: 5 %\nkey:");
    assertThat(books().maxChanged()).isEqualTo(0.05);
    assertThat(books().maxDeleted()).isEqualTo(0.3);
  }

  @ParameterizedTest
  @CsvSource({
    "64 GB, 64000000000, 64 GB",
    "1B, 1, 1 B",
    "10 KB, 10000, 10 KB",
    "2000MB, 2000000000, 2 GB",
    "999999 TB, 999999000000000000, 999999 TB"
  })
  void readsMaxInflatedInDecimalUnits(String text, long bytes, String written) {
    project.table("key:", "max_inflated: " + text + "\nkey:");
    assertThat(books().maxInflated()).isEqualTo(new ByteSize(bytes)).hasToString(written);
  }

  @Test
  void whatADeliveryMayInflateToIsLimitedUnlessToldOtherwise() {
    assertThat(books().maxInflated()).hasToString("64 GB");
  }

  @Test
  void anArrayComesFromTheElementsOfItsNameUnlessToldOtherwise() {
    project.table(
        "name: string", "name: string\n  tags: { type: array<string>, drop: [~, '', 0] }");
    assertThat(books().column("tags"))
        .isEqualTo(
            new Column(
                "tags",
                new ColumnType.Array(ColumnType.Scalar.STRING),
                ColumnPath.parse("tags[]"),
                Arrays.asList(null, "", "0")));
  }

  @Test
  void aCsvHeadersNameIsTakenLiterally() {
    project.write(
        "tables/vendor/books.yaml",
        Project.TABLE.replace("json\nc", "csv\nc").replace("facts.pages", "\"No. of [pages]\""));
    assertThat(books().column("pages").from()).isEqualTo(ColumnPath.field("No. of [pages]"));
  }

  @Test
  void readsChecksInTheirOrder() {
    project.table(
        "columns:",
        """
        checks:
          long: { that: pages > 9, otherwise: quarantine }
          named: { that: name <> '', otherwise: fail }
        columns:""");
    assertThat(books().checks())
        .containsExactly(
            new Check("long", "pages > 9", Check.Otherwise.QUARANTINE),
            new Check("named", "name <> ''", Check.Otherwise.FAIL));
  }

  @Test
  void aQuestionNeedsNoParametersAndMayEndWithASemicolon() {
    project.write(
        "questions/long-books.sql",
        "-- title: Why?\r\n--description: Because.\r\n\r\nselect ':x' -- :y\r\n;\r\n");
    assertThat(project.read().questions())
        .containsExactly(
            new Question("long-books", "Why?", "Because.", List.of(), "select ':x' -- :y"));
  }

  @Test
  void valuesComeFromTheEnvironment() {
    project
        .set("HOST", "vendor.example")
        .set("EMPTY", "")
        .lake(
            "{ kind: directory, path: samples }",
            "{ kind: ftp, host: \"ftp.${HOST}:${PORT:-21}${EMPTY}\","
                + " tables: [vendor.books], delivered_at: server }")
        .table("Books.", "Books of ${HOST}.");
    assertThat(project.read().sources().get(0).settings())
        .isEqualTo(Map.of("host", "ftp.vendor.example:21"));
    assertThat(books().description()).isEqualTo("Books of vendor.example.");
  }

  @Test
  void secretsComeFromTheEnvironmentOrAFileAndAreNotShown() {
    project
        .set("PASSWORD", "hunter2")
        .write("secret", "hunter3\n")
        .write(
            "lake.yaml",
            """
            lake: small
            zone: Europe/Berlin
            sources:
              one: { kind: ftp, host: a, password: "${PASSWORD}" }
              two: { kind: ftp, host: b, password_file: secret }
            """);

    List<SourceDefinition> sources = project.read().sources();

    assertThat(sources)
        .extracting(source -> source.secret("password").orElseThrow().reveal())
        .containsExactly("hunter2", "hunter3");
    assertThat(sources.toString()).doesNotContain("hunter");
    assertThat(sources.get(0).settings()).isEqualTo(Map.of("host", "a"));
    assertThat(sources.get(0).masked("hunter2 me")).isEqualTo("••• me");
  }

  @Test
  void whoFetchesNothingNeedsNoSecrets() {
    project.write(
        "lake.yaml",
        """
        lake: small
        zone: Europe/Berlin
        sources:
          one: { kind: ftp, host: "${HOST}", port: "${PORT}", password: "${PASSWORD}" }
          two: { kind: ftp, host: b, password_file: secret }
          three: { kind: ftp, host: c }
        """);

    List<SourceDefinition> sources = project.readToAsk().sources();

    assertThat(sources).extracting(SourceDefinition::name).containsExactly("one", "two", "three");
    assertThat(sources.get(0).unfilled())
        .extracting(Problem::what)
        .containsExactly(
            "Environment variable 'HOST' is not set",
            "Environment variable 'PORT' is not set",
            "Environment variable 'PASSWORD' is not set");
    assertThat(sources.get(1).unfilled())
        .extracting(Problem::what)
        .containsExactly("password_file 'secret' cannot be read: it does not exist");
    assertThat(sources.get(1).settings()).isEqualTo(Map.of("host", "b"));
    assertThat(sources.get(2).unfilled()).isEmpty();
  }

  @Test
  void settingsAreReadInTheirForms() {
    project.lake(
        "{ kind: directory, path: samples }",
        "{ kind: ftp, host: a, port: 2121, timeout: 1500 ms, passive: true, delivered_at: server,"
            + " select: { vendor.books: select 1 } }");

    SourceDefinition source = project.read().sources().get(0);

    assertThat(source.number("port")).hasValue(2121);
    assertThat(source.duration("timeout")).hasValue(Duration.ofMillis(1500));
    assertThat(source.flag("passive")).isTrue();
    assertThat(source.deliveredAt()).hasValue(SourceDefinition.DeliveredAt.SERVER);
    assertThat(source.of("select", TableName.parse("vendor.books"))).hasValue("select 1");
    assertThat(source.of("select", TableName.parse("vendor.authors"))).isEmpty();
  }

  @Test
  void whatAVariableHoldsIsNotFilledInAgain() {
    project.set("A", "${B}\\$1").lake("path: samples", "path: \"${A}\"");
    assertThat(project.read().sources().get(0).settings()).containsEntry("path", "${B}\\$1");
  }

  @Test
  void everyProblemOfEveryFileIsToldInOrder() {
    project
        .lake("zone: Europe/Berlin", "zone: Berlin\nlakes: 2")
        .table("key: [name]", "key: [nam]")
        .question("title", "titel");
    assertThatThrownBy(() -> project.read())
        .isInstanceOf(WrongDefinitionException.class)
        .hasMessage(
            """
            lake/lake.yaml:2: Unknown zone 'Berlin'. Write a region, for example Europe/Berlin.
            lake/lake.yaml:3: Unknown key 'lakes'. Did you mean 'lake'?
            lake/questions/long-books.sql:1: Unknown key 'titel'. Did you mean 'title'?
            lake/tables/vendor/books.yaml:6: The key names 'nam', which is no column. Did you mean \
            'name'?""");
  }

  @Test
  void theDirectoryExists() {
    assertThatThrownBy(() -> new ProjectReader(Map.of()).read(parent.resolve("sea"), Project.KINDS))
        .hasMessage("sea:1: There is no such directory. Name one with a lake.yaml.");
  }

  @Test
  void thereIsALakeFileAndATable() {
    project.remove("lake.yaml").remove("tables/vendor/books.yaml");
    assertThat(project.problems())
        .containsExactly(
            "lake/lake.yaml:1: The file is missing. Every project has one: it names the lake.",
            "lake/tables:1: No table is declared. Add a file such as tables/vendor/authors.yaml.");
  }

  @Test
  void filesInAWrongPlaceAreNotOverlooked() {
    project
        .write("tables/books.yaml", Project.TABLE)
        .write("tables/vendor/films.yml", Project.TABLE)
        .write("tables/Vendor/films.yaml", Project.TABLE)
        .write("tables/lake/loads.yaml", Project.TABLE)
        .write("tables/vendor/books_history.yaml", Project.TABLE)
        .write("tables/vendor/.films.yaml", Project.TABLE)
        .write("tables/README.md", "Tables");
    assertThat(project.problems())
        .containsExactly(
            "lake/tables/Vendor/films.yaml:1: 'Vendor.films' cannot be a table's name. Write"
                + " lower-case letters, digits and underscores, beginning with a letter.",
            "lake/tables/books.yaml:1: The file is not in the place of a table. Move it to"
                + " tables/<schema>/<name>.yaml.",
            "lake/tables/lake/loads.yaml:1: Schema 'lake' is the pipeline's own. Move the table to"
                + " another schema.",
            "lake/tables/vendor/books_history.yaml:1: A table's name cannot end in '_history'."
                + " Every table has a history under such a name. Rename the table.",
            "lake/tables/vendor/films.yml:1: The file is not in the place of a table. Move it to"
                + " tables/<schema>/<name>.yaml.");
  }

  @Test
  void aFileIsUtf8() {
    project.write(
        "lake.yaml", "lake: small\nzone: K\u00f6ln".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(project.problems())
        .containsExactly("lake/lake.yaml:2: The file is not UTF-8 text. Save it as UTF-8.");
  }

  @Test
  void aByteOrderMarkAndWindowsLinesDoNotMatter() {
    project
        .write("lake.yaml", "\uFEFF" + Project.LAKE.replace("\n", "\r\n"))
        .write("questions/long-books.sql", "\uFEFF" + Project.QUESTION);
    assertThat(project.problems()).isEmpty();
  }

  @Test
  void aFileIsSmall() {
    project.write("lake.yaml", new byte[(1 << 20) + 1]);
    assertThat(project.problems())
        .containsExactly(
            "lake/lake.yaml:1: The file is larger than 1 MB. Definitions are small: is it a"
                + " delivery?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lake: 'small | 1: Not valid YAML: found unexpected end of stream. Check indentation,"
            + " quotes and brackets here and in the lines before.",
        "'lake: a\n\tzone: b' | 2: Not valid YAML: found character '\\t(TAB)' that cannot start any"
            + " token. (Do not use \\t(TAB) for indentation). Check indentation, quotes and"
            + " brackets here and in the lines before.",
        "'lake: a\n---\nlake: b' | 2: Not valid YAML: but found another document. Check indentation,"
            + " quotes and brackets here and in the lines before.",
        "'a: 1\nb: \u0001' | 2: Not valid YAML: character U+0001 is not allowed. Remove it.",
        "'a: &x [1]\nb: *x' | 2: YAML aliases are not supported. Write the value out.",
        "'[1]' | 1: This is no mapping. Write 'key: value' lines.",
        "'# nothing' | 1: There is no YAML here. Write 'key: value' lines.",
      })
  void yamlThatCannotBeReadNamesItsLine(String yaml, String problem) {
    project.write("lake.yaml", yaml);
    assertThat(project.problems()).containsExactly("lake/lake.yaml:" + problem);
  }

  @Test
  void deepNestingIsRefusedBeforeItOverflowsTheStack() {
    project.write("lake.yaml", "lake: " + "[".repeat(500_000));
    assertThat(project.problems())
        .containsExactly(
            "lake/lake.yaml:1: YAML nested more than 20 levels deep. No definition needs more than"
                + " 4.");
  }

  private TableDefinition books() {
    return project.read().table(TableName.parse("vendor.books")).orElseThrow();
  }
}
