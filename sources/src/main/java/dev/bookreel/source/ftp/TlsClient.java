package dev.bookreel.source.ftp;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.Socket;
import java.nio.charset.Charset;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.ftp.FTPSClient;
import org.apache.commons.net.io.CRLFLineReader;
import org.jspecify.annotations.Nullable;

/**
 * FTP over TLS, also for the connections of transfers. Commons Net does not check whose certificate
 * those have, so they are wrapped here.
 */
final class TlsClient extends FTPSClient implements DataCommands {
  private final SSLContext context;
  private final boolean checking;
  private @Nullable Socket control;
  private int restartReply;

  /**
   * @param context this client's alone
   * @param checking whether the certificate must be for the server's name
   */
  TlsClient(boolean implicit, SSLContext context, boolean checking) {
    super(implicit, context);
    this.context = context;
    this.checking = checking;
    setEndpointCheckingEnabled(checking);
  }

  @Override
  protected void _connectAction_() throws IOException {
    control = _socket_;
    DataCommands.keepAlive(_socket_);
    super._connectAction_();
  }

  /** Encrypts transfers too. */
  void protect() throws IOException {
    execPBSZ(0);
    execPROT("P");
    setSocketFactory(new TransferSockets(getRemotePort()));
  }

  @Override
  public @Nullable Socket data(String command, @Nullable String argument) throws IOException {
    restartReply = 0;
    Socket plain = _openDataConnection_(command, argument);
    return plain == null ? null : wrapped(plain);
  }

  private Socket wrapped(Socket plain) throws IOException {
    boolean done = false;
    try {
      SSLSocket socket =
          (SSLSocket)
              context.getSocketFactory().createSocket(plain, _hostname_, getRemotePort(), true);
      if (checking) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
      }
      socket.startHandshake();
      done = true;
      return socket;
    } finally {
      if (!done) {
        plain.close();
      }
    }
  }

  @Override
  public int rest(String marker) throws IOException {
    restartReply = super.rest(marker);
    return restartReply;
  }

  @Override
  public int restartReply() {
    return restartReply;
  }

  @Override
  public void recode(Charset encoding) throws IOException {
    setControlEncoding(encoding);
    _controlInput_ = new CRLFLineReader(new InputStreamReader(_socket_.getInputStream(), encoding));
    _controlOutput_ =
        new BufferedWriter(new OutputStreamWriter(_socket_.getOutputStream(), encoding));
  }

  @Override
  public @Nullable Socket control() {
    return control;
  }
}
