package dev.bookreel.source.sftp;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.source.FileSourceContract;
import dev.bookreel.source.SourceKind;
import dev.bookreel.source.remote.Deliveries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/** The contract of all sources with files, against MINA's SSH server. */
class SftpContractTest extends FileSourceContract {

  @Override
  protected SourceKind kind() {
    return new SftpSourceKind();
  }

  @Override
  protected Server start(Path served) throws IOException {
    return new Served(served, TestSftpServer.of(served));
  }

  private record Served(Path folder, TestSftpServer server) implements Server {
    @Override
    public int port() {
      return server.port();
    }

    @Override
    public SourceDefinition definition(int throughPort) {
      return Deliveries.source(
          "sftp",
          Map.of(
              "host",
              "127.0.0.1",
              "port",
              String.valueOf(throughPort),
              "user",
              TestSftpServer.USER,
              "host_key",
              server.fingerprint(),
              "timeout",
              TIMEOUT),
          Map.of("password", TestSftpServer.PASSWORD));
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
    public void stop() throws IOException {
      server.close();
    }
  }
}
