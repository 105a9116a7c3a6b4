package dev.bookreel.delivery;

import dev.bookreel.file.Sha256;
import dev.bookreel.source.Checksum;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  private final MessageDigest sha256;
  private final Optional<ChecksumDigest> compared;
  private final List<ExecutorService> threads = new ArrayList<>();
  private final Executor sha256Thread;
  private final Executor comparedThread;
  private final List<Slot> slots = new ArrayList<>();
  private int next;

  /** A buffer, and the sums that still read it. */
  private static final class Slot {
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private CompletableFuture<Void> summing = CompletableFuture.completedFuture(null);
  }

  /**
   * @param bytes about how many there will be
   * @param promised what the source says that a sum of its own is
   */
  Digesting(long bytes, Optional<Checksum> promised) {
    this.sha256 = Sha256.digest(bytes);
    this.compared = promised.map(it -> ChecksumDigest.like(it, bytes));
    boolean large = bytes >= WORTH_THREADS_BYTES;
    this.sha256Thread = large ? thread() : Runnable::run;
    this.comparedThread = large && compared.isPresent() ? thread() : Runnable::run;
    for (int i = 0; i < (large ? BUFFERS : 1); i++) {
      slots.add(new Slot());
    }
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
    next = (next + 1) % slots.size();
    CompletableFuture<Void> first =
        CompletableFuture.runAsync(() -> sha256.update(slot.buffer, 0, length), sha256Thread);
    slot.summing =
        compared
            .map(
                digest ->
                    CompletableFuture.allOf(
                        first,
                        CompletableFuture.runAsync(
                            () -> digest.update(slot.buffer, length), comparedThread)))
            .orElse(first);
  }

  /** Ends both sums. */
  Sums end() {
    slots.forEach(slot -> slot.summing.join());
    return new Sums(Sha256.hex(sha256), compared.map(ChecksumDigest::hex));
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
