package dev.bookreel.engine.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a JSON array of objects again as one object a line, without the spaces between values:
 * DuckDB reads lines with all of its threads, but an array with one. What it does not understand it
 * leaves to DuckDB, to say what is wrong.
 */
final class JsonArray {
  private static final int BUFFER_BYTES = 1 << 20;

  private static final int BYTE_ORDER_MARK = 0xEFBBBF;

  /** What may come next. */
  private enum State {
    ARRAY,
    FIRST_OBJECT,
    OBJECT,
    WITHIN_OBJECT,
    COMMA,
    NOTHING
  }

  private final byte[] in;
  private final byte[] out;
  private State state = State.ARRAY;
  private int depth;
  private boolean inText;
  private boolean escaped;
  private int length;
  private int written;

  private JsonArray(int bufferBytes) {
    this.in = new byte[bufferBytes];
    // Each byte that is read gives one, and a closing bracket a line break as well.
    this.out = new byte[2 * bufferBytes];
  }

  /**
   * @param lines is made, in a folder that exists
   * @return whether it is whole; if not, the file is no array of objects and nothing else
   */
  static boolean split(Path array, Path lines) throws IOException {
    try (InputStream from = Files.newInputStream(array);
        OutputStream to = Files.newOutputStream(lines)) {
      return split(from, to, BUFFER_BYTES);
    }
  }

  static boolean split(InputStream from, OutputStream to, int bufferBytes) throws IOException {
    return new JsonArray(bufferBytes).split(from, to);
  }

  private boolean split(InputStream from, OutputStream to) throws IOException {
    length = from.readNBytes(in, 0, in.length);
    int start = startsWithMark() ? 3 : 0;
    while (length > 0) {
      if (!take(start)) {
        return false;
      }
      to.write(out, 0, written);
      written = 0;
      start = 0;
      length = from.read(in);
    }
    return state == State.NOTHING;
  }

  private boolean startsWithMark() {
    return length >= 3
        && ((in[0] & 0xFF) << 16 | (in[1] & 0xFF) << 8 | (in[2] & 0xFF)) == BYTE_ORDER_MARK;
  }

  private boolean take(int start) {
    int at = start;
    while (at >= 0 && at < length) {
      if (inText) {
        at = text(at);
      } else if (state == State.WITHIN_OBJECT) {
        at = withinObject(at);
      } else {
        at = isSpace(in[at]) || sign(in[at]) ? at + 1 : -1;
      }
    }
    return at >= 0;
  }

  private static boolean isSpace(byte next) {
    return next == ' ' || next == '\n' || next == '\r' || next == '\t';
  }

  /**
   * Copies what is no text, without the spaces, to where a text begins, the object ends, or the
   * buffer does.
   *
   * @return the next position
   */
  private int withinObject(int start) {
    byte[] from = in;
    byte[] to = out;
    int end = length;
    int at = start;
    int filled = written;
    while (at < end) {
      byte next = from[at++];
      if (next <= ' ' && isSpace(next)) {
        continue;
      }
      to[filled++] = next;
      if (next == '"') {
        inText = true;
        break;
      }
      if (next == '{' || next == '[') {
        depth++;
      } else if (next == '}' || next == ']') {
        depth--;
        if (depth == 0) {
          to[filled++] = '\n';
          state = State.COMMA;
          break;
        }
      }
    }
    written = filled;
    return at;
  }

  /**
   * Copies a text from here to its end, or to the buffer's.
   *
   * @return the next position; negative if the text has what no text may have, such as a line break
   */
  private int text(int start) {
    byte[] from = in;
    int end = length;
    int at = start;
    while (at < end) {
      byte next = from[at++];
      if (next > '"' ? next != '\\' : next == ' ') {
        escaped = false;
        continue;
      }
      if (next >= 0 && next < ' ') {
        return -1;
      }
      if (escaped) {
        escaped = false;
      } else if (next == '\\') {
        escaped = true;
      } else if (next == '"') {
        inText = false;
        break;
      }
    }
    System.arraycopy(from, start, out, written, at - start);
    written += at - start;
    return at;
  }

  private boolean sign(byte next) {
    return switch (state) {
      case ARRAY -> next == '[' && become(State.FIRST_OBJECT);
      case FIRST_OBJECT -> next == ']' ? become(State.NOTHING) : opens(next);
      case OBJECT -> opens(next);
      case COMMA -> next == ',' ? become(State.OBJECT) : next == ']' && become(State.NOTHING);
      case WITHIN_OBJECT, NOTHING -> false;
    };
  }

  private boolean become(State after) {
    state = after;
    return true;
  }

  private boolean opens(byte next) {
    if (next != '{') {
      return false;
    }
    out[written++] = next;
    depth = 1;
    return become(State.WITHIN_OBJECT);
  }
}
