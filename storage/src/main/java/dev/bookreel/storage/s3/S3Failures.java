package dev.bookreel.storage.s3;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Why S3 could not do something, in words for a message. Never shows what requests are signed with.
 */
final class S3Failures {
  private S3Failures() {}

  /** S3's own word for it, or an empty text. */
  static String code(AwsServiceException e) {
    return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
        ? ""
        : e.awsErrorDetails().errorCode();
  }

  /** The reason, and what to do where that can be told: the caller names the object. */
  static String reason(String bucket, SdkException failure) {
    if (failure instanceof S3Exception e) {
      return service(bucket, e);
    }
    String text = String.valueOf(failure.getMessage());
    if (text.contains("Unable to load credentials")) {
      return "there are no keys to sign requests with. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile with AWS_PROFILE";
    }
    if (text.contains("Unable to load region")) {
      return "there is no region. Set AWS_REGION to the bucket's";
    }
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return "S3 cannot be reached: "
        + root.getClass().getSimpleName()
        + ": "
        + root.getMessage()
        + ". Check the network and, if it is set, AWS_ENDPOINT_URL";
  }

  private static String service(String bucket, S3Exception e) {
    String code = code(e);
    return switch (code) {
      case "NoSuchBucket" ->
          "there is no bucket '%s'. Create it, or name another one".formatted(bucket);
      case "InvalidAccessKeyId" ->
          "S3 does not know the key. Check AWS_ACCESS_KEY_ID, or the profile";
      case "SignatureDoesNotMatch" ->
          "S3 refuses the signature. Check AWS_SECRET_ACCESS_KEY, or the profile";
      case "ExpiredToken" -> "the keys have expired. Get new ones and run again";
      case "RequestTimeTooSkewed" -> "this machine's clock is wrong. Set it and run again";
      default -> byStatus(bucket, e, code);
    };
  }

  private static String byStatus(String bucket, S3Exception e, String code) {
    return switch (e.statusCode()) {
      case 301 -> "the bucket '%s' is in another region. Set AWS_REGION to it".formatted(bucket);
      case 403 ->
          "S3 forbids it (%s). Check the keys, and that they may list, read, write and delete in the bucket '%s'"
              .formatted(code.isEmpty() ? "403" : code, bucket);
      case 503 -> "S3 asks to slow down, and did so at every attempt. Run again later";
      default -> "S3 answered %d %s".formatted(e.statusCode(), detail(e, code)).strip();
    };
  }

  private static String detail(S3Exception e, String code) {
    String message = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
    return message == null || message.isBlank() ? code : code + ": " + message;
  }
}
