package dev.bookreel.storage;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent.Kind;
import java.nio.file.WatchEvent.Modifier;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A path in a lake in a store. It has the syntax of this machine's paths: {@code local} is where
 * its copy would lie, or relative.
 */
final class ObjectPath implements Path {
  private final ObjectFileSystem fileSystem;
  private final Path local;
  private final AtomicReference<@Nullable ObjectAttributes> listed;

  ObjectPath(ObjectFileSystem fileSystem, Path local) {
    this(fileSystem, local, null);
  }

  /**
   * @param listed what a listing that gave this path said of it: good for one look
   */
  ObjectPath(ObjectFileSystem fileSystem, Path local, @Nullable ObjectAttributes listed) {
    this.fileSystem = fileSystem;
    this.local = local;
    this.listed = new AtomicReference<>(listed);
  }

  static ObjectPath of(Path path) {
    if (path instanceof ObjectPath own) {
      return own;
    }
    throw new ProviderMismatchException(path + " is no path of a lake in a store");
  }

  Path local() {
    return local;
  }

  Optional<ObjectAttributes> takeListed() {
    return Optional.ofNullable(listed.getAndSet(null));
  }

  /** The absolute path within the lake, without {@code ..}; empty for the lake itself. */
  String relative() {
    Path absolute = ObjectPath.of(toAbsolutePath().normalize()).local;
    return fileSystem.base().relativize(absolute).toString();
  }

  String name() {
    Path name = local.getFileName();
    return name == null ? "" : name.toString();
  }

  private ObjectPath with(Path path) {
    return new ObjectPath(fileSystem, path);
  }

  /** What is above the lake does not exist here. */
  private @Nullable Path withIn(@Nullable Path path) {
    return path == null || (path.isAbsolute() && !path.startsWith(fileSystem.base()))
        ? null
        : with(path);
  }

  private Path localOf(Path other) {
    return ObjectPath.of(other).local;
  }

  @Override
  public FileSystem getFileSystem() {
    return fileSystem;
  }

  ObjectFileSystem fileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return local.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return isAbsolute() ? with(fileSystem.base()) : null;
  }

  @Override
  public @Nullable Path getFileName() {
    Path name = local.getFileName();
    return name == null ? null : with(name);
  }

  @Override
  public @Nullable Path getParent() {
    return withIn(local.getParent());
  }

  @Override
  public int getNameCount() {
    return local.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return with(local.getName(index));
  }

  @Override
  public Path subpath(int begin, int end) {
    return with(local.subpath(begin, end));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof ObjectPath own
        && own.fileSystem == fileSystem
        && local.startsWith(own.local);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof ObjectPath own
        && own.fileSystem == fileSystem
        && local.endsWith(own.local);
  }

  @Override
  public Path normalize() {
    return with(local.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return with(local.resolve(localOf(other)));
  }

  @Override
  public Path resolve(String other) {
    return resolve(fileSystem.getPath(other));
  }

  @Override
  public Path relativize(Path other) {
    return with(local.relativize(localOf(other)));
  }

  @Override
  public URI toUri() {
    String text = toAbsolutePath().normalize().toString();
    int authority = text.indexOf("://") + 3;
    int path = text.indexOf('/', authority);
    try {
      return new URI(
          text.substring(0, authority - 3),
          text.substring(authority, path),
          text.substring(path),
          null,
          null);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("No URI of " + this, e);
    }
  }

  @Override
  public Path toAbsolutePath() {
    return isAbsolute() ? this : with(fileSystem.base().resolve(local));
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return toAbsolutePath().normalize();
  }

  @Override
  public WatchKey register(WatchService watcher, Kind<?>[] events, Modifier... modifiers) {
    throw new UnsupportedOperationException("A store tells nobody of changes");
  }

  @Override
  public int compareTo(Path other) {
    return local.compareTo(localOf(other));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ObjectPath own
        && own.fileSystem == fileSystem
        && own.local.equals(local);
  }

  @Override
  public int hashCode() {
    return Objects.hash(System.identityHashCode(fileSystem), local);
  }

  /**
   * An absolute path with what names the store, as in {@code s3://bucket/prefix/...}, another one
   * as it is.
   */
  @Override
  public String toString() {
    return isAbsolute() ? fileSystem.uri(local) : local.toString();
  }
}
