package dev.bookreel.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SqlShellTest {
  private static final Catalog CATALOG =
      new Catalog(
          List.of(
              new Catalog.Table(
                  "stream.movies",
                  "The movies",
                  List.of(
                      new Catalog.Column("title", "string"),
                      new Catalog.Column("size_mb", "int")))));

  @Test
  void aStatementMayHaveSeveralLines() throws IOException {
    assertThat(outputOf("select\n", "42;\n"))
        .contains("number\n------\n    42\n")
        .containsPattern("1 row, \\d+\\.\\d{3} s");
  }

  @Test
  void aStatementThatFailsDoesNotEndTheShell() throws IOException {
    assertThat(outputOf("select nothing;\n", "select 7;\n"))
        .contains("There is no 'nothing'.\n")
        .contains("     7\n");
  }

  @Test
  void severalStatementsMayStandOnALine() throws IOException {
    assertThat(outputOf("select 1; select 2;\n")).contains("     1\n").contains("     2\n");
  }

  @Test
  void theModeChangesHowResultsArePrinted() throws IOException {
    assertThat(outputOf(".mode json\n", "select 7;\n")).contains("[\n{\"number\":7}\n]\n");
    assertThat(outputOf(".mode xml\n")).contains("Mode is table. There are: table, json, csv.");
  }

  @Test
  void tablesAreListedAndDescribed() throws IOException {
    assertThat(outputOf(".tables\n"))
        .contains(
            "table          description\n-------------  -----------\nstream.movies  The movies\n");
    assertThat(outputOf(".describe stream.movies\n"))
        .contains("column   type\n-------  ------\ntitle    string\nsize_mb  int\n");
    assertThat(outputOf(".describe stream.movie;\n"))
        .contains("There is no table 'stream.movie'. Did you mean 'stream.movies'?");
  }

  @Test
  void quitEndsTheShell() throws IOException {
    assertThat(outputOf(".quit\n", "select 7;\n")).doesNotContain("     7");
  }

  @Test
  void aCommandThatDoesNotExistIsCorrected() throws IOException {
    assertThat(outputOf(".qiut\n")).contains("There is no command .qiut. Did you mean '.quit'?");
  }

  @Test
  @Timeout(60)
  void ctrlCCancelsTheStatementThatRuns(@TempDir Path lake) throws Exception {
    String endless = "select count(*) from range(10000000) a, range(10000000) b;\n";
    var in = new ByteArrayInputStream(endless.getBytes(StandardCharsets.UTF_8));
    var out = new ByteArrayOutputStream();
    var definition = new LakeDefinition("test", ZoneId.of("UTC"), List.of(), List.of(), List.of());
    CountDownLatch begun = new CountDownLatch(1);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Engine engine = new EmbeddedEngine(lake, definition);
        Terminal terminal =
            new DumbTerminal("test", Terminal.TYPE_DUMB, in, out, StandardCharsets.UTF_8)) {
      Function<String, LakeView> views =
          sql -> {
            begun.countDown();
            return engine.view();
          };
      var reader = Readers.on(terminal, CATALOG, Optional.empty());
      Future<?> shell =
          thread.submit(new SqlShell(reader, views, CATALOG, OutputFormat.TABLE)::run);
      begun.await();
      while (!shell.isDone()) {
        terminal.raise(Terminal.Signal.INT);
      }
      shell.get();
    } finally {
      thread.shutdown();
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("Cancelled.");
  }

  @Test
  void whatWasTypedIsRemembered(@TempDir Path directory) throws IOException {
    Path history = directory.resolve("state").resolve("history");

    outputOf(Optional.of(history), "select\n", "42;\n");

    assertThat(Files.readString(history)).contains("select").contains("42;");
  }

  @Test
  void theHistoryIsInTheStateDirectory() {
    assertThat(Readers.historyFile(Map.of("HOME", "/home/me")))
        .contains(Path.of("/home/me/.local/state/bookreel/history"));
    assertThat(Readers.historyFile(Map.of("HOME", "/home/me", "XDG_STATE_HOME", "/state")))
        .contains(Path.of("/state/bookreel/history"));
    assertThat(Readers.historyFile(Map.of())).isEmpty();
  }

  private static String outputOf(String... input) throws IOException {
    return outputOf(Optional.empty(), input);
  }

  private static String outputOf(Optional<Path> history, String... input) throws IOException {
    var in = new ByteArrayInputStream(String.join("", input).getBytes(StandardCharsets.UTF_8));
    var out = new ByteArrayOutputStream();
    try (Terminal terminal =
        new DumbTerminal("test", Terminal.TYPE_DUMB, in, out, StandardCharsets.UTF_8)) {
      var reader = Readers.on(terminal, CATALOG, history);
      new SqlShell(reader, sql -> new ListLakeView(), CATALOG, OutputFormat.TABLE).run();
    }
    return out.toString(StandardCharsets.UTF_8).replace("\r", "");
  }
}
