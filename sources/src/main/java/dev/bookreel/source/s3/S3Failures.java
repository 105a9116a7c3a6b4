package dev.bookreel.source.s3;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.BusyException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/** What failed, in words, and whether it is worth another attempt. */
final class S3Failures {
  private static final Set<String> WRONG_KEYS =
      Set.of("InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken");

  /** Amazon's client has no type of its own for this. */
  private static final String NO_KEYS = "Unable to load credentials";

  private S3Failures() {}

  /**
   * @param place what was asked for, such as {@code s3://bucket/key}
   * @return for what may pass
   * @throws LakeException for what will not
   */
  static IOException of(String place, SdkException failure) {
    if (failure instanceof AbortedException) {
      Thread.currentThread().interrupt();
      return new InterruptedIOException("interrupted");
    }
    if (failure instanceof AwsServiceException answer) {
      return of(place, answer);
    }
    return unanswered(place, failure);
  }

  private static IOException of(String place, AwsServiceException answer) {
    int status = answer.statusCode();
    String code = code(answer);
    String says = "%s answers %d%s".formatted(place, status, code.isEmpty() ? "" : " " + code);
    if (status == 429 || status >= 500 || code.equals("RequestTimeout")) {
      return header(answer, "Retry-After")
          .filter(text -> text.matches("\\d{1,9}"))
          .<IOException>map(
              text ->
                  new BusyException(
                      says + ", and to wait " + text + " s",
                      Duration.ofSeconds(Long.parseLong(text))))
          .orElseGet(() -> new IOException(says, answer));
    }
    throw new LakeException(says + ": " + meaning(status, code, answer), answer);
  }

  private static String meaning(int status, String code, AwsServiceException answer) {
    Optional<String> region = header(answer, "x-amz-bucket-region");
    if (status == 301 || status == 307 || code.equals("AuthorizationHeaderMalformed")) {
      return region
          .map("its bucket is in the region %1$s. Set 'region: %1$s'"::formatted)
          .orElse("its bucket is in another region. Correct the source's 'region'");
    }
    if (WRONG_KEYS.contains(code)) {
      return "the keys are wrong or have expired. Correct the source's 'access_key' and 'secret_key'";
    }
    return switch (code) {
      case "NoSuchBucket" -> "there is no such bucket. Correct the source's 'bucket'";
      case "NoSuchKey" -> "it is not there any more. Fetch again when it is back";
      case "InvalidObjectState" -> "it is archived. Restore it first";
      case "RequestTimeTooSkewed" -> "this machine's clock is wrong. Set it right";
      default ->
          status == 403
              ? "it is forbidden. Allow reading it, and listing the bucket, to the source's keys"
              : status == 404
                  ? "it is not there any more. Fetch again when it is back"
                  : "that does not help. Correct the source's settings, or have the server mended";
    };
  }

  private static IOException unanswered(String place, SdkException failure) {
    if (cause(failure, CertificateException.class) != null) {
      throw new LakeException(
          "The certificate of the server of %s is not to be trusted: %s. Have Java trust its authority, or correct 'endpoint'"
              .formatted(place, detail(failure)),
          failure);
    }
    if (String.valueOf(failure.getMessage()).startsWith(NO_KEYS)) {
      throw new LakeException(
          "%s cannot be asked for: there are no keys. Give the source 'access_key' and 'secret_key', or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
              .formatted(place),
          failure);
    }
    UnknownHostException host = cause(failure, UnknownHostException.class);
    if (host != null) {
      return new IOException("there is no host '%s'".formatted(host.getMessage()), failure);
    }
    if (cause(failure, ConnectException.class) != null) {
      return new IOException("no connection to the server: " + detail(failure), failure);
    }
    return new IOException(broken(failure), failure);
  }

  /** Of an answer that stopped coming. */
  static String broken(Throwable failure) {
    return cause(failure, SocketTimeoutException.class) != null
        ? "nothing came for the time of 'timeout'"
        : "the connection broke: " + detail(failure);
  }

  static String code(AwsServiceException answer) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  private static Optional<String> header(AwsServiceException answer, String name) {
    AwsErrorDetails details = answer.awsErrorDetails();
    return details == null || details.sdkHttpResponse() == null
        ? Optional.empty()
        : details.sdkHttpResponse().firstMatchingHeader(name);
  }

  /**
   * The innermost words that there are, in one line: the outer ones tell of the client's affairs.
   */
  static String detail(Throwable failure) {
    String found = failure.getClass().getSimpleName();
    for (@Nullable Throwable it = failure; it != null; it = it.getCause()) {
      if (it.getMessage() != null && !it.getMessage().isBlank()) {
        found = it.getMessage();
      }
    }
    return found.lines().findFirst().orElse(found).replaceFirst("[.]$", "");
  }

  private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
    for (@Nullable Throwable it = failure; it != null; it = it.getCause()) {
      if (type.isInstance(it)) {
        return type.cast(it);
      }
    }
    return null;
  }
}
