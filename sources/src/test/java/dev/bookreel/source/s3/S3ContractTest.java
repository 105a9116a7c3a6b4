package dev.bookreel.source.s3;

import dev.bookreel.definition.Secret;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.source.FileSourceContract;
import dev.bookreel.source.SourceKind;
import dev.bookreel.storage.s3.S3Server;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3ContractTest extends FileSourceContract {
  private static S3Server server;
  private static S3Client client;

  @BeforeAll
  static void startTheOneServer() {
    server = S3Server.start();
    client = server.connection().open();
  }

  @AfterAll
  static void stopTheOneServer() {
    client.close();
    server.close();
  }

  @Override
  protected Server start(Path served) {
    return new OneBucket(server.newBucket());
  }

  @Override
  protected SourceKind kind() {
    return new S3SourceKind(Map.of());
  }

  private record OneBucket(String bucket) implements Server {
    @Override
    public int port() {
      return server.endpoint().getPort();
    }

    @Override
    public SourceDefinition definition(int throughPort) {
      return new SourceDefinition(
          "nightly",
          "s3",
          Map.of(
              "bucket", bucket, "endpoint", "http://127.0.0.1:" + throughPort, "timeout", TIMEOUT),
          Map.of("access_key", new Secret(S3Server.KEY), "secret_key", new Secret(S3Server.SECRET)),
          Map.of(),
          List.of(),
          Optional.empty(),
          Optional.empty());
    }

    @Override
    public void put(String path, byte[] content, Instant modifiedAt) {
      client.putObject(it -> it.bucket(bucket).key(path), RequestBody.fromBytes(content));
    }

    @Override
    public Instant changedAt(String path, Instant given) {
      return client.headObject(it -> it.bucket(bucket).key(path)).lastModified();
    }

    @Override
    public void remove(String path) {
      client.deleteObject(it -> it.bucket(bucket).key(path));
    }

    @Override
    public void stop() {}
  }
}
