package dev.bookreel.storage;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.file.IoReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A lake, or a single table, in an object store. Its paths are used like those of the local disk,
 * while it is open. Of several machines that create the same file exactly one succeeds; locks hold
 * on one machine only.
 */
public final class ObjectLake implements AutoCloseable {
  private final ObjectFileSystem files;

  private ObjectLake(ObjectFileSystem files) {
    this.files = files;
  }

  /**
   * Where this machine keeps copies of objects.
   *
   * @param folder made if it does not exist
   * @param size how much the copies may take
   */
  public record Copying(Path folder, ByteSize size) {
    private static final String SIZE = "BOOKREEL_CACHE_SIZE";
    private static final ByteSize USUAL_SIZE = new ByteSize(10_000_000_000L);

    /**
     * In the folder {@code BOOKREEL_CACHE}, up to {@code BOOKREEL_CACHE_SIZE}.
     *
     * @throws WrongUsageException if the size is none
     */
    public static Copying of(Map<String, String> environment) {
      return new Copying(folder(environment), size(environment));
    }

    private static Path folder(Map<String, String> environment) {
      String named = environment.getOrDefault("BOOKREEL_CACHE", "");
      if (!named.isBlank()) {
        return Path.of(named);
      }
      String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
      return caches.isBlank()
          ? Path.of(System.getProperty("user.home"), ".cache", "bookreel")
          : Path.of(caches, "bookreel");
    }

    private static ByteSize size(Map<String, String> environment) {
      String text = environment.getOrDefault(SIZE, "");
      return text.isBlank()
          ? USUAL_SIZE
          : ByteSize.parse(text)
              .orElseThrow(
                  () ->
                      new WrongUsageException(
                          "%s is '%s', which is no size. Write for example 10 GB"
                              .formatted(SIZE, text)));
    }
  }

  /**
   * Opens what lies in a store. Writes nothing to it.
   *
   * @param store closed with the lake, or if it cannot be opened
   * @param prefix without slashes at its ends; empty for the whole store
   * @param name tells the store from others whose objects have the same URIs
   * @throws LakeException if the store cannot be reached or read
   */
  public static ObjectLake open(ObjectStore store, String prefix, Copying copying, String name) {
    boolean opened = false;
    try {
      store.hasAny(prefix.isEmpty() ? "" : prefix + "/");
      Cache cache = new Cache(copying.folder().toAbsolutePath(), copying.size().bytes(), name);
      ObjectLake lake =
          new ObjectLake(new ObjectFileSystem(store, prefix, cache, name + "/" + prefix));
      opened = true;
      return lake;
    } catch (IOException e) {
      throw new LakeException("Cannot open %s: %s".formatted(store.uri(prefix), IoReason.of(e)), e);
    } finally {
      if (!opened) {
        store.close();
      }
    }
  }

  /** The folder of everything below the prefix. It is there, also when nothing is in it. */
  public Path root() {
    return files.root();
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new LakeException(
          "Cannot close %s: %s. Its copies on this machine may be left in the cache's folder"
              .formatted(root(), IoReason.of(e)),
          e);
    }
  }
}
