package dev.bookreel.storage;

import dev.bookreel.file.ExclusiveLock;
import dev.bookreel.file.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which one process has its files of a lake: what it writes, and links to the copies
 * that it reads. It goes with the process; one that died leaves it to the next to remove.
 */
final class Mirror implements AutoCloseable {
  private static final String LOCK = ".lock";

  /**
   * Static because closing any channel to a file releases this process's locks on it: those of its
   * own are left alone.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final Path lockFile;
  private final FileChannel lock;

  private Mirror(Path folder, Path lockFile, FileChannel lock) {
    this.folder = folder;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /** Makes one, and removes those of processes that died. */
  static Mirror make(Path cache) throws IOException {
    Path running = cache.resolve("running");
    Files.createDirectories(running);
    return ExclusiveLock.holding(
        cache.resolve("lock"),
        () -> {
          removeDead(running);
          Path folder = running.resolve(UUID.randomUUID().toString());
          Path lockFile = running.resolve(folder.getFileName() + LOCK);
          FileChannel lock =
              FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
          OWN.add(lockFile);
          lock.lock();
          Files.createDirectory(folder);
          return new Mirror(folder, lockFile, lock);
        });
  }

  Path folder() {
    return folder;
  }

  private static void removeDead(Path running) throws IOException {
    List<Path> locks;
    try (Stream<Path> files = Files.list(running)) {
      locks = files.filter(it -> it.toString().endsWith(LOCK) && !OWN.contains(it)).toList();
    }
    for (Path file : locks) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        @Nullable FileLock free = channel.tryLock();
        if (free != null) {
          String name = file.getFileName().toString();
          Folders.delete(file.resolveSibling(name.substring(0, name.length() - LOCK.length())));
          Files.delete(file);
        }
      } catch (OverlappingFileLockException alive) {
        // A process that holds it goes on.
      }
    }
  }

  @Override
  public void close() throws IOException {
    Folders.delete(folder);
    Files.deleteIfExists(lockFile);
    lock.close();
    OWN.remove(lockFile);
  }
}
