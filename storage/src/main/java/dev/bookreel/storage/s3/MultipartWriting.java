package dev.bookreel.storage.s3;

import dev.bookreel.storage.Sums;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Writes large objects in parts, so that a broken connection costs one part. The object comes to be
 * when all parts are there, in one step.
 */
final class MultipartWriting {
  /** S3 takes 10,000 parts. */
  private static final int MOST_PARTS = 10_000;

  private final S3Client client;
  private final String bucket;
  private final long partBytes;

  /**
   * @param partBytes at least 5 MiB, which is the least that S3 takes
   */
  MultipartWriting(S3Client client, String bucket, long partBytes) {
    this.client = client;
    this.bucket = bucket;
    this.partBytes = partBytes;
  }

  /** What is small goes in one piece: parts cost requests. */
  boolean isFor(long size) {
    return size > 2 * partBytes;
  }

  /**
   * @param ifNoneMatch a condition on completing
   * @return the object's ETag
   * @throws SdkException if anything fails, also if the object may have come to be
   */
  String write(
      String key,
      Path content,
      long size,
      Map<String, String> metadata,
      Optional<String> ifNoneMatch)
      throws IOException {
    String id =
        client
            .createMultipartUpload(
                it ->
                    it.bucket(bucket)
                        .key(key)
                        .metadata(metadata)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32_C))
            .uploadId();
    boolean completed = false;
    try {
      List<CompletedPart> parts = new ArrayList<>();
      long most = Math.max(partBytes, (size + MOST_PARTS - 1) / MOST_PARTS);
      for (long start = 0; start < size; start += most) {
        long length = Math.min(most, size - start);
        parts.add(part(key, id, parts.size() + 1, content, start, length));
      }
      String etag =
          client
              .completeMultipartUpload(
                  it -> {
                    it.bucket(bucket)
                        .key(key)
                        .uploadId(id)
                        .multipartUpload(all -> all.parts(parts));
                    ifNoneMatch.ifPresent(it::ifNoneMatch);
                  })
              .eTag();
      completed = true;
      return etag;
    } finally {
      if (!completed) {
        abort(key, id);
      }
    }
  }

  private CompletedPart part(
      String key, String id, int number, Path content, long start, long length) throws IOException {
    String sum = Sums.crc32c(content, start, length);
    UploadPartResponse response =
        client.uploadPart(
            it ->
                it.bucket(bucket)
                    .key(key)
                    .uploadId(id)
                    .partNumber(number)
                    .contentLength(length)
                    .checksumCRC32C(sum),
            RequestBody.fromContentProvider(
                range(content, start, length), length, "application/octet-stream"));
    return CompletedPart.builder()
        .partNumber(number)
        .eTag(response.eTag())
        .checksumCRC32C(sum)
        .build();
  }

  private static ContentStreamProvider range(Path file, long start, long length) {
    return () -> {
      try {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ).position(start);
        return new BufferedInputStream(
            new LimitedStream(Channels.newInputStream(channel), length), 256 * 1024);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** The first bytes of a stream. */
  private static final class LimitedStream extends InputStream {
    private final InputStream in;
    private long left;

    LimitedStream(InputStream in, long limit) {
      this.in = in;
      this.left = limit;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(bytes, offset, (int) Math.min(left, length));
      left -= Math.max(0, count);
      return count;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** If that fails, too, the parts stay until somebody cleans. */
  private void abort(String key, String id) {
    try {
      client.abortMultipartUpload(it -> it.bucket(bucket).key(key).uploadId(id));
    } catch (SdkException ignored) {
      // Whatever made the upload fail is what people must hear of.
    }
  }
}
