package dev.bookreel.source.ftp;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.source.FileSourceContract;
import dev.bookreel.source.SourceKind;
import dev.bookreel.source.remote.Deliveries;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.ftpserver.ftplet.FtpException;

/** The contract of all sources with files, against Apache's FTP server. */
class FtpContractTest extends FileSourceContract {

  @Override
  protected SourceKind kind() {
    return new FtpSourceKind();
  }

  @Override
  protected Server start(Path served) throws FtpException, IOException {
    return new Served(served, TestFtpServer.of(served).elsewhere().start());
  }

  private record Served(Path folder, TestFtpServer server) implements Server {
    @Override
    public int port() {
      return server.port();
    }

    @Override
    public List<InetSocketAddress> contentAddresses() {
      return server.passiveAddresses();
    }

    @Override
    public SourceDefinition definition(int throughPort) {
      return Deliveries.source(
          "ftp",
          Map.of(
              "host",
              "127.0.0.1",
              "port",
              String.valueOf(throughPort),
              "user",
              TestFtpServer.USER,
              "timeout",
              TIMEOUT),
          Map.of("password", TestFtpServer.PASSWORD));
    }

    @Override
    public void put(String path, byte[] content, Instant modifiedAt) throws IOException {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      Files.setLastModifiedTime(file, FileTime.from(modifiedAt));
    }

    @Override
    public void remove(String path) throws IOException {
      Files.delete(folder.resolve(path));
    }

    @Override
    public void stop() {
      server.close();
    }
  }
}
