package dev.bookreel.source.ftp;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.Socket;
import java.nio.charset.Charset;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.io.CRLFLineReader;
import org.jspecify.annotations.Nullable;

/** FTP as it is. */
final class PlainClient extends FTPClient implements DataCommands {
  private @Nullable Socket control;
  private int restartReply;

  @Override
  protected void _connectAction_() throws IOException {
    control = _socket_;
    DataCommands.keepAlive(_socket_);
    super._connectAction_();
  }

  @Override
  public @Nullable Socket data(String command, @Nullable String argument) throws IOException {
    restartReply = 0;
    return _openDataConnection_(command, argument);
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
    _controlInput_ = new CRLFLineReader(new InputStreamReader(_input_, encoding));
    _controlOutput_ = new BufferedWriter(new OutputStreamWriter(_output_, encoding));
  }

  @Override
  public @Nullable Socket control() {
    return control;
  }
}
