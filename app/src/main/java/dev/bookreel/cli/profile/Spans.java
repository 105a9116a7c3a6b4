package dev.bookreel.cli.profile;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Times of named parts that follow each other without a gap, so that they add up to the whole. A
 * part that comes again is added to. For one thread at a time.
 */
final class Spans {
  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private Optional<String> open = Optional.empty();
  private long since;

  void begin(String name, long now) {
    end(now);
    open = Optional.of(name);
    since = now;
  }

  void end(long now) {
    open.ifPresent(name -> nanos.merge(name, now - since, Long::sum));
    open = Optional.empty();
  }

  long total() {
    return nanos.values().stream().mapToLong(Long::longValue).sum();
  }

  Map<String, Long> byName() {
    return nanos;
  }
}
