package dev.bookreel.story;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** Each look at it is a second later than the one before, beginning at noon of 1 February 2022. */
final class TickingClock extends Clock {
  private static final Instant NOON = Instant.parse("2022-02-01T12:00:00Z");

  private final AtomicLong looks = new AtomicLong();

  @Override
  public Instant instant() {
    return NOON.plusSeconds(looks.getAndIncrement());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("Nobody asks for it");
  }
}
