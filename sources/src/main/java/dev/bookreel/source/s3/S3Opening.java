package dev.bookreel.source.s3;

import dev.bookreel.definition.Secret;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import dev.bookreel.storage.s3.S3Connection;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;

/** Reaches a bucket as a definition says. Apart from its kind, which is made at every start. */
final class S3Opening {
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);

  /** Core tries again; the second attempt is for what Amazon's client mends itself. */
  private static final int ATTEMPTS = 2;

  private static final Duration PAUSE = Duration.ofMillis(100);

  private S3Opening() {}

  /**
   * @throws LakeException if the bucket does not exist, or cannot be reached as is said
   */
  static S3Tree tree(SourceDefinition definition, Map<String, String> environment)
      throws IOException {
    String opening = opening(definition);
    String bucket = definition.required(S3SourceKind.BUCKET);
    S3Client client = client(definition, environment, opening);
    S3Tree tree = new S3Tree(client, bucket);
    boolean reached = false;
    try {
      tree.reach();
      reached = true;
      return tree;
    } finally {
      if (!reached) {
        tree.close();
      }
    }
  }

  /**
   * @throws LakeException if the settings cannot be meant
   */
  static void check(SourceDefinition definition, Map<String, String> environment) {
    connection(definition, environment, opening(definition));
  }

  private static String opening(SourceDefinition definition) {
    return "Cannot open " + definition.title();
  }

  private static S3Client client(
      SourceDefinition definition, Map<String, String> environment, String opening) {
    S3Connection connection = connection(definition, environment, opening);
    Optional<Boolean> pathStyle =
        definition.text(S3SourceKind.PATH_STYLE).map(Boolean::parseBoolean);
    try {
      return connection.open(
          builder -> {
            // What is read is summed up by core: a second time would cost as much again.
            builder.responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
            pathStyle.ifPresent(builder::forcePathStyle);
          });
    } catch (SdkClientException e) {
      // Amazon's client has no type of its own for this.
      boolean region = String.valueOf(e.getMessage()).startsWith("Unable to load region");
      throw new LakeException(
          "%s: %s. Give the source its 'region', or set AWS_REGION"
              .formatted(opening, region ? "nothing tells the region" : S3Failures.detail(e)),
          e);
    }
  }

  private static S3Connection connection(
      SourceDefinition definition, Map<String, String> environment, String opening) {
    S3Connection around = around(environment, opening);
    Duration timeout = definition.duration(S3SourceKind.TIMEOUT).orElse(USUAL_TIMEOUT);
    if (timeout.isZero()) {
      throw new LakeException(
          opening + ": 'timeout' is 0. Give a time in which an answer can come, such as 30 s");
    }
    return new S3Connection(
        definition
            .text(S3SourceKind.ENDPOINT)
            .map(text -> endpoint(text, opening))
            .or(around::endpoint),
        definition.text(S3SourceKind.REGION).or(around::region),
        keys(definition, opening).orElse(around.credentials()),
        new S3Connection.Patience(timeout, timeout, ATTEMPTS, PAUSE));
  }

  private static S3Connection around(Map<String, String> environment, String opening) {
    try {
      return S3Connection.of(environment);
    } catch (IllegalArgumentException e) {
      throw new LakeException(
          "%s: %s. Write it like https://storage.example".formatted(opening, e.getMessage()), e);
    }
  }

  private static URI endpoint(String text, String opening) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null && uri.getUserInfo() == null && isHttp(uri)) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Told below.
    }
    throw new LakeException(
        "%s: 'endpoint' is no http or https URL of a host alone. Write it like https://storage.example"
            .formatted(opening));
  }

  private static boolean isHttp(URI uri) {
    return "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
  }

  private static Optional<AwsCredentialsProvider> keys(
      SourceDefinition definition, String opening) {
    Optional<Secret> access = definition.secret(S3SourceKind.ACCESS_KEY);
    Optional<Secret> secret = definition.secret(S3SourceKind.SECRET_KEY);
    Optional<Secret> token = definition.secret(S3SourceKind.SESSION_TOKEN);
    if (access.isEmpty() && secret.isEmpty() && token.isEmpty()) {
      return Optional.empty();
    }
    if (access.isEmpty() || secret.isEmpty()) {
      throw new LakeException(
          "%s: 'access_key' and 'secret_key' belong together. Give both, or none for what Amazon's own tools would take"
              .formatted(opening));
    }
    String id = access.get().reveal();
    String key = secret.get().reveal();
    AwsCredentials credentials =
        token
            .<AwsCredentials>map(it -> AwsSessionCredentials.create(id, key, it.reveal()))
            .orElseGet(() -> AwsBasicCredentials.create(id, key));
    return Optional.of(StaticCredentialsProvider.create(credentials));
  }
}
