package dev.bookreel.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  @Test
  void theLauncherSaysWhatIsATerminalAndHowWideItIs() {
    Console console = console("in,err,", "132", Map.of("COLUMNS", "40"));

    assertThat(console.terminals())
        .containsExactlyInAnyOrder(Console.Stream.IN, Console.Stream.ERR);
    assertThat(console.columns()).isEqualTo(132);
  }

  @Test
  void withoutTheLauncherTheEnvironmentSaysTheWidth() {
    Console console = Console.ofProcess(new Properties(), Map.of("COLUMNS", "40"));

    assertThat(console.terminals()).isEmpty();
    assertThat(console.columns()).isEqualTo(40);
  }

  @Test
  void aWidthThatIsNoneIsTakenForEighty() {
    assertThat(console("", "0", Map.of("COLUMNS", "wide")).columns()).isEqualTo(80);
  }

  @Test
  void aReaderThatIsGoneEndsTheOutput() {
    Console console =
        new Console(new PrintWriter(new Closed()), new PrintWriter(new Closed()), Set.of(), 80);
    console.out().print("x");

    assertThatThrownBy(console::flush).isInstanceOf(OutputClosedException.class);
  }

  private static Console console(
      String terminals, String columns, Map<String, String> environment) {
    Properties launcher = new Properties();
    launcher.setProperty("bookreel.terminals", terminals);
    launcher.setProperty("bookreel.columns", columns);
    return Console.ofProcess(launcher, environment);
  }

  /** As a pipe whose other end was closed. */
  private static final class Closed extends Writer {
    @Override
    public void write(char[] buffer, int offset, int length) throws IOException {
      throw new IOException("Broken pipe");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
