package dev.bookreel.source.remote;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Takes what is printed to standard error until it is closed. */
public final class StandardError implements AutoCloseable {
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  public StandardError() {
    System.setErr(new PrintStream(taken, true, StandardCharsets.UTF_8));
  }

  /** What was printed so far. */
  public String text() {
    return taken.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
