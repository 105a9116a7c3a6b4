package dev.bookreel.sample;

/**
 * Pseudo-random numbers that are the same on every JDK, and for any record without drawing those
 * before it. The algorithm is SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
 * Generators, 2014), written out because no JDK class promises its sequence for all of these
 * methods.
 */
final class Dice {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long origin;
  private long state;

  Dice(long seed, String purpose) {
    origin = mix(seed * GOLDEN_GAMMA + purpose.hashCode());
  }

  /** Starts the sequence of this record's version, whatever was drawn before. */
  Dice turnTo(long record, long version) {
    state = mix(mix(origin + record * GOLDEN_GAMMA) + version * GOLDEN_GAMMA);
    return this;
  }

  /** From 0 inclusive to the bound exclusive. */
  int below(int bound) {
    return (int) (((next() >>> 33) * bound) >>> 31);
  }

  /** From 0 inclusive to the bound exclusive. */
  long below(long bound) {
    return (next() >>> 1) % bound;
  }

  private long next() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
