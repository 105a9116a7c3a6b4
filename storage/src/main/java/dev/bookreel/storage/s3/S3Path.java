package dev.bookreel.storage.s3;

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
 * A path in a lake on S3. It has the syntax of this machine's paths: {@code local} is where its
 * copy would lie, or relative.
 */
final class S3Path implements Path {
  private final S3FileSystem fileSystem;
  private final Path local;
  private final AtomicReference<@Nullable S3Attributes> listed;

  S3Path(S3FileSystem fileSystem, Path local) {
    this(fileSystem, local, null);
  }

  /**
   * @param listed what a listing that gave this path said of it: good for one look
   */
  S3Path(S3FileSystem fileSystem, Path local, @Nullable S3Attributes listed) {
    this.fileSystem = fileSystem;
    this.local = local;
    this.listed = new AtomicReference<>(listed);
  }

  static S3Path of(Path path) {
    if (path instanceof S3Path s3) {
      return s3;
    }
    throw new ProviderMismatchException(path + " is no path of a lake on S3");
  }

  Path local() {
    return local;
  }

  Optional<S3Attributes> takeListed() {
    return Optional.ofNullable(listed.getAndSet(null));
  }

  /** The absolute path within the lake, without {@code ..}; empty for the lake itself. */
  String relative() {
    Path absolute = S3Path.of(toAbsolutePath().normalize()).local;
    return fileSystem.base().relativize(absolute).toString();
  }

  String name() {
    Path name = local.getFileName();
    return name == null ? "" : name.toString();
  }

  private S3Path with(Path path) {
    return new S3Path(fileSystem, path);
  }

  /** What is above the lake does not exist here. */
  private @Nullable Path withIn(@Nullable Path path) {
    return path == null || (path.isAbsolute() && !path.startsWith(fileSystem.base()))
        ? null
        : with(path);
  }

  private Path localOf(Path other) {
    return S3Path.of(other).local;
  }

  @Override
  public FileSystem getFileSystem() {
    return fileSystem;
  }

  S3FileSystem fileSystem() {
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
    return other instanceof S3Path s3 && s3.fileSystem == fileSystem && local.startsWith(s3.local);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof S3Path s3 && s3.fileSystem == fileSystem && local.endsWith(s3.local);
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
    try {
      return new URI("s3", fileSystem.bucket(), "/" + fileSystem.key(this), null);
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
    throw new UnsupportedOperationException("S3 tells nobody of changes");
  }

  @Override
  public int compareTo(Path other) {
    return local.compareTo(localOf(other));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof S3Path s3 && s3.fileSystem == fileSystem && s3.local.equals(local);
  }

  @Override
  public int hashCode() {
    return Objects.hash(System.identityHashCode(fileSystem), local);
  }

  /** An absolute path as {@code s3://bucket/prefix/...}, another one as it is. */
  @Override
  public String toString() {
    return isAbsolute() ? fileSystem.uri(local) : local.toString();
  }
}
