package dev.bookreel.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Has the disk begin with a large file while it is still being written, so that at its end there is
 * little left to wait for. For one writer; closing waits for the disk.
 */
final class ForcingAlong implements AutoCloseable {
  private static final long STEP_BYTES = 64L * 1024 * 1024;

  private final FileChannel file;
  private final boolean wanted;
  private CompletableFuture<Void> forcing = CompletableFuture.completedFuture(null);
  private long bytes;

  /**
   * @param wanted whether the file is to be on the disk at all
   */
  ForcingAlong(FileChannel file, boolean wanted) {
    this.file = file;
    this.wanted = wanted;
  }

  /**
   * As many bytes more are written.
   *
   * @throws IOException if the disk failed with some before, which it tells only once
   */
  void wrote(int length) throws IOException {
    bytes += length;
    if (wanted && bytes >= STEP_BYTES && forcing.isDone()) {
      close();
      bytes = 0;
      forcing = CompletableFuture.runAsync(this::force, ForcingAlong::inThread);
    }
  }

  private void force() {
    try {
      file.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void inThread(Runnable action) {
    Thread thread = new Thread(action, "bookreel-force");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    try {
      forcing.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException failed) {
        throw failed.getCause();
      }
      throw e;
    }
  }
}
