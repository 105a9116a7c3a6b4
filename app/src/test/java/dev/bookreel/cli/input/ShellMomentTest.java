package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.command.CommonOptions;
import dev.bookreel.cli.command.SqlCommand;
import dev.bookreel.cli.console.TestConsole;
import dev.bookreel.cli.exit.Ending;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The SQL shell with options that name a moment. */
class ShellMomentTest {
  private static final String MINS =
      "select mins as found from stream.movies where title = 'Movie 0';\n";

  @TempDir Path directory;
  private Workplace place;

  @BeforeEach
  void twoNights() {
    place = new Workplace(directory);
    place.firstNight();
    place.write("dump/movies.csv", Workplace.HEADER + Workplace.movies().replace(",100,", ",999,"));
    assertThat(place.night(2).status()).isZero();
  }

  @Test
  void everyStatementSeesTheMoment() {
    assertThat(found()).containsExactly("999", "999");
    assertThat(found("--as-of=" + Workplace.time(1))).containsExactly("100", "100");
    assertThat(found("--at-version=0")).containsExactly("100", "100");
    assertThat(found("--at-version=stream.movies=1")).containsExactly("999", "999");
    assertThat(found("--as-of=" + Workplace.time(1), "--at-version=1"))
        .containsExactly("100", "100");
    assertThat(found("--at-commit-time=2000-01-01T00:00:00Z")).isEmpty();
  }

  /** What a statement finds that is typed twice. */
  private List<String> found(String... options) {
    TestConsole console = TestConsole.terminal(100);
    Ending ending = new Ending();
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    SqlCommand command =
        new SqlCommand(
            new CommonOptions(),
            console.console(),
            InputStream.nullInputStream(),
            place.lakes(console, ending),
            Optional.empty(),
            () -> terminal(MINS + MINS + ".quit\n", shown));

    assertThat(new CommandLine(command).execute(options)).isZero();

    return shown
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(line -> line.matches("\\d{3}"))
        .toList();
  }

  private static Terminal terminal(String typed, ByteArrayOutputStream shown) throws IOException {
    return new DumbTerminal(
        "test",
        Terminal.TYPE_DUMB,
        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
        shown,
        StandardCharsets.UTF_8);
  }
}
