package dev.bookreel.source.ftp;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.remote.CrowdedException;
import dev.bookreel.source.remote.Pool;
import dev.bookreel.tls.TlsTrust;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.apache.commons.net.ftp.FTPReply;
import org.jspecify.annotations.Nullable;

/** One connection to an FTP server, logged in. One thread uses it at a time. */
final class FtpConnection implements Pool.Connection {
  private static final int GOODBYE_MILLIS = 1000;

  private final FtpAccess access;
  private final FTPClient client;
  private final DataCommands data;
  private volatile @Nullable Socket transfer;
  private String home = "";

  private <T extends FTPClient & DataCommands> FtpConnection(FtpAccess access, T client) {
    this.access = access;
    this.client = client;
    this.data = client;
  }

  /**
   * Connects and logs in.
   *
   * @throws CrowdedException if the server lets no more in for now
   * @throws IOException if it cannot be reached
   * @throws LakeException if it refuses, or its certificate is not to be trusted
   */
  static FtpConnection open(FtpAccess access) throws IOException {
    FtpConnection connection =
        access.tls() == FtpTls.NONE
            ? new FtpConnection(access, new PlainClient())
            : new FtpConnection(
                access,
                new TlsClient(
                    access.tls() == FtpTls.IMPLICIT,
                    access.trust().context(),
                    access.trust().isChecking()));
    boolean done = false;
    try {
      connection.connect();
      connection.login();
      connection.prepare();
      done = true;
      return connection;
    } catch (LakeException e) {
      throw e;
    } catch (RuntimeException e) {
      throw connection.odd(e);
    } finally {
      if (!done) {
        connection.cut();
      }
    }
  }

  private void connect() throws IOException {
    int millis = Math.toIntExact(access.timeout().toMillis());
    client.setConnectTimeout(millis);
    client.setDefaultTimeout(millis);
    client.setDataTimeout(Duration.ofMillis(millis));
    client.setControlEncoding(access.encoding().orElse(StandardCharsets.UTF_8));
    client.setStrictReplyParsing(false);
    client.setUseEPSVwithIPv4(true);
    // What the reply says of the host is not believed: transfers come from the server itself.
    client.setIpAddressFromPasvResponse(false);
    client.setRemoteVerificationEnabled(true);
    try {
      client.connect(access.place().host(), access.place().port(access.tls().port()));
    } catch (FTPConnectionClosedException e) {
      throw new CrowdedException("%s answers: %s".formatted(access, reply().text()), e);
    } catch (SSLException e) {
      throw noTls(e);
    } catch (UnknownHostException e) {
      throw new IOException("the host '%s' is unknown".formatted(access.place().host()), e);
    } catch (ConnectException | SocketTimeoutException e) {
      throw new IOException("%s does not answer: %s".formatted(access, e.getMessage()), e);
    }
    if (reply().isForNow()) {
      throw new CrowdedException("%s answers: %s".formatted(access, reply().text()));
    }
    if (!FTPReply.isPositiveCompletion(client.getReplyCode())) {
      throw new LakeException(
          "%s does not let us in: %s. Ask who runs it".formatted(access, reply().text()));
    }
  }

  private IOException noTls(SSLException failure) {
    Optional<String> complaint = TlsTrust.complaint(failure);
    if (complaint.isPresent()) {
      throw new LakeException(
          "%s is not to be trusted: %s. Nothing was sent to it. Give the certificate of its authority with 'ca_file', or correct 'host' to the name in the certificate"
              .formatted(access, complaint.get()),
          failure);
    }
    if (client.getReplyCode() >= 500) {
      throw new LakeException(
          "%s offers no TLS: %s. No password was sent. Set 'tls' to what the server offers"
              .formatted(access, reply().text()),
          failure);
    }
    return new IOException("%s: TLS failed: %s".formatted(access, failure.getMessage()), failure);
  }

  private void login() throws IOException {
    boolean in;
    try {
      in = client.login(access.user(), access.password());
    } catch (FTPConnectionClosedException e) {
      throw new CrowdedException("%s answers: %s".formatted(access, reply().text()), e);
    }
    if (in) {
      return;
    }
    FtpReply reply = reply();
    if (reply.saysCrowded()) {
      throw new CrowdedException("%s answers: %s".formatted(access, reply.text()));
    }
    if (reply.isForNow()) {
      throw new IOException("%s answers: %s".formatted(access, reply.text()));
    }
    throw new LakeException(
        "%s refuses the login of '%s': %s. Correct 'user' and 'password' of the source"
            .formatted(access, access.user(), reply.text()));
  }

  private void prepare() throws IOException {
    // Connecting sets it back to the other mode.
    client.enterLocalPassiveMode();
    if (client instanceof TlsClient secure) {
      protect(secure);
    }
    if (client.hasFeature("UTF8")) {
      // Some servers know it and want to be asked; the others refuse, which does not matter.
      client.sendCommand("OPTS", "UTF8 ON");
    } else if (access.encoding().isEmpty()) {
      data.recode(StandardCharsets.ISO_8859_1);
    }
    if (!client.setFileType(FTP.BINARY_FILE_TYPE)) {
      throw new LakeException(
          "%s sends no binary files: %s. Ask who runs it".formatted(access, reply().text()));
    }
    String directory = access.place().fromRoot() ? "" : client.printWorkingDirectory();
    home = directory == null ? "" : directory.replaceAll("/+$", "");
  }

  private void protect(TlsClient secure) throws IOException {
    try {
      secure.protect();
    } catch (SSLException e) {
      throw new LakeException(
          "%s does not encrypt transfers: %s. Nothing was read. Ask who runs it"
              .formatted(access, reply().text()),
          e);
    }
  }

  /** Where a path of the source is on the server. */
  String at(String path) {
    return path.isEmpty() && home.isEmpty() ? "/" : path.isEmpty() ? home : home + "/" + path;
  }

  boolean offers(String feature) throws IOException {
    return client.hasFeature(feature);
  }

  /** What the server says of a feature, or an empty text. */
  String offer(String feature) throws IOException {
    String value = client.featureValue(feature);
    return value == null ? "" : value;
  }

  /** Sends a command and waits for the answer to it. */
  FtpReply send(String command, String argument) throws IOException {
    refuseBreaks(argument);
    try {
      client.sendCommand(command, argument);
      return reply();
    } catch (SocketTimeoutException e) {
      throw new SlowAnswerException(
          "%s gives no answer to %s for %d s"
              .formatted(access, command, access.timeout().toSeconds()),
          e);
    }
  }

  /** The server's answer did not come in time. */
  static final class SlowAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    SlowAnswerException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** What system the server says it is; Unix if it says nothing. */
  String system() throws IOException {
    FtpReply reply = send("SYST", "");
    String text = reply.lines().get(0);
    return reply.isDone() && text.length() > 4 ? text.substring(4) : "UNIX";
  }

  /** Names are in this. */
  Charset encoding() {
    return Charset.forName(client.getControlEncoding());
  }

  /**
   * Begins a transfer from the server.
   *
   * @param offset how many bytes to leave out
   * @return empty if the server refuses; {@link #reply} says why
   */
  Optional<Socket> transfer(String command, @Nullable String argument, long offset)
      throws IOException {
    if (argument != null) {
      refuseBreaks(argument);
    }
    client.setRestartOffset(offset);
    try {
      Socket opened = data.data(command, argument);
      transfer = opened;
      return Optional.ofNullable(opened);
    } catch (SSLException e) {
      throw noTlsForTransfer(e);
    } catch (ConnectException | SocketTimeoutException e) {
      throw new IOException(
          "%s: no connection for the transfer: %s. A firewall may block the server's passive ports"
              .formatted(access, e.getMessage()),
          e);
    } finally {
      client.setRestartOffset(0);
    }
  }

  private IOException noTlsForTransfer(SSLException failure) {
    Optional<String> complaint = TlsTrust.complaint(failure);
    if (complaint.isPresent()) {
      throw new LakeException(
          "%s is not to be trusted: for a transfer, %s. Nothing was read. Ask who runs it"
              .formatted(access, complaint.get()),
          failure);
    }
    return new IOException(
        "%s: TLS of a transfer failed: %s".formatted(access, failure.getMessage()), failure);
  }

  /** Whether the server refused to begin a transfer in the middle of a file. */
  boolean refusedOffset() {
    int reply = data.restartReply();
    return reply != 0 && !FTPReply.isPositiveIntermediate(reply);
  }

  /**
   * Ends a transfer: the server says whether it sent everything.
   *
   * @throws IOException if it says that it did not, or nothing
   */
  void complete() throws IOException {
    Socket ended = transfer;
    transfer = null;
    if (ended != null) {
      ended.close();
    }
    try {
      client.getReply();
    } catch (SocketTimeoutException e) {
      throw new IOException(
          "%s does not say for %d s whether it sent everything"
              .formatted(access, access.timeout().toSeconds()),
          e);
    }
    if (!reply().isDone()) {
      throw new IOException("%s broke the transfer off: %s".formatted(access, reply().text()));
    }
  }

  /** The last answer. */
  FtpReply reply() {
    String[] lines = client.getReplyStrings();
    return new FtpReply(client.getReplyCode(), lines == null ? List.of() : List.of(lines));
  }

  /** What the server answers does not follow the protocol. */
  IOException odd(RuntimeException e) {
    return new IOException("%s answers what cannot be understood: %s".formatted(access, e), e);
  }

  private static void refuseBreaks(String argument) {
    if (argument.indexOf('\r') >= 0 || argument.indexOf('\n') >= 0 || argument.indexOf('\0') >= 0) {
      throw new LakeException(
          "A path for an FTP server holds a line break, which would be another command. Correct 'path' of the source or 'delivery' of the table");
    }
  }

  @Override
  public void leave() {
    try {
      client.setSoTimeout(GOODBYE_MILLIS);
      client.quit();
    } catch (IOException | RuntimeException e) {
      // It is gone already, which is what we want.
    } finally {
      cut();
    }
  }

  @Override
  public void cut() {
    close(transfer);
    close(data.control());
    try {
      client.disconnect();
    } catch (IOException | RuntimeException e) {
      // It is gone already, which is what we want.
    }
  }

  private static void close(@Nullable Socket socket) {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // It is gone already, which is what we want.
    }
  }
}
