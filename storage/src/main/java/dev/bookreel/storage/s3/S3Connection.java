package dev.bookreel.storage.s3;

import dev.bookreel.tls.TlsTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * How S3, or what speaks its protocol, is reached. Every step has a timeout, and what may pass by
 * itself (a lost connection, {@code 503 Slow Down}) is tried again a bounded number of times.
 *
 * @param endpoint of something else than Amazon's S3; buckets then stand in the path, not in the
 *     host's name
 * @param region empty if it is to be found where Amazon's own tools look for it; with an endpoint
 *     it need not be known
 * @param credentials what requests are signed with
 */
public record S3Connection(
    Optional<URI> endpoint,
    Optional<String> region,
    AwsCredentialsProvider credentials,
    Patience patience) {
  private static final String ANY_REGION = "us-east-1";

  /**
   * How long to wait, and how often.
   *
   * @param connect for a connection
   * @param silence between two bytes of an answer
   * @param attempts of a request, the first one included
   * @param firstPause after the first failure; grows from there, and is shortened at random
   */
  public record Patience(Duration connect, Duration silence, int attempts, Duration firstPause) {
    /** For networks as they are. */
    public static final Patience USUAL =
        new Patience(Duration.ofSeconds(10), Duration.ofSeconds(60), 6, Duration.ofMillis(250));
  }

  /**
   * As Amazon's own tools are told: {@code AWS_ENDPOINT_URL_S3} or {@code AWS_ENDPOINT_URL}, {@code
   * AWS_REGION}, {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}; what is not there,
   * where else these look for it: profiles, the machine's role.
   *
   * @throws IllegalArgumentException if the endpoint is no URI; says which variable has it
   */
  public static S3Connection of(Map<String, String> environment) {
    return new S3Connection(
        endpoint(environment, "AWS_ENDPOINT_URL_S3")
            .or(() -> endpoint(environment, "AWS_ENDPOINT_URL")),
        value(environment, "AWS_REGION").or(() -> value(environment, "AWS_DEFAULT_REGION")),
        credentials(environment),
        Patience.USUAL);
  }

  /** A client of its own, to be closed by the caller. For any number of threads. */
  public S3Client open() {
    return open(builder -> {});
  }

  /** The same with more said about it, which counts over what is said here. */
  public S3Client open(Consumer<S3ClientBuilder> more) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClient(http())
            .credentialsProvider(credentials)
            // Servers that are not Amazon's do not all know sums behind a body: ours stand before
            // it.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .serviceConfiguration(it -> it.chunkedEncodingEnabled(false))
            .overrideConfiguration(retries());
    endpoint.ifPresent(uri -> builder.endpointOverride(uri).forcePathStyle(true));
    region
        .or(() -> endpoint.map(uri -> ANY_REGION))
        .ifPresent(name -> builder.region(Region.of(name)));
    more.accept(builder);
    return builder.build();
  }

  /**
   * Over TLS by {@link TlsTrust}, which is many times as fast as Java's own; but through a proxy as
   * Amazon's library does it, which alone can be told of one.
   */
  private SdkHttpClient http() {
    boolean tls = endpoint.map(uri -> "https".equalsIgnoreCase(uri.getScheme())).orElse(true);
    if (!tls || ProxyConfiguration.builder().scheme("https").build().host() != null) {
      return UrlConnectionHttpClient.builder()
          .connectionTimeout(patience.connect())
          .socketTimeout(patience.silence())
          .build();
    }
    SSLSocketFactory sockets = TlsTrust.ofJava().context().getSocketFactory();
    return UrlConnectionHttpClient.create(
        uri -> {
          try {
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
            connection.setConnectTimeout((int) patience.connect().toMillis());
            connection.setReadTimeout((int) patience.silence().toMillis());
            if (connection instanceof HttpsURLConnection secure) {
              secure.setSSLSocketFactory(sockets);
            }
            return connection;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private ClientOverrideConfiguration retries() {
    BackoffStrategy pauses =
        BackoffStrategy.exponentialDelay(patience.firstPause(), Duration.ofSeconds(20));
    return ClientOverrideConfiguration.builder()
        .retryStrategy(
            AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(patience.attempts())
                .backoffStrategy(pauses)
                .throttlingBackoffStrategy(pauses)
                // Many files are read at once: those that fail must not use up others' attempts.
                .circuitBreakerEnabled(false)
                .build())
        .build();
  }

  private static Optional<URI> endpoint(Map<String, String> environment, String name) {
    Optional<String> value = value(environment, name);
    try {
      return value.map(URI::create);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          name + " is '" + value.orElse("") + "', which is no URI", e);
    }
  }

  private static AwsCredentialsProvider credentials(Map<String, String> environment) {
    Optional<String> key = value(environment, "AWS_ACCESS_KEY_ID");
    Optional<String> secret = value(environment, "AWS_SECRET_ACCESS_KEY");
    if (key.isEmpty() || secret.isEmpty()) {
      return DefaultCredentialsProvider.builder().build();
    }
    AwsCredentials credentials =
        value(environment, "AWS_SESSION_TOKEN")
            .<AwsCredentials>map(
                token -> AwsSessionCredentials.create(key.get(), secret.get(), token))
            .orElseGet(() -> AwsBasicCredentials.create(key.get(), secret.get()));
    return StaticCredentialsProvider.create(credentials);
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** Without what it signs with. */
  @Override
  public String toString() {
    return "S3Connection[endpoint=" + endpoint + ", region=" + region + "]";
  }
}
