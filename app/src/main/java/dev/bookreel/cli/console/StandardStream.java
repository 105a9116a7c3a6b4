package dev.bookreel.cli.console;

import dev.bookreel.error.LakeException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A standard stream of the process. {@link java.io.PrintWriter} swallows every failure; this one
 * tells, once, of those that are not just a reader's end.
 */
final class StandardStream extends OutputStream {
  private static final String READER_IS_GONE = "Broken pipe";

  private final FileOutputStream stream;
  private boolean failed;

  StandardStream(FileOutputStream stream) {
    this.stream = stream;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      stream.write(bytes, offset, length);
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (failed || reason.contains(READER_IS_GONE)) {
        throw e;
      }
      failed = true;
      throw new LakeException(
          "The output cannot be written: %s. What was written of it is not whole".formatted(reason),
          e);
    }
  }
}
