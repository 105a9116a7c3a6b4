package dev.bookreel.source.http;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.source.FileSourceContract;
import dev.bookreel.source.SourceKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS, which sees what is garbled, with a server that tells no more than times. */
class HttpsContractTest extends FileSourceContract {
  @TempDir static Path folder;

  private static Certificate certificate;

  @BeforeAll
  static void makeACertificate() throws Exception {
    certificate = Certificate.of("ip:127.0.0.1", folder);
  }

  @Override
  protected Server start(Path served) {
    return new OverTls(WebServer.start(certificate.context()));
  }

  @Override
  protected SourceKind kind() {
    return new HttpSourceKind();
  }

  private record OverTls(WebServer server) implements Server {
    @Override
    public int port() {
      return server.port();
    }

    @Override
    public SourceDefinition definition(int throughPort) {
      return SourceDefinition.of(
          "nightly",
          "http",
          Map.of(
              "url",
              "https://127.0.0.1:" + throughPort,
              "ca_file",
              certificate.pem().toString(),
              "timeout",
              TIMEOUT));
    }

    @Override
    public void put(String path, byte[] content, Instant modifiedAt) {
      server.put("/" + path, content, Map.of("Last-Modified", Answer.time(modifiedAt)));
    }

    @Override
    public void remove(String path) {
      server.remove("/" + path);
    }

    @Override
    public void stop() {
      server.close();
    }
  }
}
