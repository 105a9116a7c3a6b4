package dev.bookreel.source.jdbc;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.SQLException;

/** Rows as a zstd file that is made while it is read: never more than some of it is in memory. */
final class PackedRows extends InputStream {
  private static final int PORTION_BYTES = 64 * 1024;
  private static final int LEVEL = 1;

  private final Turn turn;
  private final Rows rows;
  private final Packed packed = new Packed();
  private final OutputStream out;
  private final byte[] ifEmpty;
  private boolean begun;
  private boolean ended;
  private boolean closed;

  /** The use of a connection by one reading. */
  interface Turn {
    /** The first row is there: the next ones should follow without long waiting. */
    void flowing() throws SQLException;

    /** What a failure means: to be thrown, if it does not throw already. */
    IOException failed(SQLException e);

    /**
     * @param whole whether everything was read
     */
    void end(boolean whole);
  }

  /**
   * @param ifEmpty what stands in the file if there are no rows
   */
  PackedRows(Turn turn, Rows rows, byte[] ifEmpty) throws IOException {
    this.turn = turn;
    this.ifEmpty = ifEmpty;
    this.rows = rows;
    this.out =
        new BufferedOutputStream(
            new ZstdOutputStream(packed, LEVEL).setChecksum(true), PORTION_BYTES);
  }

  /** What was compressed and not read yet. */
  private static final class Packed extends ByteArrayOutputStream {
    private int taken;

    boolean isEmpty() {
      return taken == count;
    }

    int take(byte[] buffer, int offset, int length) {
      int taking = Math.min(length, count - taken);
      System.arraycopy(buf, taken, buffer, offset, taking);
      taken += taking;
      if (isEmpty()) {
        taken = 0;
        reset();
      }
      return taking;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (packed.isEmpty()) {
      if (ended) {
        return -1;
      }
      more();
    }
    return packed.take(buffer, offset, length);
  }

  private void more() throws IOException {
    try {
      boolean there = rows.next(out);
      if (!begun) {
        begun = true;
        turn.flowing();
        if (!there) {
          out.write(ifEmpty);
        }
      }
      if (!there) {
        out.close();
        ended = true;
      }
    } catch (SQLException e) {
      throw turn.failed(e);
    }
  }

  /** Before its end the database would go on sending, so the connection is given up. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (ended) {
        rows.close();
      }
    } catch (SQLException e) {
      throw turn.failed(e);
    } finally {
      turn.end(ended);
      if (!ended) {
        out.close();
      }
    }
  }
}
