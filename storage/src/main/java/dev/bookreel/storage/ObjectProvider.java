package dev.bookreel.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.DirectoryStream.Filter;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is done with files of a lake in a store. It is not installed in Java: whoever opens a lake
 * has its paths.
 *
 * <p>A link is the creation of an object that must not exist yet; a move is an upload in one step.
 */
final class ObjectProvider extends FileSystemProvider {

  @Override
  public String getScheme() {
    return "object";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
    throw new UnsupportedOperationException("A lake in a store is opened by ObjectLake");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException("A lake in a store is opened by ObjectLake");
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException("A lake in a store is opened by ObjectLake");
  }

  private static ObjectFileSystem of(ObjectPath path) {
    return path.fileSystem();
  }

  private static Path local(ObjectPath path) {
    return of(path).local(path);
  }

  private static String key(ObjectPath path) {
    return of(path).key(path);
  }

  @Override
  public FileChannel newFileChannel(
      Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    ObjectPath path = ObjectPath.of(file);
    if (ObjectFileSystem.isLocal(path)) {
      return FileChannel.open(of(path).copy(path), options, attributes);
    }
    if (options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND)) {
      throw new UnsupportedOperationException(
          path + " is no file of this machine: it can be replaced, but not be written in place");
    }
    if (Files.isDirectory(local(path)) || key(path).isEmpty()) {
      return FileChannel.open(local(path), StandardOpenOption.READ);
    }
    return of(path).copies().open(key(path));
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    ObjectPath path = ObjectPath.of(file);
    boolean writes =
        options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
    if (!writes || ObjectFileSystem.isLocal(path)) {
      return newFileChannel(file, options, attributes);
    }
    return new UploadOnClose(path, options);
  }

  /** Writes a small file here, and to the store when it is closed. */
  private static final class UploadOnClose extends WrittenChannel {
    private final ObjectPath path;
    private final Path temporary;
    private final boolean exclusively;

    UploadOnClose(ObjectPath path, Set<? extends OpenOption> options) throws IOException {
      this(path, options, of(path).copy(path).resolveSibling(".written-" + UUID.randomUUID()));
    }

    private UploadOnClose(ObjectPath path, Set<? extends OpenOption> options, Path temporary)
        throws IOException {
      super(begun(path, options, temporary));
      this.path = path;
      this.temporary = temporary;
      this.exclusively = options.contains(StandardOpenOption.CREATE_NEW);
    }

    private static FileChannel begun(
        ObjectPath path, Set<? extends OpenOption> options, Path temporary) throws IOException {
      boolean keeps =
          !options.contains(StandardOpenOption.TRUNCATE_EXISTING)
              && !options.contains(StandardOpenOption.CREATE_NEW);
      FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try {
        if (keeps && of(path).objects().head(key(path)).isPresent()) {
          try (FileChannel old = of(path).copies().open(key(path))) {
            channel.transferFrom(old, 0, old.size());
          }
          channel.position(options.contains(StandardOpenOption.APPEND) ? channel.size() : 0);
        }
        return channel;
      } catch (IOException e) {
        channel.close();
        Files.deleteIfExists(temporary);
        throw e;
      }
    }

    @Override
    void written() throws IOException {
      try {
        if (exclusively) {
          create(path, temporary);
        } else {
          replace(path, temporary);
        }
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /** Uploads a file of this machine, replacing what is there, and keeps it as the copy. */
  private static void replace(ObjectPath path, Path content) throws IOException {
    String key = key(path);
    of(path).copies().forget(key);
    of(path).copies().keep(key, of(path).objects().write(key, content), content);
  }

  private static void create(ObjectPath path, Path content) throws IOException {
    String key = key(path);
    ObjectAttributes created = of(path).objects().create(key, content);
    of(path).copies().keepLinked(key, created, content);
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    ObjectPath target = ObjectPath.of(link);
    ObjectPath content = ObjectPath.of(existing);
    if (!ObjectFileSystem.isLocal(content)) {
      throw new UnsupportedOperationException("A store has no links: " + content);
    }
    if (ObjectFileSystem.isLocal(target)) {
      Files.createLink(of(target).copy(target), local(content));
    } else {
      create(target, local(content));
    }
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    ObjectPath from = ObjectPath.of(source);
    ObjectPath to = ObjectPath.of(target);
    if (ObjectFileSystem.isLocal(from) && ObjectFileSystem.isLocal(to)) {
      Files.move(local(from), of(to).copy(to), options);
    } else if (ObjectFileSystem.isLocal(from)) {
      replace(to, local(from));
    } else {
      copy(source, target, options);
      delete(source);
    }
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    ObjectPath from = ObjectPath.of(source);
    ObjectPath to = ObjectPath.of(target);
    boolean replaces = List.of(options).contains(StandardCopyOption.REPLACE_EXISTING);
    boolean atomic = List.of(options).contains(StandardCopyOption.ATOMIC_MOVE);
    try (var in = of(from).original(from);
        var out =
            Files.newOutputStream(
                to,
                StandardOpenOption.WRITE,
                replaces || atomic
                    ? StandardOpenOption.TRUNCATE_EXISTING
                    : StandardOpenOption.CREATE_NEW,
                StandardOpenOption.CREATE)) {
      in.transferTo(out);
    }
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(Path folder, Filter<? super Path> filter)
      throws IOException {
    List<Path> children = new ArrayList<>();
    for (Path child : children(ObjectPath.of(folder))) {
      if (filter.accept(child)) {
        children.add(child);
      }
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return children.iterator();
      }

      @Override
      public void close() {}
    };
  }

  private static List<Path> children(ObjectPath folder) throws IOException {
    List<Path> children = new ArrayList<>();
    Path local = local(folder);
    boolean isHere = Files.isDirectory(local);
    boolean isStored = !isLocalFolder(folder) && addStored(folder, children);
    if (!isHere && !isStored) {
      throw new NoSuchFileException(folder.toString());
    }
    if (isHere) {
      addLocal(folder, local, children);
    }
    return children;
  }

  /** Whether the folder is there. */
  private static boolean addStored(ObjectPath folder, List<Path> children) throws IOException {
    ObjectFileSystem files = of(folder);
    String key = key(folder);
    List<ObjectStore.Listed> stored;
    try {
      stored = files.objects().list(key.isEmpty() ? "" : key + "/");
    } catch (NoSuchFileException none) {
      return false;
    }
    for (ObjectStore.Listed listed : stored) {
      String name = listed.name().replaceFirst("/$", "");
      if (!listed.attributes().isDirectory()) {
        files.copies().learn(key.isEmpty() ? name : key + "/" + name, listed.attributes());
      }
      children.add(new ObjectPath(files, folder.local().resolve(name), listed.attributes()));
    }
    return true;
  }

  /** What is of this machine only, and folders that this process made. Copies are none of it. */
  private static void addLocal(ObjectPath folder, Path local, List<Path> children)
      throws IOException {
    Set<Path> known = new HashSet<>(children);
    try (Stream<Path> here = Files.list(local)) {
      here.forEach(
          path -> {
            ObjectPath child =
                new ObjectPath(of(folder), folder.local().resolve(path.getFileName()));
            if (!known.contains(child)
                && (ObjectFileSystem.isLocal(child) || Files.isDirectory(path))) {
              children.add(child);
            }
          });
    }
  }

  /** A folder that is of this machine, with all that is in it. */
  private static boolean isLocalFolder(ObjectPath folder) {
    return ObjectFileSystem.isLocal(folder)
        || (folder.name().startsWith(".") && Files.isDirectory(local(folder)));
  }

  @Override
  public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
    ObjectPath path = ObjectPath.of(folder);
    Files.createDirectory(of(path).copy(path), attributes);
  }

  @Override
  public void delete(Path file) throws IOException {
    ObjectPath path = ObjectPath.of(file);
    Optional<ObjectStore.Unfinished> upload = of(path).upload(path);
    if (upload.isPresent()) {
      of(path).objects().abort(upload.get());
      return;
    }
    if (ObjectFileSystem.isLocal(path) || isLocalFolder(path)) {
      Files.delete(local(path));
      return;
    }
    String key = key(path);
    if (!key.isEmpty() && of(path).objects().head(key).isPresent()) {
      of(path).objects().delete(key);
      of(path).copies().forget(key);
      return;
    }
    if (!children(path).isEmpty()) {
      throw new DirectoryNotEmptyException(file.toString());
    }
    of(path).objects().deleteFolder(key);
    if (!local(path).equals(of(path).base())) {
      deleteUnlessHeld(local(path));
    }
  }

  /** Copies that somebody reads go when he is done. */
  private static void deleteUnlessHeld(Path folder) throws IOException {
    try {
      Files.delete(folder);
    } catch (DirectoryNotEmptyException e) {
      // There is no folder any more, in the store.
    }
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path file, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) {
      throw new UnsupportedOperationException("A store has no attributes of " + type);
    }
    return type.cast(attributes(ObjectPath.of(file)));
  }

  private static BasicFileAttributes attributes(ObjectPath path) throws IOException {
    Optional<ObjectAttributes> listed = path.takeListed();
    if (listed.isPresent()) {
      return listed.get();
    }
    Optional<ObjectStore.Unfinished> upload = of(path).upload(path);
    if (upload.isPresent()) {
      return ObjectAttributes.ofObject(0, upload.get().begun(), "");
    }
    Path local = local(path);
    if (ObjectFileSystem.isLocal(path) || Files.isDirectory(local)) {
      return Files.readAttributes(local, BasicFileAttributes.class);
    }
    String key = key(path);
    ObjectAttributes attributes =
        of(path).objects().find(key).orElseThrow(() -> new NoSuchFileException(path.toString()));
    if (!attributes.isDirectory()) {
      of(path).copies().learn(key, attributes);
    }
    return attributes;
  }

  @Override
  public void checkAccess(Path file, AccessMode... modes) throws IOException {
    ObjectPath path = ObjectPath.of(file);
    if (ObjectFileSystem.isLocal(path)) {
      Path local = local(path);
      local.getFileSystem().provider().checkAccess(local, modes);
    } else {
      attributes(path);
    }
  }

  @Override
  public Map<String, Object> readAttributes(Path file, String names, LinkOption... options)
      throws IOException {
    BasicFileAttributes attributes = attributes(ObjectPath.of(file));
    Map<String, Object> values = new HashMap<>();
    values.put("size", attributes.size());
    values.put("lastModifiedTime", attributes.lastModifiedTime());
    values.put("isDirectory", attributes.isDirectory());
    values.put("isRegularFile", attributes.isRegularFile());
    return values;
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path file, Class<V> type, LinkOption... options) {
    return type == BasicFileAttributeView.class ? type.cast(new View(ObjectPath.of(file))) : null;
  }

  private record View(ObjectPath path) implements BasicFileAttributeView {
    @Override
    public String name() {
      return "basic";
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
      return attributes(path);
    }

    @Override
    public void setTimes(
        @Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created) {
      throw new UnsupportedOperationException("The store sets the times of objects itself");
    }
  }

  @Override
  public void setAttribute(Path file, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException("The store sets the attributes of objects itself");
  }

  @Override
  public boolean isSameFile(Path one, Path other) {
    return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
  }

  @Override
  public boolean isHidden(Path file) {
    return ObjectPath.of(file).name().startsWith(".");
  }

  /** Room is needed where the copies are. */
  @Override
  public FileStore getFileStore(Path file) throws IOException {
    return Files.getFileStore(of(ObjectPath.of(file)).base());
  }
}
