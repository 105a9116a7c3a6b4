package dev.bookreel.source.ftp;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.Checksum;
import dev.bookreel.source.FileState;
import dev.bookreel.source.FileTree;
import dev.bookreel.source.ftp.FtpConnection.SlowAnswerException;
import dev.bookreel.source.remote.Pool;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Folders and files of an FTP server. One connection is open for each file that is being read. */
final class FtpTree implements FileTree {
  private static final Logger LOG = LoggerFactory.getLogger(FtpTree.class);

  private final FtpAccess access;
  private final Pool<FtpConnection> pool;

  /** Until the server refuses it once. */
  private volatile boolean resumable = true;

  FtpTree(FtpAccess access) {
    this.access = access;
    this.pool = new Pool<>(() -> FtpConnection.open(access));
  }

  /** Connects and logs in, to see whether that works. */
  void connect() throws IOException {
    ask(connection -> true);
  }

  @Override
  public List<Entry> list(String folder) throws IOException {
    return ask(connection -> new FtpListing(connection, this::location).of(folder));
  }

  @Override
  public Optional<FileState> state(String path) throws IOException {
    return ask(connection -> new FtpStates(connection, this::location).of(path));
  }

  @Override
  public Optional<Checksum> checksum(String path) throws IOException {
    return ask(
        connection -> {
          try {
            return new FtpChecksums(connection).of(path);
          } catch (SlowAnswerException e) {
            LOG.warn(
                "{}: the server takes too long to sum it up: only size and time are compared",
                location(path));
            connection.cut();
            return Optional.empty();
          }
        });
  }

  @Override
  public InputStream open(String path, long offset, FileState as) throws IOException {
    if (offset > 0 && as.bytes().isPresent() && as.bytes().getAsLong() == offset) {
      // Everything came, only the server's word for it did not.
      return InputStream.nullInputStream();
    }
    return pool.use(
        lease -> {
          FtpConnection connection = lease.connection();
          try {
            return new FtpDownload(begin(connection, path, offset), lease, location(path));
          } catch (LakeException e) {
            throw e;
          } catch (RuntimeException e) {
            throw connection.odd(e);
          }
        });
  }

  private Socket begin(FtpConnection connection, String path, long offset) throws IOException {
    Optional<Socket> data = connection.transfer("RETR", connection.at(path), offset);
    if (data.isPresent()) {
      return data.get();
    }
    FtpReply reply = connection.reply();
    if (connection.refusedOffset()) {
      resumable = false;
      throw new IOException(
          "%s does not begin in the middle of a file: %s".formatted(access, reply.text()));
    }
    if (reply.isForNow() && !reply.saysMissing()) {
      throw new IOException("%s is not sent: %s".formatted(location(path), reply.text()));
    }
    throw new LakeException(
        "%s cannot be read: the server answers %s. See whether it is still there, and whether '%s' may read it"
            .formatted(location(path), reply.text(), access.user()));
  }

  @Override
  public boolean resumable() {
    return resumable;
  }

  @Override
  public String location(String path) {
    return access.place().location(path);
  }

  @Override
  public void close() {
    pool.close();
  }

  private interface Question<T> {
    T of(FtpConnection connection) throws IOException;
  }

  /** Commons Net throws anything at answers that it does not understand. */
  private <T> T ask(Question<T> question) throws IOException {
    return pool.ask(
        lease -> {
          try {
            return question.of(lease.connection());
          } catch (LakeException e) {
            throw e;
          } catch (RuntimeException e) {
            throw lease.connection().odd(e);
          }
        });
  }
}
