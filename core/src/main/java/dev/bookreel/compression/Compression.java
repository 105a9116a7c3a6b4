package dev.bookreel.compression;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ways in which a delivered file may be compressed. What a file is, its first bytes tell; its
 * name only tells where to look for it.
 */
public enum Compression {
  GZIP(".gz", "1f8b.*"),
  ZSTD(".zst", "28b52ffd"),
  /** An empty one begins with the end of its directory. */
  ZIP(".zip", "504b(0304|0506)");

  private static final int START_BYTES = 4;

  private final String suffix;
  private final String start;

  /**
   * @param start a pattern for the first bytes, in hexadecimal digits
   */
  Compression(String suffix, String start) {
    this.suffix = suffix;
    this.start = start;
  }

  /** How a file is compressed, by its first bytes; empty if it is not, or in no way known here. */
  public static Optional<Compression> of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in);
    }
  }

  /**
   * The same of a file's content.
   *
   * @param in some bytes of it are taken; it stays open
   */
  public static Optional<Compression> of(InputStream in) throws IOException {
    String bytes = HexFormat.of().formatHex(in.readNBytes(START_BYTES));
    return Arrays.stream(values()).filter(it -> bytes.matches(it.start)).findFirst();
  }

  /** What a name that is usual for a compressed file ends with, such as {@code .gz}; else empty. */
  public static String suffixOf(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .map(it -> it.suffix)
        .filter(lower::endsWith)
        .findFirst()
        .orElse("");
  }

  /**
   * The names under which a file may be found in a source: its own, and unless that is a compressed
   * file's already, those of its compressed forms.
   */
  public static List<String> namesOf(String path) {
    if (!suffixOf(path).isEmpty()) {
      return List.of(path);
    }
    return Stream.concat(Stream.of(path), Arrays.stream(values()).map(it -> path + it.suffix))
        .collect(Collectors.toList());
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
