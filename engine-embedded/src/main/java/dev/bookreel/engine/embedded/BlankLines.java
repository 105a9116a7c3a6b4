package dev.bookreel.engine.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Finds the blank lines of a CSV file. DuckDB leaves them out, but counts them when it tells which
 * record is broken.
 */
final class BlankLines {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final Run run;
  private final long last;
  private long record = 1;
  private long blanks;
  private boolean isBlank = true;
  private boolean isBehindBlank;
  private boolean atFieldStart = true;
  private boolean isQuoted;
  private boolean hasQuoteBefore;
  private boolean hasReturnBefore;

  private BlankLines(Run run, long last) {
    this.run = run;
    this.last = last;
  }

  /** Takes what follows on blank lines. */
  @FunctionalInterface
  interface Run {
    /**
     * @param record the number of the record behind them
     * @param blanks how many blank lines there are before it, from the beginning of the file on
     */
    void ends(long record, long blanks) throws SQLException;
  }

  /**
   * @param last the last record of interest. Records are numbered from 1: the header, broken ones
   *     and blank lines, too
   */
  static void find(Path file, long last, Run run) throws IOException, SQLException {
    BlankLines lines = new BlankLines(run, last);
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      int length;
      do {
        length = in.read(buffer);
      } while (length >= 0 && lines.read(buffer, length));
    }
  }

  /** Whether there may be more. */
  private boolean read(byte[] buffer, int length) throws SQLException {
    for (int i = 0; i < length && record <= last; i++) {
      read(buffer[i]);
    }
    return record <= last;
  }

  private void read(byte next) throws SQLException {
    boolean isEndOfReturn = next == '\n' && hasReturnBefore;
    boolean ends = !isQuoted && (next == '\n' || next == '\r');
    hasReturnBefore = ends && next == '\r';
    if (isEndOfReturn) {
      return;
    }
    if (ends) {
      endRecord();
      return;
    }
    if (isBehindBlank) {
      run.ends(record, blanks);
      isBehindBlank = false;
    }
    isBlank = false;
    if (next == '"') {
      boolean isDoubled = !isQuoted && hasQuoteBefore;
      hasQuoteBefore = isQuoted;
      isQuoted = !isQuoted && (atFieldStart || isDoubled);
    } else {
      hasQuoteBefore = false;
    }
    atFieldStart = next == ',' && !isQuoted;
  }

  private void endRecord() {
    if (isBlank) {
      blanks++;
      isBehindBlank = true;
    }
    record++;
    isBlank = true;
    atFieldStart = true;
    hasQuoteBefore = false;
  }
}
