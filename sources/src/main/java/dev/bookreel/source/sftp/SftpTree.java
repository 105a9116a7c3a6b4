package dev.bookreel.source.sftp;

import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import dev.bookreel.source.Checksum;
import dev.bookreel.source.FileState;
import dev.bookreel.source.FileTree;
import dev.bookreel.source.remote.Pool;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClient.Attribute;
import org.apache.sshd.sftp.client.SftpClient.Attributes;
import org.apache.sshd.sftp.client.SftpClient.DirEntry;
import org.apache.sshd.sftp.client.extensions.CheckFileNameExtension;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/** Folders and files of an SSH server: one session, a channel for each file that is being read. */
final class SftpTree implements FileTree {
  /** In one request; as many are on their way as the window has room for. */
  private static final int REQUEST_BYTES = 32 * 1024;

  private static final int MOST_ENTRIES = 1_000_000;
  private static final Map<String, String> CHECKSUMS = Map.of("sha256", "SHA-256", "md5", "MD5");

  private final SftpAccess access;
  private final SshSessions sessions;
  private final Pool<SftpChannel> pool;

  SftpTree(SftpAccess access) {
    this.access = access;
    this.sessions = new SshSessions(access);
    this.pool = new Pool<>(sessions::open);
  }

  /** Connects and logs in, to see whether that works. */
  void connect() throws IOException {
    pool.ask(lease -> true);
  }

  @Override
  public List<Entry> list(String folder) throws IOException {
    return ask(folder, client -> entries(client, folder)).orElse(List.of());
  }

  private List<Entry> entries(SftpClient client, String folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (SftpClient.CloseableHandle handle = client.openDir(at(folder))) {
      for (List<DirEntry> part = client.readDir(handle);
          part != null;
          part = client.readDir(handle)) {
        for (DirEntry entry : part) {
          entries.add(
              new Entry(
                  entry.getFilename(),
                  isFolder(client, folder, entry.getFilename(), entry.getAttributes())));
        }
        if (entries.size() > MOST_ENTRIES) {
          throw new LakeException(
              "%s has more than %d names. Have the files put into several folders"
                  .formatted(location(folder), MOST_ENTRIES));
        }
      }
    }
    return entries;
  }

  private boolean isFolder(SftpClient client, String folder, String name, Attributes attributes)
      throws IOException {
    if (!attributes.isSymbolicLink() || name.indexOf('/') >= 0) {
      return attributes.isDirectory();
    }
    try {
      return client.stat(at(folder.isEmpty() ? name : folder + "/" + name)).isDirectory();
    } catch (SftpException leadsNowhere) {
      return false;
    }
  }

  @Override
  public Optional<FileState> state(String path) throws IOException {
    Optional<Attributes> found = ask(path, client -> client.stat(at(path)));
    if (found.isPresent()
        && found.get().getFlags().contains(Attribute.Perms)
        && !found.get().isRegularFile()) {
      throw new LakeException(
          "%s is not a file. Have a file put there, or correct 'delivery' in the table's definition"
              .formatted(location(path)));
    }
    return found.map(SftpTree::state);
  }

  private static FileState state(Attributes attributes) {
    boolean sized = attributes.getFlags().contains(Attribute.Size);
    boolean timed = attributes.getFlags().contains(Attribute.ModifyTime);
    Optional<Instant> modified =
        timed
            ? Optional.of(attributes.getModifyTime().toInstant().truncatedTo(ChronoUnit.SECONDS))
            : Optional.empty();
    return new FileState(
        sized ? OptionalLong.of(attributes.getSize()) : OptionalLong.empty(),
        modified,
        Optional.empty());
  }

  @Override
  public InputStream open(String path, long offset, FileState as) throws IOException {
    return pool.use(
        lease -> {
          SftpClient client = lease.connection().client();
          try {
            InputStream in = client.read(at(path), REQUEST_BYTES);
            if (in.skip(offset) != offset) {
              throw new IOException("cannot begin at byte " + offset);
            }
            return new SftpDownload(in, lease, location(path), sessions);
          } catch (SftpException e) {
            throw refusal(path, e);
          } catch (IOException e) {
            sessions.doubt(lease.connection().session());
            throw told(path, e);
          }
        });
  }

  @Override
  public boolean resumable() {
    return true;
  }

  /** By an extension that OpenSSH does not have and some others do. */
  @Override
  public Optional<Checksum> checksum(String path) throws IOException {
    return ask(path, client -> checksum(client, at(path))).flatMap(it -> it);
  }

  private static Optional<Checksum> checksum(SftpClient client, String path) throws IOException {
    CheckFileNameExtension extension = client.getExtension(CheckFileNameExtension.class);
    if (extension == null || !extension.isSupported()) {
      return Optional.empty();
    }
    try {
      Map.Entry<String, Collection<byte[]>> sums =
          extension.checkFileName(path, List.of("sha256", "md5"), 0, 0, 0);
      String algorithm = CHECKSUMS.get(sums.getKey());
      return algorithm == null || sums.getValue().size() != 1
          ? Optional.empty()
          : Optional.of(
              new Checksum(algorithm, HexFormat.of().formatHex(sums.getValue().iterator().next())));
    } catch (SftpException unsupported) {
      return Optional.empty();
    }
  }

  @Override
  public String location(String path) {
    return access.place().location(path);
  }

  @Override
  public void close() {
    pool.close();
    sessions.close();
  }

  /** Where a path of the source is on the server: relative ones begin where the login leads. */
  private String at(String path) {
    if (access.place().fromRoot()) {
      return "/" + path;
    }
    return path.isEmpty() ? "." : path;
  }

  private interface Question<T> {
    T of(SftpClient client) throws IOException;
  }

  /** The answer; empty if there is nothing of that path. */
  private <T> Optional<T> ask(String path, Question<T> question) throws IOException {
    return pool.ask(
        lease -> {
          try {
            return Optional.of(question.of(lease.connection().client()));
          } catch (SftpException e) {
            if (isMissing(e)) {
              return Optional.empty();
            }
            throw refusal(path, e);
          } catch (IOException e) {
            sessions.doubt(lease.connection().session());
            throw told(path, e);
          } catch (LakeException e) {
            throw e;
          } catch (RuntimeException e) {
            sessions.doubt(lease.connection().session());
            throw new IOException(
                "%s answers what cannot be understood: %s".formatted(access, e.getMessage()), e);
          }
        });
  }

  private static boolean isMissing(SftpException e) {
    return switch (e.getStatus()) {
      case SftpConstants.SSH_FX_NO_SUCH_FILE,
          SftpConstants.SSH_FX_NO_SUCH_PATH,
          SftpConstants.SSH_FX_NOT_A_DIRECTORY ->
          true;
      default -> false;
    };
  }

  /** The server answered, so the channel is sound: either it may answer otherwise later, or not. */
  private IOException refusal(String path, SftpException e) {
    String reason = SftpConstants.getStatusName(e.getStatus()).replace("SSH_FX_", "");
    String words = reason.toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    return switch (e.getStatus()) {
      case SftpConstants.SSH_FX_PERMISSION_DENIED ->
          throw new LakeException(
              "%s cannot be read: permission denied. Have it made readable for '%s'"
                  .formatted(location(path), access.user()),
              e);
      case SftpConstants.SSH_FX_NO_SUCH_FILE, SftpConstants.SSH_FX_NO_SUCH_PATH ->
          throw new LakeException(
              "%s is not there any more. Fetch again when it is back".formatted(location(path)), e);
      default ->
          new IOException(
              "%s: the server answers: %s (%s)".formatted(location(path), e.getMessage(), words),
              e);
    };
  }

  private IOException told(String path, IOException e) {
    return new IOException("%s: %s".formatted(location(path), IoReason.of(e)), e);
  }
}
