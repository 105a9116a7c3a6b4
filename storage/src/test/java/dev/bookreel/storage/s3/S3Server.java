package dev.bookreel.storage.s3;

import dev.bookreel.file.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 server within the test's process, on a free port of this machine. It keeps nothing. */
public final class S3Server implements AutoCloseable {
  public static final String KEY = "test-key";
  public static final String SECRET = "test-secret-key";

  private static final S3Connection.Patience SHORT =
      new S3Connection.Patience(
          Duration.ofSeconds(5), Duration.ofSeconds(20), 5, Duration.ofMillis(5));

  private final Path folder;
  private final FilesystemNio2BlobStore store;
  private final S3Proxy proxy;

  private S3Server(UnaryOperator<S3Proxy.Builder> endpoint) throws Exception {
    folder = Files.createTempDirectory("bookreel-s3-");
    store = new FilesystemNio2BlobStore(folder.toString());
    // One server ends with the process only.
    Runtime.getRuntime().addShutdownHook(new Thread(this::deleteFolder));
    proxy =
        endpoint
            .apply(S3Proxy.builder())
            .blobStore(store)
            .awsAuthentication(AuthenticationType.AWS_V4, KEY, SECRET)
            .stopTimeout(0)
            .build();
    proxy.start();
  }

  public static S3Server start() {
    return start(it -> it.endpoint(URI.create("http://127.0.0.1:0")));
  }

  /**
   * One that speaks TLS only.
   *
   * @param keys in a file that Java's keytool made
   */
  static S3Server startSecure(Path keys, String password) {
    return start(
        it ->
            it.secureEndpoint(URI.create("https://127.0.0.1:0"))
                .keyStore(keys.toString(), password));
  }

  private static S3Server start(UnaryOperator<S3Proxy.Builder> endpoint) {
    try {
      return new S3Server(endpoint);
    } catch (Exception e) {
      throw new IllegalStateException("The S3 server does not start", e);
    }
  }

  public URI endpoint() {
    return proxy.getSecurePort() > 0
        ? URI.create("https://127.0.0.1:" + proxy.getSecurePort())
        : URI.create("http://127.0.0.1:" + proxy.getPort());
  }

  /** What a process is told to reach it. */
  public Map<String, String> environment() {
    return Map.of(
        "AWS_ENDPOINT_URL",
        endpoint().toString(),
        "AWS_REGION",
        "us-east-1",
        "AWS_ACCESS_KEY_ID",
        KEY,
        "AWS_SECRET_ACCESS_KEY",
        SECRET);
  }

  /** As {@link #environment} says, with short pauses. */
  public S3Connection connection() {
    return connection(endpoint());
  }

  /** The same through something that stands before it. */
  public S3Connection connection(URI proxied) {
    return new S3Connection(
        Optional.of(proxied),
        Optional.of("us-east-1"),
        StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)),
        SHORT);
  }

  /** Makes a bucket that nobody else uses. */
  public String newBucket() {
    String bucket = "test-" + UUID.randomUUID();
    try (S3Client client = connection().open()) {
      client.createBucket(it -> it.bucket(bucket));
    }
    return bucket;
  }

  @Override
  public void close() {
    try {
      proxy.stop();
      store.close();
      deleteFolder();
    } catch (Exception e) {
      throw new IllegalStateException("The S3 server does not stop", e);
    }
  }

  private void deleteFolder() {
    try {
      if (Files.exists(folder)) {
        Folders.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
