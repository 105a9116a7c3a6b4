package dev.bookreel.storage;

import dev.bookreel.file.Inventory.LeftOver;
import dev.bookreel.file.RemoteFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files below one prefix of a store. A file is whole from the moment it is there, and folders
 * are there while something is in them. What counts on one machine only stays on it: temporary
 * files, locks, and what lies in folders whose names begin with a dot.
 */
final class ObjectFileSystem extends FileSystem implements RemoteFiles {
  private final ObjectProvider provider = new ObjectProvider();
  private final ObjectStore store;
  private final String prefix;
  private final Mirror mirror;
  private final Path base;
  private final Path locks;
  private final Copies copies;
  private final Map<Path, ObjectStore.Unfinished> uploads = new ConcurrentHashMap<>();
  private volatile boolean open = true;

  /**
   * @param store closed with this
   * @param prefix without slashes at its ends; empty for the whole store
   * @param place tells the lake from others on this machine
   */
  ObjectFileSystem(ObjectStore store, String prefix, Cache cache, String place) throws IOException {
    this.store = store;
    this.prefix = prefix;
    this.mirror = Mirror.make(cache.folder());
    this.base = mirror.folder().resolve("lake");
    Files.createDirectory(base);
    this.locks =
        cache
            .folder()
            .resolve("locks")
            .resolve(UUID.nameUUIDFromBytes(place.getBytes(StandardCharsets.UTF_8)).toString());
    this.copies = new Copies(store, cache, mirror.folder());
  }

  /** Where the copy of the whole lake would lie. */
  Path base() {
    return base;
  }

  ObjectStore objects() {
    return store;
  }

  Copies copies() {
    return copies;
  }

  Path root() {
    return new ObjectPath(this, base);
  }

  /** The key of an object, without a slash at its end. */
  String key(ObjectPath path) {
    String relative = path.relative();
    return prefix.isEmpty() ? relative : relative.isEmpty() ? prefix : prefix + "/" + relative;
  }

  String uri(Path local) {
    String relative = base.relativize(local).toString();
    String key =
        prefix.isEmpty() ? relative : relative.isEmpty() ? prefix : prefix + "/" + relative;
    return store.uri(key);
  }

  /** Whether a path is of this machine only. */
  static boolean isLocal(ObjectPath path) {
    Path relative = Path.of(path.relative());
    String name = path.name();
    if (isLock(name) || (name.startsWith(".") && name.endsWith(".tmp"))) {
      return true;
    }
    for (int i = 0; i < relative.getNameCount() - 1; i++) {
      if (relative.getName(i).toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  static boolean isLock(String name) {
    return name.startsWith(".") && name.endsWith(".lock");
  }

  /** Where a path of this machine only lies; for another one, where its copy does. */
  Path local(ObjectPath path) {
    ObjectPath absolute = ObjectPath.of(path.toAbsolutePath().normalize());
    return isLock(absolute.name()) ? locks.resolve(absolute.relative()) : absolute.local();
  }

  @Override
  public Path folder(Path folder) {
    return local(ObjectPath.of(folder));
  }

  @Override
  public Path copy(Path file) {
    Path copy = local(ObjectPath.of(file));
    try {
      Files.createDirectories(copy.resolveSibling(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy;
  }

  @Override
  public Hold hold(Collection<Path> files) throws IOException {
    Map<Path, String> keys = new LinkedHashMap<>();
    for (Path file : files) {
      ObjectPath path = ObjectPath.of(file);
      if (isLocal(path)) {
        Files.size(local(path));
      } else {
        keys.put(local(path), key(path));
      }
    }
    return copies.hold(keys);
  }

  @Override
  public SeekableByteChannel parts(Path file) throws IOException {
    ObjectPath path = ObjectPath.of(file);
    return isLocal(path)
        ? FileChannel.open(local(path), StandardOpenOption.READ)
        : copies.parts(key(path));
  }

  @Override
  public void publish(Path file) throws IOException {
    ObjectPath path = ObjectPath.of(file);
    if (isLocal(path)) {
      return;
    }
    String key = key(path);
    copies.keep(key, store.write(key, local(path)), local(path));
  }

  @Override
  public InputStream original(Path file) throws IOException {
    ObjectPath path = ObjectPath.of(file);
    return isLocal(path) ? Files.newInputStream(local(path)) : store.open(key(path));
  }

  /** An unfinished upload is shown as the temporary file that it would be on a disk. */
  @Override
  public List<LeftOver> unfinished(Path folder) throws IOException {
    String below = key(ObjectPath.of(folder));
    List<LeftOver> found = new ArrayList<>();
    for (ObjectStore.Unfinished upload : store.unfinished(below.isEmpty() ? "" : below + "/")) {
      Path file = base.resolve(upload.key().substring(prefix.isEmpty() ? 0 : prefix.length() + 1));
      UUID id = UUID.nameUUIDFromBytes(upload.id().getBytes(StandardCharsets.UTF_8));
      Path temporary = file.resolveSibling(".%s.%s.tmp".formatted(file.getFileName(), id));
      uploads.put(temporary, upload);
      found.add(
          new LeftOver(new ObjectPath(this, temporary), 0, "an upload that was not finished"));
    }
    return found;
  }

  /** The upload that a temporary file stands for. */
  Optional<ObjectStore.Unfinished> upload(ObjectPath path) {
    return Optional.ofNullable(uploads.get(local(path)));
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() throws IOException {
    if (open) {
      open = false;
      try {
        copies.close();
      } finally {
        store.close();
        mirror.close();
      }
    }
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(root());
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic");
  }

  /** A text that begins with the lake's URI or with a slash is absolute. */
  @Override
  public Path getPath(String first, String... more) {
    String text = more.length == 0 ? first : first + "/" + String.join("/", more);
    String own = store.uri(prefix);
    if (text.startsWith(own.substring(0, own.indexOf("://") + 3))) {
      if (!text.equals(own) && !text.startsWith(own + (own.endsWith("/") ? "" : "/"))) {
        throw new InvalidPathException(text, "it does not lie in " + own);
      }
      text = "/" + text.substring(own.length());
    }
    return text.startsWith("/")
        ? new ObjectPath(this, base.resolve(text.replaceFirst("^/+", "")))
        : new ObjectPath(this, Path.of(text));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = base.getFileSystem().getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(ObjectPath.of(path).local());
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException("A store knows no users of files");
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("A store tells nobody of changes");
  }
}
