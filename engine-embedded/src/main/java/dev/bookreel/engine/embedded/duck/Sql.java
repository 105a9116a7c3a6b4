package dev.bookreel.engine.embedded.duck;

import dev.bookreel.file.LocalCopies;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.stream.Collectors;

/** Pieces of SQL text, safely quoted. */
public final class Sql {
  private Sql() {}

  /** A name, in double quotes. */
  public static String name(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** Names, separated by commas. */
  public static String names(Collection<String> identifiers) {
    return identifiers.stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  /** A text literal. */
  public static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** A path as a text literal: that of its copy, for a file that is not of this machine. */
  public static String path(Path path) {
    return text(LocalCopies.of(path).toString());
  }

  /**
   * A list literal of files to read. In such a list {@code [}, {@code *} and {@code ?} are
   * patterns, which a name may hold by itself.
   */
  public static String files(Collection<Path> files) {
    return files.stream()
        .map(file -> text(pattern(LocalCopies.of(file).toString())))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** The pattern that finds only this path. */
  static String pattern(String path) {
    return path.replaceAll("[\\[*?]", "[$0]");
  }

  /** An instant as an expression of type TIMESTAMPTZ, whatever the session's zone. */
  public static String instant(Instant instant) {
    return "make_timestamptz(" + micros(instant) + ")";
  }

  /**
   * Microseconds since 1970; Java's own difference of instants overflows beyond three centuries.
   */
  public static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }
}
