package dev.bookreel.source.http;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server answered. Must be closed.
 *
 * @param at who answered, after all redirections
 */
record Answer(URI at, int status, HttpHeaders headers, Body body) implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18})");
  private static final Pattern NO_RANGE = Pattern.compile("bytes \\*/(\\d{1,18})");

  /** What a part of a file is a part of. */
  record Range(long from, long total) {}

  Optional<String> header(String name) {
    return headers.firstValue(name).map(String::strip);
  }

  /** A tag that changes with every byte; a weak one says only that the meaning is the same. */
  Optional<String> strongTag() {
    return header("ETag").filter(tag -> tag.length() > 2 && tag.startsWith("\""));
  }

  Optional<Instant> lastModified() {
    return header("Last-Modified").flatMap(Answer::time);
  }

  OptionalLong length() {
    return header("Content-Length")
        .filter(text -> text.matches("\\d{1,18}"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  /** How the content was packed for the way, if it was. */
  Optional<String> coding() {
    return header("Content-Encoding")
        .map(coding -> coding.toLowerCase(Locale.ROOT))
        .filter(coding -> !coding.isEmpty() && !coding.equals("identity"));
  }

  /** Which part this is of what, if the answer says so in full. */
  Optional<Range> range() {
    Matcher matcher = RANGE.matcher(header("Content-Range").orElse(""));
    return matcher.matches()
        ? Optional.of(new Range(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
        : Optional.empty();
  }

  /** The size of what has no such part. */
  OptionalLong totalWithoutRange() {
    Matcher matcher = NO_RANGE.matcher(header("Content-Range").orElse(""));
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  static String time(Instant time) {
    return TIME.format(time);
  }

  @Override
  public void close() {
    body.close();
  }
}
