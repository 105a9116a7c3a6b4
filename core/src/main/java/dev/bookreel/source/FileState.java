package dev.bookreel.source;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a source says of a file without giving its content. What it cannot say is empty.
 *
 * @param bytes its size
 * @param modifiedAt when it was changed last, in the source's precision
 * @param tag a text that changes whenever the content does, such as a strong HTTP entity tag
 */
public record FileState(OptionalLong bytes, Optional<Instant> modifiedAt, Optional<String> tag) {

  /** Of what has no state until it is read, such as the result of a query. */
  public static final FileState UNKNOWN =
      new FileState(OptionalLong.empty(), Optional.empty(), Optional.empty());

  /** Of a file with a size and a time. */
  public static FileState of(long bytes, Instant modifiedAt) {
    return new FileState(OptionalLong.of(bytes), Optional.of(modifiedAt), Optional.empty());
  }

  /** For messages, such as {@code 12 bytes, changed at 2021-12-28T22:11:00Z}. */
  @Override
  public String toString() {
    String size = bytes.isPresent() ? bytes.getAsLong() + " bytes" : "an unknown size";
    return size
        + modifiedAt.map(time -> ", changed at " + time).orElse("")
        + tag.map(text -> ", tag " + text).orElse("");
  }
}
