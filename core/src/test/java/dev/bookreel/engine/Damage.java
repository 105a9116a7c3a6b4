package dev.bookreel.engine;

import dev.bookreel.compression.Compression;
import dev.bookreel.compression.Packed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Damages a file's bytes as disks, networks and broken programs do. A seed gives the same always.
 */
final class Damage {
  /** Bytes that mean something to CSV, JSON, UTF-8 or numbers. */
  private static final byte[] MEANT = bytes(",\"\n\r{}[]:\\\0 -+.eE0\t'\u00ff\u00c3\u00e2\u00fe");

  private static final List<Compression> COMPRESSIONS = List.of(Compression.values());

  private final Random random;

  Damage(long seed) {
    this.random = new Random(seed);
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The content with one to four things done to it; now and then compressed, before or after. */
  byte[] of(byte[] content) {
    int packing = random.nextInt(20);
    Compression compression = COMPRESSIONS.get(random.nextInt(COMPRESSIONS.size()));
    byte[] damaged = packing == 0 ? Packed.by(compression, content) : content;
    for (int times = 1 + random.nextInt(4); times > 0; times--) {
      damaged = damagedOnce(damaged);
    }
    return packing == 1 ? Packed.by(compression, damaged) : damaged;
  }

  private byte[] damagedOnce(byte[] content) {
    int from = random.nextInt(content.length + 1);
    int to = from + random.nextInt(Math.min(content.length - from, 400) + 1);
    return switch (random.nextInt(7)) {
      case 0 -> flipped(content);
      case 1 -> replaced(content);
      case 2 -> Arrays.copyOf(content, from);
      case 3 -> joined(content, 0, from, to, content.length);
      case 4 -> joined(content, 0, to, from, content.length);
      case 5 -> swapped(content, from, to);
      default -> inserted(content, from);
    };
  }

  private byte[] flipped(byte[] content) {
    byte[] damaged = content.clone();
    if (damaged.length > 0) {
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return damaged;
  }

  private byte[] replaced(byte[] content) {
    byte[] damaged = content.clone();
    if (damaged.length > 0) {
      damaged[random.nextInt(damaged.length)] = MEANT[random.nextInt(MEANT.length)];
    }
    return damaged;
  }

  private byte[] inserted(byte[] content, int at) {
    byte[] some = new byte[1 + random.nextInt(3)];
    for (int i = 0; i < some.length; i++) {
      some[i] = MEANT[random.nextInt(MEANT.length)];
    }
    return Packed.joined(
        Arrays.copyOf(content, at), some, Arrays.copyOfRange(content, at, content.length));
  }

  /** A range changes places with the one of its size behind it. */
  private static byte[] swapped(byte[] content, int from, int to) {
    int end = Math.min(content.length, to + to - from);
    return Packed.joined(
        joined(content, 0, from, to, end), joined(content, from, to, end, content.length));
  }

  /** Two ranges of the content, one behind the other. */
  private static byte[] joined(byte[] content, int from, int to, int from2, int to2) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(content, from, to - from);
    out.write(content, from2, to2 - from2);
    return out.toByteArray();
  }
}
