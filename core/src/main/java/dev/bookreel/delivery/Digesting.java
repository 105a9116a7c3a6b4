package dev.bookreel.delivery;

import dev.bookreel.source.Checksum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Sums up content while its reader goes on: of large content each sum in a thread of its own, which
 * reads the buffers that the reader fills in turn. For one reader; closing ends the threads.
 */
final class Digesting implements AutoCloseable {
  /** Large enough that calls cost nothing beside the copying, small enough for the cache. */
  private static final int BUFFER_BYTES = 256 * 1024;

  /** How many buffers the sums may be behind the reader. */
  private static final int BUFFERS = 8;

  /** Of less, threads would take longer than what they do. */
  private static final long WORTH_THREADS_BYTES = 16_000_000;

  private static final String SHA256 = "SHA-256";

  private final Optional<Checksum> promised;
  private final List<ExecutorService> threads = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();
  private Optional<Summing> begun;
  private int next;

  /** A buffer, and the sums that still read it. */
  private static final class Slot {
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;
    private CompletableFuture<Void> summing = CompletableFuture.completedFuture(null);
  }

  /** One sum, and who works on it. */
  private record Part(ChecksumDigest digest, Executor thread) {
    CompletableFuture<Void> sum(Slot slot) {
      return CompletableFuture.runAsync(() -> digest.update(slot.buffer, slot.length), thread);
    }
  }

  /**
   * @param compared empty if nothing, or SHA-256, is to be compared
   */
  private record Summing(Part sha256, Optional<Part> compared) {
    void sum(Slot slot) {
      CompletableFuture<Void> first = sha256.sum(slot);
      slot.summing =
          compared.map(part -> CompletableFuture.allOf(first, part.sum(slot))).orElse(first);
    }
  }

  /**
   * @param bytes about how many there will be; if that is not known, the first buffers wait until
   *     it shows whether there are many
   * @param promised what the source says that a sum of its own is
   */
  Digesting(OptionalLong bytes, Optional<Checksum> promised) {
    this.promised = promised;
    this.begun = bytes.isPresent() ? Optional.of(begin(bytes.getAsLong())) : Optional.empty();
    boolean several = bytes.orElse(Long.MAX_VALUE) >= WORTH_THREADS_BYTES;
    for (int i = 0; i < (several ? BUFFERS : 1); i++) {
      slots.add(new Slot());
    }
  }

  private Summing begin(long bytes) {
    boolean large = bytes >= WORTH_THREADS_BYTES;
    return new Summing(
        part(new Checksum(SHA256, ""), bytes, large),
        promised.filter(it -> !isSha256(it)).map(it -> part(it, bytes, large)));
  }

  private Part part(Checksum like, long bytes, boolean large) {
    return new Part(ChecksumDigest.like(like, bytes), large ? thread() : Runnable::run);
  }

  private static boolean isSha256(Checksum checksum) {
    return checksum.algorithm().equals(SHA256);
  }

  private Executor thread() {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            runnable -> {
              Thread made = new Thread(runnable, "bookreel-digest");
              made.setDaemon(true);
              return made;
            });
    threads.add(thread);
    return thread;
  }

  /** Where to read into next; waits until nobody reads there any more. */
  byte[] buffer() {
    Slot slot = slots.get(next);
    slot.summing.join();
    return slot.buffer;
  }

  /** Sums up what was read into the buffer, which from now on may only be read. */
  void update(int length) {
    Slot slot = slots.get(next);
    slot.length = length;
    next = (next + 1) % slots.size();
    if (begun.isPresent()) {
      begun.get().sum(slot);
    } else if (next == 0) {
      beginWith(slots, Long.MAX_VALUE);
    }
  }

  private Summing beginWith(List<Slot> waiting, long bytes) {
    Summing summing = begin(bytes);
    begun = Optional.of(summing);
    waiting.forEach(summing::sum);
    return summing;
  }

  /** Ends both sums. */
  Sums end() {
    Summing summing = begun.orElseGet(() -> beginWith(slots.subList(0, next), 0));
    slots.forEach(slot -> slot.summing.join());
    String sha256 = summing.sha256().digest().hex();
    return new Sums(
        sha256,
        promised.map(
            it -> isSha256(it) ? sha256 : summing.compared().orElseThrow().digest().hex()));
  }

  /**
   * In lower-case hexadecimal digits.
   *
   * @param compared of the kind that the source promised
   */
  record Sums(String sha256, Optional<String> compared) {}

  @Override
  public void close() {
    threads.forEach(ExecutorService::shutdown);
  }
}
