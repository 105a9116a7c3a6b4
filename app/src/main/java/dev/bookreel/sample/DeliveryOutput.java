package dev.bookreel.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.function.LongConsumer;

/**
 * Writes bytes, numbers and times without making objects of them: java.util's formatters would take
 * most of the time, and some depend on the machine's locale.
 */
final class DeliveryOutput implements AutoCloseable {
  private static final int CAPACITY = 1 << 18;
  private static final int DATES = 64;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long DAY_MILLIS = 24 * HOUR_MILLIS;
  private static final byte[] OFFSET = utf8("+0100");

  private final OutputStream target;
  private final LongConsumer written;
  private final byte[] buffer = new byte[CAPACITY];
  private int used;

  /** The dates written last, by the remainder of their day: a month's days do not clash. */
  private final byte[][] dates = new byte[DATES][];

  private final long[] dateDays = new long[DATES];

  /** Tells {@code written} of every block of bytes that reached the target, by its length. */
  DeliveryOutput(OutputStream target, LongConsumer written) {
    this.target = target;
    this.written = written;
  }

  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  DeliveryOutput put(String text) throws IOException {
    return put(utf8(text));
  }

  /** Writes the bytes, which must be fewer than the buffer holds. */
  DeliveryOutput put(byte[] bytes) throws IOException {
    makeRoom(bytes.length);
    System.arraycopy(bytes, 0, buffer, used, bytes.length);
    used += bytes.length;
    return this;
  }

  DeliveryOutput put(char ascii) throws IOException {
    makeRoom(1);
    buffer[used++] = (byte) ascii;
    return this;
  }

  /** Writes a number that is not negative. */
  DeliveryOutput number(long value) throws IOException {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    return number(value, digits);
  }

  /** Writes a number that is not negative, with zeros before it up to the width. */
  DeliveryOutput number(long value, int width) throws IOException {
    makeRoom(width);
    long rest = value;
    for (int at = used + width - 1; at >= used; at--) {
      buffer[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    used += width;
    return this;
  }

  /** Writes an instant as the app and the vendor do: {@code 2021-12-06T19:30:19.099+0100}. */
  DeliveryOutput time(long epochMillis) throws IOException {
    long local = epochMillis + HOUR_MILLIS;
    int ofDay = (int) Math.floorMod(local, DAY_MILLIS);
    put(date(Math.floorDiv(local, DAY_MILLIS)));
    put('T').number(ofDay / 3_600_000, 2);
    put(':').number(ofDay / 60_000 % 60, 2);
    put(':').number(ofDay / 1_000 % 60, 2);
    return put('.').number(ofDay % 1_000, 3).put(OFFSET);
  }

  /** Writes out what is left; the target stays open. */
  @Override
  public void close() throws IOException {
    drain();
  }

  private byte[] date(long epochDay) {
    int place = Math.floorMod(epochDay, DATES);
    byte[] date = dates[place];
    if (date == null || dateDays[place] != epochDay) {
      date = utf8(LocalDate.ofEpochDay(epochDay).toString());
      dates[place] = date;
      dateDays[place] = epochDay;
    }
    return date;
  }

  private void makeRoom(int bytes) throws IOException {
    if (used + bytes > CAPACITY) {
      drain();
    }
  }

  private void drain() throws IOException {
    target.write(buffer, 0, used);
    written.accept(used);
    used = 0;
  }
}
