package dev.bookreel.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder in the system's temporary directory for what a process that works on a lake has no
 * memory for. It goes when it is closed. Those that killed processes left can be told: the name
 * says which lake's they are, and the file within is locked as long as the process lives. Needs no
 * room until something is put into it.
 */
public final class SpillFolder implements AutoCloseable {
  private static final String PREFIX = "bookreel-spill-";
  private static final String LOCK = "lock";
  private static final int LAKE_CHARACTERS = 16;

  /**
   * Static because the operating system's lock belongs to the process: closing any channel to the
   * file would release it.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lock;

  private SpillFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /** Makes a new folder, to be closed by the caller. */
  public static SpillFolder of(Path lake) throws IOException {
    Path path = Files.createTempDirectory(temporary(), prefix(lake));
    OWN.add(path);
    try {
      return new SpillFolder(path, lock(path));
    } catch (IOException e) {
      OWN.remove(path);
      Folders.delete(path);
      throw e;
    }
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().normalize();
  }

  private static String prefix(Path lake) {
    String sha256 = Sha256.of(lake.toString().getBytes(StandardCharsets.UTF_8));
    return PREFIX + sha256.substring(0, LAKE_CHARACTERS) + "-";
  }

  /** It gets its name when it is locked: nobody ever sees it unlocked while its process lives. */
  private static FileChannel lock(Path folder) throws IOException {
    Path unlocked = folder.resolve("." + LOCK);
    FileChannel channel =
        FileChannel.open(unlocked, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      channel.lock();
      Files.move(unlocked, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  public Path path() {
    return path;
  }

  /** The folders of processes that worked on a lake and were killed. */
  public static List<Path> abandoned(Path lake) {
    List<Path> abandoned = new ArrayList<>();
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(temporary(), prefix(lake) + "*")) {
      for (Path folder : folders) {
        if (!OWN.contains(folder) && isAbandoned(folder)) {
          abandoned.add(folder);
        }
      }
    } catch (IOException nobodyCanTell) {
      return List.of();
    }
    return abandoned;
  }

  /** Other people's cannot be opened. */
  private static boolean isAbandoned(Path folder) {
    try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
      return channel.tryLock() != null;
    } catch (IOException notOurs) {
      return false;
    }
  }

  /** Deletes the folder with everything in it. Closing twice is allowed. */
  @Override
  public void close() throws IOException {
    try (lock) {
      Folders.delete(path);
    } finally {
      OWN.remove(path);
    }
  }
}
