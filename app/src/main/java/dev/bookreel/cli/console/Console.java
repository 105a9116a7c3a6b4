package dev.bookreel.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The process's output and what it knows about its terminal. Results go to {@code out}, everything
 * else to {@code err}; both are UTF-8.
 *
 * @param out buffered: to be flushed by who wrote the last of a result
 * @param err flushed at each end of a line
 * @param terminals which of the three standard streams are terminals
 * @param columns the terminal's width
 */
public record Console(PrintWriter out, PrintWriter err, Set<Stream> terminals, int columns) {
  private static final int COLUMNS_WHEN_UNKNOWN = 80;

  /** A standard stream. */
  public enum Stream {
    IN("in"),
    OUT("out"),
    ERR("err");

    private final String word;

    Stream(String word) {
      this.word = word;
    }
  }

  public Console {
    terminals = Set.copyOf(terminals);
  }

  /**
   * This process's console. What is a terminal, and how wide, comes from the launcher as {@code
   * bookreel.terminals} and {@code bookreel.columns}: Java can ask only by starting programs.
   */
  public static Console ofProcess(Properties launcher, Map<String, String> environment) {
    return new Console(
        writer(FileDescriptor.out, false),
        writer(FileDescriptor.err, true),
        terminals(launcher.getProperty("bookreel.terminals", "")),
        columns(launcher.getProperty("bookreel.columns"), environment.get("COLUMNS")));
  }

  public boolean isTerminal(Stream stream) {
    return terminals.contains(stream);
  }

  /**
   * Makes sure that what was printed has arrived.
   *
   * @throws OutputClosedException if the reader of standard output is gone
   */
  public void flush() {
    if (out.checkError()) {
      throw new OutputClosedException();
    }
  }

  private static PrintWriter writer(FileDescriptor descriptor, boolean flushing) {
    OutputStream stream = new StandardStream(new FileOutputStream(descriptor));
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), flushing);
  }

  private static Set<Stream> terminals(String words) {
    Set<Stream> found = EnumSet.noneOf(Stream.class);
    for (Stream stream : Stream.values()) {
      if ((words + ",").contains(stream.word + ",")) {
        found.add(stream);
      }
    }
    return found;
  }

  private static int columns(@Nullable String... candidates) {
    for (@Nullable String candidate : candidates) {
      if (candidate != null && candidate.matches("[1-9]\\d{0,4}")) {
        return Integer.parseInt(candidate);
      }
    }
    return COLUMNS_WHEN_UNKNOWN;
  }
}
