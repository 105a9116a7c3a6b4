package dev.bookreel.source.ftp;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A line of {@code MLST} or {@code MLSD} (RFC 3659): {@code type=file;size=12; name}. Read here,
 * for Commons Net takes a link for no entry at all.
 */
record FtpFacts(Map<String, String> facts, String name) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** What an entry is. */
  enum Type {
    FILE,
    FOLDER,
    /** The listed folder itself, or the one above it. */
    SELF,
    /** A link, or what the server has no word for. */
    OTHER
  }

  FtpFacts {
    facts = Map.copyOf(facts);
  }

  /** Reads a line; empty if it is of another form. */
  static Optional<FtpFacts> parse(String line) {
    int space = line.indexOf(' ');
    if (space < 0 || space == line.length() - 1) {
      return Optional.empty();
    }
    Map<String, String> facts = new HashMap<>();
    for (String fact : line.substring(0, space).split(";", -1)) {
      int equal = fact.indexOf('=');
      if (equal > 0) {
        facts.put(fact.substring(0, equal).toLowerCase(Locale.ROOT), fact.substring(equal + 1));
      }
    }
    return Optional.of(new FtpFacts(facts, line.substring(space + 1)));
  }

  Type type() {
    return switch (facts.getOrDefault("type", "").toLowerCase(Locale.ROOT)) {
      case "file" -> Type.FILE;
      case "dir" -> Type.FOLDER;
      case "cdir", "pdir" -> Type.SELF;
      default -> Type.OTHER;
    };
  }

  OptionalLong size() {
    return number(facts.getOrDefault("size", ""));
  }

  Optional<Instant> modified() {
    return time(facts.getOrDefault("modify", ""));
  }

  /** A number of bytes; empty if it is none. */
  static OptionalLong number(String text) {
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  /** A time in UTC such as {@code 20211229020000.123}, cut to seconds; empty if it is none. */
  static Optional<Instant> time(String text) {
    if (!text.matches("\\d{14}(\\.\\d+)?")) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDateTime.parse(text.substring(0, 14), TIME).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException noSuchTime) {
      return Optional.empty();
    }
  }
}
