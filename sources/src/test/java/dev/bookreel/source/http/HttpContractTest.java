package dev.bookreel.source.http;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.file.Sha256;
import dev.bookreel.source.FileSourceContract;
import dev.bookreel.source.SourceKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** Over plain HTTP with a server that tells checksums: without them garbled content goes unseen. */
class HttpContractTest extends FileSourceContract {

  @Override
  protected Server start(Path served) {
    return new OverHttp(WebServer.start());
  }

  @Override
  protected SourceKind kind() {
    return new HttpSourceKind();
  }

  private record OverHttp(WebServer server) implements Server {
    @Override
    public int port() {
      return server.port();
    }

    @Override
    public SourceDefinition definition(int throughPort) {
      return SourceDefinition.of(
          "nightly", "http", Map.of("url", "http://127.0.0.1:" + throughPort, "timeout", TIMEOUT));
    }

    @Override
    public void put(String path, byte[] content, Instant modifiedAt) {
      String sha256 = Sha256.of(content);
      server.put(
          "/" + path,
          content,
          Map.of(
              "ETag",
              "\"" + sha256 + "\"",
              "Last-Modified",
              Answer.time(modifiedAt),
              "Repr-Digest",
              "sha-256=:%s:"
                  .formatted(Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha256)))));
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
