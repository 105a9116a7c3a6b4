package dev.bookreel.engine.spark;

import static org.apache.hadoop.fs.Options.OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY;
import static org.apache.hadoop.fs.Options.OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY_RANDOM;

import dev.bookreel.storage.ObjectAttributes;
import dev.bookreel.storage.ObjectStore;
import dev.bookreel.storage.ReplacedObjectException;
import dev.bookreel.storage.Sums;
import dev.bookreel.storage.WholeStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;
import org.apache.hadoop.util.functional.FutureIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Hadoop's connectors reach, and thereby Spark: S3, Azure, Google's storage, HDFS. */
final class HadoopStore implements ObjectStore {
  private static final Logger log = LoggerFactory.getLogger(HadoopStore.class);
  private static final Pattern TEMPORARY = Pattern.compile("\\.(.+)\\.[0-9a-f-]{36}\\.tmp");
  private static final String CONDITION =
      Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

  private static final int BUFFER_BYTES = 256 * 1024;

  /** How often a name is written that others write at the same time. */
  private static final int ATTEMPTS = 20;

  private final FileSystem files;
  private final Optional<FileContext> replacing;
  private final Path root;
  private final Path lake;
  private final Creation creation;

  /** How a file comes to be in one step, so that of several that create it one succeeds. */
  private enum Creation {
    /** The store is asked, when all is written, to take it only if nothing is there. */
    CONDITIONAL,
    /** It is there when all is written, and whoever is second is refused. */
    WHEN_CLOSED,
    /** It is written under another name, and a name that is taken is not given again. */
    RENAME
  }

  /**
   * @param root of the file system, without a path
   * @param lake the key of a folder; it stays, and so do those above it, when nothing is in them
   * @throws IOException if the connector is missing or cannot reach it, or if two that create the
   *     same file there could both succeed
   */
  HadoopStore(Path root, String lake, Configuration configuration) throws IOException {
    this.root = root;
    this.lake = path(root, lake);
    this.creation = creation(root);
    this.files = FileSystem.newInstance(root.toUri(), configuration);
    boolean opened = false;
    try {
      this.replacing =
          root.toUri().getScheme().equals("hdfs")
              ? Optional.of(FileContext.getFileContext(root.toUri(), configuration))
              : Optional.empty();
      if (creation == Creation.CONDITIONAL && !files.hasPathCapability(root, CONDITION)) {
        throw refusal(
            root, "This connector does not write conditionally. Use Hadoop 3.4.2 or later");
      }
      if (creation != Creation.CONDITIONAL) {
        requireContainer();
      }
      opened = true;
    } finally {
      if (!opened) {
        files.close();
      }
    }
  }

  /** S3's connector has looked by itself. */
  private void requireContainer() throws IOException {
    try {
      files.getFileStatus(root);
    } catch (FileNotFoundException missing) {
      throw new FileSystemException(
          root.toString(),
          null,
          "there is no such container or bucket. Make it, or correct its name");
    } catch (IOException e) {
      log.debug("Who may not ask for {} may still read and write there", root, e);
    }
  }

  private static Creation creation(Path root) throws IOException {
    return switch (root.toUri().getScheme()) {
      case "s3a" -> Creation.CONDITIONAL;
      case "gs" -> Creation.WHEN_CLOSED;
      case "abfs", "abfss", "hdfs" -> Creation.RENAME;
      default -> throw refusal(root, "Use s3a, abfss, gs or hdfs");
    };
  }

  private static IOException refusal(Path root, String fix) {
    return new FileSystemException(
        root.toString(),
        null,
        "nothing says that of two that create the same file there one fails, and commits could get lost. "
            + fix);
  }

  private Path path(String key) {
    return path(root, key);
  }

  private static Path path(Path root, String key) {
    return key.isEmpty() ? root : new Path(root, "/" + key);
  }

  /** The folder that a prefix ends with. */
  private Path folder(String prefix) {
    return path(prefix.replaceFirst("/$", ""));
  }

  @Override
  public String uri(String key) {
    return root.toUri().getScheme() + "://" + root.toUri().getAuthority() + "/" + key;
  }

  @Override
  public List<Listed> list(String prefix) throws IOException {
    // Azure's connector may tell of a folder twice: as an object, and as what others lie in.
    Map<String, Listed> found = new LinkedHashMap<>();
    try {
      for (FileStatus each : files.listStatus(folder(prefix))) {
        String name = each.getPath().getName();
        if (each.isDirectory()) {
          found.put(name, new Listed(name + "/", ObjectAttributes.FOLDER));
        } else if (!TEMPORARY.matcher(name).matches()) {
          found.put(name, new Listed(name, attributes(each)));
        }
      }
    } catch (FileNotFoundException none) {
      throw missing(prefix, none);
    }
    return List.copyOf(found.values());
  }

  @Override
  public boolean hasAny(String prefix) throws IOException {
    return hasAny(folder(prefix));
  }

  private boolean hasAny(Path folder) throws IOException {
    try {
      return files.listStatusIterator(folder).hasNext();
    } catch (FileNotFoundException none) {
      return false;
    }
  }

  @Override
  public Optional<ObjectAttributes> find(String key) throws IOException {
    try {
      FileStatus status = files.getFileStatus(path(key));
      return Optional.of(status.isDirectory() ? ObjectAttributes.FOLDER : attributes(status));
    } catch (FileNotFoundException none) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<ObjectAttributes> head(String key) throws IOException {
    return find(key).filter(found -> !found.isDirectory());
  }

  private static ObjectAttributes attributes(FileStatus status) {
    return ObjectAttributes.ofObject(
        status.getLen(), Instant.ofEpochMilli(status.getModificationTime()), etag(status));
  }

  /** Another one for another content: where the store has none, of what a new file has anew. */
  private static String etag(FileStatus status) {
    String etag = status instanceof EtagSource source ? source.getEtag() : null;
    if (etag != null && !etag.isEmpty()) {
      return etag;
    }
    long file = status instanceof HdfsFileStatus hdfs ? hdfs.getFileId() : 0;
    return "%d-%d-%d".formatted(status.getModificationTime(), status.getLen(), file);
  }

  @Override
  public Optional<Content> read(String key, java.nio.file.Path target, Optional<String> unlessEtag)
      throws IOException {
    ObjectAttributes attributes = head(key).orElseThrow(() -> new NoSuchFileException(uri(key)));
    if (unlessEtag.filter(attributes.etag()::equals).isPresent()) {
      return Optional.empty();
    }
    CRC32C sum = new CRC32C();
    try (InputStream in = open(key, attributes.size());
        OutputStream out = new CheckedOutputStream(Files.newOutputStream(target), sum)) {
      in.transferTo(out);
    }
    return Optional.of(new Content(attributes, sum.getValue()));
  }

  /** Told what is read, a connector asks for no more. */
  @Override
  public long readPart(String key, String etag, long start, int bytes, java.nio.file.Path target)
      throws IOException {
    byte[] content = new byte[bytes];
    try {
      FileStatus status = files.getFileStatus(path(key));
      if (!etag(status).equals(etag)) {
        throw new ReplacedObjectException(uri(key), null);
      }
      try (FSDataInputStream in =
          FutureIO.awaitFuture(
              files
                  .openFile(path(key))
                  .opt(FS_OPTION_OPENFILE_READ_POLICY, FS_OPTION_OPENFILE_READ_POLICY_RANDOM)
                  .withFileStatus(status)
                  .build())) {
        in.readFully(start, content);
      }
    } catch (FileNotFoundException gone) {
      throw missing(key, gone);
    }
    Files.write(target, content);
    CRC32C sum = new CRC32C();
    sum.update(content);
    return sum.getValue();
  }

  @Override
  public InputStream open(String key) throws IOException {
    return open(key, head(key).orElseThrow(() -> new NoSuchFileException(uri(key))).size());
  }

  private InputStream open(String key, long bytes) throws IOException {
    try {
      return new WholeStream(files.open(path(key), BUFFER_BYTES), bytes);
    } catch (FileNotFoundException gone) {
      throw missing(key, gone);
    }
  }

  private NoSuchFileException missing(String key, FileNotFoundException cause) {
    NoSuchFileException missing = new NoSuchFileException(uri(key));
    missing.initCause(cause);
    return missing;
  }

  @Override
  public ObjectAttributes write(String key, java.nio.file.Path content) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return written(key, content);
      } catch (IOException e) {
        if (attempt == ATTEMPTS || !isOfOthers(e)) {
          throw e;
        }
      }
    }
  }

  private ObjectAttributes written(String key, java.nio.file.Path content) throws IOException {
    if (creation == Creation.RENAME) {
      rename(key, content, temporary -> replace(temporary, key));
    } else {
      send(content, files.create(path(key), true));
    }
    return attributes(files.getFileStatus(path(key)));
  }

  /**
   * Google's connector refuses to replace what somebody else replaced meanwhile, and Azure's has no
   * way to replace in one step: what was just written may be gone for a moment, or not ours.
   */
  private static boolean isOfOthers(IOException failure) {
    return failure instanceof FileAlreadyExistsException
        || failure instanceof FileNotFoundException
        || String.valueOf(failure.getMessage()).contains("412 Precondition Failed");
  }

  private void replace(Path temporary, String key) throws IOException {
    if (replacing.isPresent()) {
      replacing.get().rename(temporary, path(key), Options.Rename.OVERWRITE);
    } else if (!files.rename(temporary, path(key))) {
      files.delete(path(key), false);
      renameUnlessTaken(temporary, key);
    }
  }

  @Override
  public ObjectAttributes create(String key, java.nio.file.Path content) throws IOException {
    try {
      if (creation == Creation.RENAME) {
        rename(key, content, temporary -> renameUnlessTaken(temporary, key));
      } else {
        createAtClose(key, content);
      }
    } catch (IOException e) {
      return settle(key, content, e);
    }
    return attributes(files.getFileStatus(path(key)));
  }

  /** A way to give a file that is whole its own name. */
  @FunctionalInterface
  private interface Renaming {
    void of(Path temporary) throws IOException;
  }

  private void rename(String key, java.nio.file.Path content, Renaming renaming)
      throws IOException {
    Path path = path(key);
    Path temporary =
        new Path(path.getParent(), ".%s.%s.tmp".formatted(path.getName(), UUID.randomUUID()));
    try (OutputStream out = files.create(temporary, false)) {
      Files.copy(content, out);
    }
    boolean isRenamed = false;
    try {
      renaming.of(temporary);
      isRenamed = true;
    } finally {
      if (!isRenamed) {
        files.delete(temporary, false);
      }
    }
  }

  /** What is not whole is not closed, for that could create it. */
  private static void send(java.nio.file.Path content, FSDataOutputStream out) throws IOException {
    boolean isWhole = false;
    try {
      Files.copy(content, out);
      isWhole = true;
    } finally {
      if (isWhole) {
        out.close();
      } else if (out.hasCapability(StreamCapabilities.ABORTABLE_STREAM)) {
        out.abort();
      }
    }
  }

  private void renameUnlessTaken(Path temporary, String key) throws IOException {
    if (!files.rename(temporary, path(key))) {
      throw new FileAlreadyExistsException(uri(key));
    }
  }

  private void createAtClose(String key, java.nio.file.Path content) throws IOException {
    var builder = files.createFile(path(key)).recursive();
    if (creation == Creation.CONDITIONAL) {
      builder.overwrite(true).must(CONDITION, true);
    } else {
      builder.overwrite(false);
    }
    send(content, builder.build());
  }

  /**
   * A failure does not say that nothing was written: the answer may have got lost, and then the
   * connector's own next attempt meets what the one before wrote. What is there now tells: nobody
   * else creates the same content.
   */
  private ObjectAttributes settle(String key, java.nio.file.Path content, IOException failure)
      throws IOException {
    Optional<ObjectAttributes> there;
    try {
      there = head(key);
      if (there.isPresent()
          && there.get().size() == Files.size(content)
          && sum(key, there.get().size()) == Sums.number(content, 0, Files.size(content))) {
        return there.get();
      }
    } catch (IOException unknown) {
      unknown.addSuppressed(failure);
      throw unknown;
    }
    if (there.isPresent()) {
      FileAlreadyExistsException exists = new FileAlreadyExistsException(uri(key));
      exists.initCause(failure);
      throw exists;
    }
    throw failure;
  }

  private long sum(String key, long bytes) throws IOException {
    CRC32C sum = new CRC32C();
    try (InputStream in = open(key, bytes);
        OutputStream out = new CheckedOutputStream(OutputStream.nullOutputStream(), sum)) {
      in.transferTo(out);
    }
    return sum.getValue();
  }

  /** Folders of the lake go with what was last in them. */
  @Override
  public void delete(String key) throws IOException {
    files.delete(path(key), false);
    for (Path folder = path(key).getParent();
        !folder.equals(lake) && !folder.isRoot() && !hasAny(folder);
        folder = folder.getParent()) {
      files.delete(folder, false);
    }
  }

  @Override
  public void deleteFolder(String key) throws IOException {
    if (!path(key).equals(lake)) {
      delete(key);
    }
  }

  /** Files that were written under another name, and not renamed. */
  @Override
  public List<Unfinished> unfinished(String prefix) throws IOException {
    List<Unfinished> found = new ArrayList<>();
    if (creation != Creation.RENAME || !hasAny(prefix)) {
      return found;
    }
    RemoteIterator<LocatedFileStatus> all = files.listFiles(folder(prefix), true);
    while (all.hasNext()) {
      FileStatus each = all.next();
      Matcher name = TEMPORARY.matcher(each.getPath().getName());
      if (name.matches()) {
        String key = each.getPath().toUri().getPath().substring(1);
        found.add(
            new Unfinished(
                key.substring(0, key.lastIndexOf('/') + 1) + name.group(1),
                key,
                Instant.ofEpochMilli(each.getModificationTime())));
      }
    }
    return found;
  }

  @Override
  public void abort(Unfinished writing) throws IOException {
    files.delete(path(writing.id()), false);
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
