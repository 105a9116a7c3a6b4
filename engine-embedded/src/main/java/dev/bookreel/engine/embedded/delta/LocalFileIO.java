package dev.bookreel.engine.embedded.delta;

import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.LocalCopies;
import dev.bookreel.file.Seals;
import dev.bookreel.file.Sha256;
import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.defaults.engine.fileio.PositionOutputStream;
import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import io.delta.kernel.defaults.engine.hadoopio.HadoopInputFile;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * Kernel's file access straight through {@code java.nio}, in whatever file system the table lies:
 * Hadoop's is never started, and no checksum files appear beside the log.
 *
 * <p>A log file is made under a temporary name, synced and then hard-linked to its own name: the
 * link fails if the name exists, so of two processes that commit the same version exactly one
 * succeeds (Kernel's default store looks first and renames afterwards, which loses commits).
 */
final class LocalFileIO implements FileIO {
  private static final String SCHEME = "file:";

  private final Path place;

  /**
   * @param place in the file system in which all paths are
   */
  LocalFileIO(Path place) {
    this.place = place;
  }

  /** Paths of other file systems than this machine's have a scheme of their own. */
  static String uri(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    return LocalCopies.isRemote(path) ? absolute.toString() : SCHEME + absolute;
  }

  /** A path in the file system that another path is of. */
  static Path path(Path place, String uri) {
    return place.resolve(
        uri.startsWith(SCHEME) ? uri.substring(SCHEME.length()).replaceFirst("^/+", "/") : uri);
  }

  private Path path(String uri) {
    return path(place, uri);
  }

  @Override
  public CloseableIterator<FileStatus> listFrom(String filePath) throws IOException {
    Path from = path(filePath);
    Path directory = parent(from);
    String first = from.getFileName().toString();
    try (Stream<Path> children = Files.list(directory)) {
      List<Path> found =
          children
              .filter(child -> child.getFileName().toString().compareTo(first) >= 0)
              .sorted(Comparator.comparing(child -> child.getFileName().toString()))
              .collect(Collectors.toList());
      return Utils.toCloseableIterator(found.iterator()).map(LocalFileIO::uncheckedStatus);
    } catch (NoSuchFileException e) {
      throw fileNotFound(directory, e);
    }
  }

  @Override
  public FileStatus getFileStatus(String path) throws IOException {
    return status(path(path));
  }

  @Override
  public String resolvePath(String path) {
    return uri(path(path));
  }

  @Override
  public boolean mkdirs(String path) throws IOException {
    DurableFiles.createDirectories(path(path));
    return true;
  }

  @Override
  public InputFile newInputFile(String path, long fileSize) {
    return new LocalInputFile(path(path), path, fileSize);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return new LocalOutputFile(path(path), path);
  }

  @Override
  public boolean delete(String path) throws IOException {
    return Files.deleteIfExists(path(path));
  }

  @Override
  public Optional<String> getConf(String confKey) {
    return Optional.empty();
  }

  @Override
  public void copyFileAtomically(String srcPath, String destPath, boolean overwrite)
      throws IOException {
    write(path(destPath), Files.readAllBytes(path(srcPath)), overwrite);
  }

  private static void write(Path target, byte[] content, boolean overwrite) throws IOException {
    if (!overwrite) {
      DurableFiles.createExclusively(target, content);
      Seals.write(target, Sha256.of(content));
      return;
    }
    Path temporary = DurableFiles.temporaryBeside(target);
    try {
      Files.write(temporary, content);
      replace(target, temporary);
    } finally {
      DurableFiles.deleteLeftOver(temporary);
    }
  }

  /**
   * Another writer's Hadoop may have put a checksum beside the file that is replaced; of the new
   * one it would be wrong, and Hadoop would refuse to read that.
   */
  static void replace(Path target, Path temporary) throws IOException {
    Files.deleteIfExists(target.resolveSibling("." + target.getFileName() + ".crc"));
    String sha256 = Sha256.of(temporary);
    Seals.remove(target);
    DurableFiles.rename(temporary, target);
    Seals.write(target, sha256);
  }

  private static FileStatus uncheckedStatus(Path path) {
    try {
      return status(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileStatus status(Path path) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return FileStatus.of(uri(path), attributes.size(), attributes.lastModifiedTime().toMillis());
    } catch (NoSuchFileException e) {
      throw fileNotFound(path, e);
    }
  }

  private static FileNotFoundException fileNotFound(Path path, NoSuchFileException cause) {
    FileNotFoundException notFound = new FileNotFoundException(path.toString());
    notFound.initCause(cause);
    return notFound;
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  /**
   * One of Hadoop's by its type only: of others Kernel reads Parquet with a configuration that it
   * makes anew for each, from XML in Hadoop's jar, which takes longer than reading a checkpoint.
   */
  private static final class LocalInputFile extends HadoopInputFile {
    private static final Configuration NO_SETTINGS = new Configuration(false);

    private final Path file;
    private final String path;

    LocalInputFile(Path file, String path, long bytes) {
      super(null, null, bytes);
      this.file = file;
      this.path = path;
    }

    @Override
    public Configuration configuration() {
      return NO_SETTINGS;
    }

    @Override
    public String path() {
      return path;
    }

    @Override
    public long length() throws IOException {
      return Files.size(file);
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
      try {
        return new ChannelInputStream(FileChannel.open(file, StandardOpenOption.READ));
      } catch (NoSuchFileException e) {
        throw fileNotFound(file, e);
      }
    }
  }

  private static final class ChannelInputStream extends SeekableInputStream {
    private final FileChannel channel;

    ChannelInputStream(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public long getPos() throws IOException {
      return channel.position();
    }

    @Override
    public void seek(long position) throws IOException {
      channel.position(position);
    }

    @Override
    public void readFully(byte[] bytes, int offset, int length) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new EOFException("Expected " + buffer.remaining() + " more bytes");
        }
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return channel.read(ByteBuffer.wrap(bytes, offset, length));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record LocalOutputFile(Path file, String path) implements OutputFile {
    /**
     * Checkpoints come this way; {@link WholeParquet} gives them their names when they are whole.
     */
    @Override
    public PositionOutputStream create(boolean atomicWrite) throws IOException {
      DurableFiles.createDirectories(parent(file));
      return new CountingOutput(file);
    }

    @Override
    public void writeAtomically(CloseableIterator<String> lines, boolean overwrite)
        throws IOException {
      StringBuilder content = new StringBuilder();
      try (lines) {
        while (lines.hasNext()) {
          content.append(lines.next()).append('\n');
        }
      }
      write(file, content.toString().getBytes(StandardCharsets.UTF_8), overwrite);
    }
  }

  private static final class CountingOutput extends PositionOutputStream {
    private final OutputStream out;
    private long position;

    CountingOutput(Path file) throws IOException {
      this.out =
          new BufferedOutputStream(
              Channels.newOutputStream(
                  FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)));
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int oneByte) throws IOException {
      out.write(oneByte);
      position++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      position += length;
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
