package dev.bookreel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.command.LakeAccess;
import dev.bookreel.cli.command.OpenLake;
import dev.bookreel.cli.command.TableAccess;
import dev.bookreel.cli.console.TestConsole;
import dev.bookreel.cli.exit.Ending;
import dev.bookreel.cli.shell.ListLakeView;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Moment;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongDefinitionException;
import dev.bookreel.error.WrongDefinitionException.Problem;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.explain.Explainer;
import dev.bookreel.pipeline.Pipeline;
import dev.bookreel.upkeep.Upkeep;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationTest {
  private static final TableAccess NO_TABLES =
      (options, location, version) -> {
        throw new WrongUsageException("No table at " + location);
      };

  private final TestConsole console = TestConsole.file();

  @Test
  void aQueryIsPrintedInTheFormatAskedFor() {
    assertThat(run("sql", "select 7;", "--format", "json")).isZero();
    assertThat(console.out()).isEqualTo("[\n{\"number\":7}\n]\n");
    assertThat(console.err()).isEmpty();
  }

  @Test
  void commonOptionsMayStandBeforeTheCommand() {
    assertThat(run("--format", "CSV", "sql", "select 7")).isZero();
    assertThat(console.out()).isEqualTo("number\n7\n");
  }

  @Test
  void statementsOfStandardInputAreExecutedOneAfterTheOther() {
    assertThat(runWithInput("select 1;\nselect 2\n", "sql", "--format=csv")).isZero();
    assertThat(console.out()).isEqualTo("number\n1\nnumber\n2\n");
  }

  @Test
  void aWrongQueryIsAMessageWithoutAStackTrace() {
    assertThat(run("sql", "select nothing")).isEqualTo(1);
    assertThat(console.out()).isEmpty();
    assertThat(console.err()).isEqualTo("bookreel: There is no 'nothing'.\n");
  }

  @Test
  void verboseShowsTheStackTraceToo() {
    assertThat(run("sql", "--verbose", "select nothing")).isEqualTo(1);
    assertThat(console.err())
        .startsWith("bookreel: There is no 'nothing'.\n")
        .contains("WrongQueryException", "\tat dev.bookreel.");
  }

  @Test
  void severalStatementsAreNoQuery() {
    assertThat(run("sql", "select 1; select 2")).isEqualTo(2);
    assertThat(console.err())
        .isEqualTo(
            "bookreel: QUERY must be one statement, but has 2. Give several on standard input.\n");
  }

  @Test
  void wrongDefinitionsAreWrongUsage() {
    Problem problem = new Problem("lake/lake.yaml", 3, "There is no zone 'Mars'", "Write a zone.");
    LakeAccess wrong =
        (options, watching) -> {
          throw new WrongDefinitionException(List.of(problem));
        };

    assertThat(run(wrong, "", "sql", "select 1")).isEqualTo(2);
    assertThat(console.err())
        .isEqualTo("bookreel: lake/lake.yaml:3: There is no zone 'Mars'. Write a zone.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"exception", "error"})
  void whatNobodyForesawIsABugWithItsTraceInAFile(String kind) throws IOException {
    LakeAccess broken =
        (options, watching) -> {
          if (kind.equals("error")) {
            throw new StackOverflowError("oops");
          }
          throw new IllegalStateException("oops");
        };

    assertThat(run(broken, "", "sql", "select 1")).isEqualTo(1);
    assertThat(console.err()).hasLineCount(1).startsWith("bookreel: This is a bug in Bookreel: ");
    Path file = Path.of(console.err().replaceAll("(?s).*The details are in (.*)\\.\\n", "$1"));
    assertThat(file.getFileName().toString()).startsWith("bookreel-error-").endsWith(".log");
    assertThat(Files.readString(file)).contains("oops", "\tat dev.bookreel.cli.");
    Files.delete(file);
  }

  @Test
  void aDiskThatFailsIsNoBug() {
    LakeAccess failing =
        (options, watching) -> {
          throw new UncheckedIOException(
              new FileSystemException("/lake/gold", null, "Input/output error"));
        };

    assertThat(run(failing, "", "sql", "select 1")).isEqualTo(1);
    assertThat(console.err())
        .isEqualTo(
            "bookreel: Cannot use /lake/gold: Input/output error. What was committed stays. Check"
                + " the disk, then run the same command again\n");
  }

  @Test
  void afterCtrlCNothingIsReported() {
    Ending ending = new Ending();
    LakeAccess interrupted =
        (options, watching) -> {
          ending.begin();
          throw new LakeException("The engine is closed");
        };
    var application =
        new Application(console.console(), in(""), Map.of(), interrupted, NO_TABLES, ending);

    assertThat(application.run("sql", "select 1")).isEqualTo(130);
    assertThat(console.err()).isEmpty();
  }

  @Test
  void unknownNamesAreCorrected() {
    assertThat(run("lod")).isEqualTo(2);
    assertThat(run("sql", "--fromat", "json")).isEqualTo(2);
    assertThat(run("lod", "tables")).isEqualTo(2);
    assertThat(console.err())
        .isEqualTo(
            """
            bookreel: There is no command 'lod'. Did you mean 'load'?
            Try 'bookreel --help'.
            bookreel: There is no option '--fromat'. Did you mean '--format'?
            Try 'bookreel sql --help'.
            bookreel: There is no command 'lod'. Did you mean 'load'?
            Try 'bookreel --help'.
            """);
  }

  @Test
  void wrongValuesAreRefusedWithWhatWouldBeRight() {
    assertThat(run("run", "--format", "xml")).isEqualTo(2);
    assertThat(run("describe", "Authors")).isEqualTo(2);
    assertThat(run("fetch", "--delivered-at", "2021-12-29")).isEqualTo(2);
    assertThat(run("run", "--memory", "half")).isEqualTo(2);
    assertThat(run("run", "--memory", "99 MB")).isEqualTo(2);
    assertThat(run("run", "--threads", "0")).isEqualTo(2);
    assertThat(console.err().lines().filter(line -> !line.startsWith("Try")))
        .containsExactly(
            "bookreel: Invalid value for option '--format': 'xml' is none of: table, json, csv",
            "bookreel: There is no table 'Authors'. There are: lake.deliveries, lake.loads,"
                + " lake.quarantine.",
            "bookreel: Invalid value for option '--delivered-at': '2021-12-29' is not an instant."
                + " Write a day, a time and an offset: 2021-12-29T02:00:00Z or"
                + " 2021-12-29T02:00+01:00",
            "bookreel: Invalid value for option '--memory': 'half' is not a size. Write a whole"
                + " number and a unit: 500MB, 4GB",
            "bookreel: Invalid value for option '--memory': 99 MB is too little to work with. Give"
                + " 100 MB or more",
            "bookreel: Invalid value for option '--threads': '0' is no number of threads. Write a"
                + " whole number from 1 to 1000");
  }

  @Test
  void nothingAndTooMuchAreWrongUsage() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("tables", "extra")).isEqualTo(2);
    assertThat(console.err())
        .isEqualTo(
            """
            bookreel: Missing command.
            Try 'bookreel --help'.
            bookreel: 'extra' is one argument too many.
            Try 'bookreel tables --help'.
            """);
  }

  @Test
  void everyCommandHasHelpWithAnExample() {
    for (String command : Commands.NAMES) {
      if (!List.of("help", "generate-completion").contains(command)) {
        TestConsole page = TestConsole.terminal(100);
        int status = application(page, (options, watching) -> lake(), "").run(command, "--help");

        assertThat(status).isZero();
        assertThat(page.out())
            .contains("Usage: bookreel " + command, "\nOptions of every command:\n", "--lake=URI")
            .containsPattern("\nExamples:\n  bookreel ");
      }
    }
  }

  @Test
  void theVersionNamesJavaToo() {
    assertThat(run("--version")).isZero();
    assertThat(console.out()).startsWith("bookreel ").contains("Java");
  }

  private int run(String... args) {
    return runWithInput("", args);
  }

  private int runWithInput(String input, String... args) {
    return run((options, watching) -> lake(), input, args);
  }

  private int run(LakeAccess lakes, String input, String... args) {
    return application(console, lakes, input).run(args);
  }

  private static Application application(TestConsole console, LakeAccess lakes, String input) {
    return new Application(console.console(), in(input), Map.of(), lakes, NO_TABLES, new Ending());
  }

  private static ByteArrayInputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static OpenLake lake() {
    return new OpenLake() {
      @Override
      public LakeDefinition definition() {
        return new LakeDefinition("test", ZoneOffset.UTC, List.of(), List.of(), List.of());
      }

      @Override
      public LakeView view(Moment moment) {
        return new ListLakeView();
      }

      @Override
      public Explainer explainer() {
        throw new UnsupportedOperationException("explainer");
      }

      @Override
      public Pipeline pipeline() {
        throw new UnsupportedOperationException("pipeline");
      }

      @Override
      public Upkeep upkeep() {
        throw new UnsupportedOperationException("upkeep");
      }

      @Override
      public List<FetchSource> sources() {
        return List.of();
      }

      @Override
      public void close() {}
    };
  }
}
