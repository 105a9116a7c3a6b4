package dev.bookreel.engine.embedded.cut;

import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How a file is cut: at any bytes into stretches, and these into the records that begin in them.
 *
 * @param records where they lie: behind what each part needs in front of its own, a CSV file's
 *     header, or a mark of the byte order before lines
 */
public record Cut(Syntax syntax, Stretch records) implements Serializable {
  /** A longer one is left to others. */
  private static final int LONGEST_HEAD_BYTES = 1 << 20;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** Of a CSV file; empty if its header is odd. */
  public static Optional<Cut> csv(SeekableByteChannel file) throws IOException {
    byte[] start = start(file);
    long bytes = file.size();
    return Stream.of(Syntax.CSV, Syntax.CSV_RETURNS)
        .flatMap(syntax -> header(syntax, start).stream().map(end -> of(syntax, end, bytes)))
        .findFirst();
  }

  /** Of a JSON file; empty if it is neither an array nor lines of objects. */
  public static Optional<Cut> json(SeekableByteChannel file) throws IOException {
    byte[] start = start(file);
    int mark = mark(start);
    for (int i = mark; i < start.length; i++) {
      switch (start[i]) {
        case ' ', '\t', '\r', '\n' -> {}
        case '[' -> {
          return Optional.of(of(Syntax.ARRAY, 0, file.size()));
        }
        case '{' -> {
          return Optional.of(of(Syntax.LINES, mark, file.size()));
        }
        default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static byte[] start(SeekableByteChannel file) throws IOException {
    return Channels.newInputStream(file.position(0)).readNBytes(LONGEST_HEAD_BYTES);
  }

  private static int mark(byte[] start) {
    int length = BYTE_ORDER_MARK.length;
    return start.length >= length && Arrays.equals(Arrays.copyOf(start, length), BYTE_ORDER_MARK)
        ? length
        : 0;
  }

  /** Where it ends. */
  private static Optional<Integer> header(Syntax syntax, byte[] start) {
    int mode = 0;
    for (int i = mark(start); i < start.length; i++) {
      int step = syntax.at(mode, start[i]);
      if ((step & Syntax.ODD) != 0) {
        return Optional.empty();
      }
      if (Syntax.count(step) == 1) {
        return Optional.of(i + 1);
      }
      mode = Syntax.mode(step);
    }
    return Optional.empty();
  }

  private static Cut of(Syntax syntax, int start, long bytes) {
    return new Cut(syntax, new Stretch(start, bytes));
  }

  /** Stretches of about so many bytes, one behind the other; the first one begins with a record. */
  public List<Stretch> stretches(long bytes) {
    long count = Math.max(1, (records.bytes() + bytes - 1) / bytes);
    List<Long> borders =
        LongStream.rangeClosed(0, count)
            .mapToObj(i -> records.start() + Math.min(records.bytes(), i * bytes))
            .collect(Collectors.toList());
    List<Stretch> stretches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stretches.add(new Stretch(borders.get(i), borders.get(i + 1)));
    }
    return stretches;
  }

  /**
   * What is read of each stretch.
   *
   * @param stretches all of them
   * @param passages theirs; none, where all places are alike
   */
  public List<Slice> slices(List<Stretch> stretches, List<Passage> passages) {
    List<Slice> slices = new ArrayList<>();
    Place entry = new Place(0, syntax.countsLines() ? 1 : 0);
    for (int i = 0; i < stretches.size(); i++) {
      slices.add(new Slice(this, stretches.get(i), entry));
      entry = passages.isEmpty() ? entry : passages.get(i).from(entry);
    }
    return slices;
  }
}
