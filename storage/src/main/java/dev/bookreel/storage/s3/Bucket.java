package dev.bookreel.storage.s3;

import dev.bookreel.storage.ObjectAttributes;
import dev.bookreel.storage.ObjectStore;
import dev.bookreel.storage.ReplacedObjectException;
import dev.bookreel.storage.Sums;
import dev.bookreel.storage.WholeStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of one bucket. */
final class Bucket implements ObjectStore {
  /** Under which each writing is known again whose answer got lost. */
  static final String WRITING = "bookreel-writing";

  private static final int NOT_MODIFIED = 304;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;

  /** Of two that create an object at the same time S3 may ask one to come again. */
  private static final int ATTEMPTS_IN_CONFLICT = 10;

  private final S3Client client;
  private final String name;
  private final MultipartWriting parts;

  /**
   * @param client closed with this
   * @param partBytes how large the parts of large objects are
   */
  Bucket(S3Client client, String name, long partBytes) {
    this.client = client;
    this.name = name;
    this.parts = new MultipartWriting(client, name, partBytes);
  }

  @Override
  public List<Listed> list(String prefix) throws IOException {
    List<Listed> found = new ArrayList<>();
    try {
      for (ListObjectsV2Response page :
          client.listObjectsV2Paginator(it -> it.bucket(name).prefix(prefix).delimiter("/"))) {
        for (S3Object object : page.contents()) {
          String rest = object.key().substring(prefix.length());
          if (!rest.isEmpty()) {
            found.add(new Listed(rest, attributes(object)));
          }
        }
        page.commonPrefixes()
            .forEach(
                folder ->
                    found.add(
                        new Listed(
                            folder.prefix().substring(prefix.length()), ObjectAttributes.FOLDER)));
      }
    } catch (SdkException e) {
      throw failure(prefix, e);
    }
    if (found.isEmpty()) {
      throw new NoSuchFileException(uri(prefix));
    }
    return found;
  }

  @Override
  public boolean hasAny(String prefix) throws IOException {
    try {
      return client.listObjectsV2(it -> it.bucket(name).prefix(prefix).maxKeys(1)).keyCount() > 0;
    } catch (SdkException e) {
      throw failure(prefix, e);
    }
  }

  /**
   * Nearly always one request tells: which one it is, depends on whether it looks like a file's.
   */
  @Override
  public Optional<ObjectAttributes> find(String key) throws IOException {
    if (key.indexOf('.', key.lastIndexOf('/') + 1) >= 0) {
      Optional<ObjectAttributes> object = head(key);
      return object.isPresent() || !hasAny(key + "/")
          ? object
          : Optional.of(ObjectAttributes.FOLDER);
    }
    try {
      ListObjectsV2Response first =
          client.listObjectsV2(it -> it.bucket(name).prefix(key).delimiter("/").maxKeys(1));
      if (first.keyCount() == 0) {
        return Optional.empty();
      }
      if (first.hasContents() && first.contents().get(0).key().equals(key)) {
        return Optional.of(attributes(first.contents().get(0)));
      }
      boolean isFolder =
          first.commonPrefixes().stream().anyMatch(it -> it.prefix().equals(key + "/"));
      return isFolder || hasAny(key + "/")
          ? Optional.of(ObjectAttributes.FOLDER)
          : Optional.empty();
    } catch (SdkException e) {
      throw failure(key, e);
    }
  }

  @Override
  public Optional<ObjectAttributes> head(String key) throws IOException {
    return describe(key).map(Bucket::attributes);
  }

  private Optional<HeadObjectResponse> describe(String key) throws IOException {
    try {
      return Optional.of(client.headObject(it -> it.bucket(name).key(key)));
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw failure(key, e);
    } catch (SdkException e) {
      throw failure(key, e);
    }
  }

  private static ObjectAttributes attributes(S3Object listed) {
    return ObjectAttributes.ofObject(listed.size(), listed.lastModified(), listed.eTag());
  }

  private static ObjectAttributes attributes(HeadObjectResponse head) {
    return ObjectAttributes.ofObject(head.contentLength(), head.lastModified(), head.eTag());
  }

  @Override
  public Optional<Content> read(String key, Path target, Optional<String> unlessEtag)
      throws IOException {
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(name).key(key);
    unlessEtag.ifPresent(request::ifNoneMatch);
    try {
      return Optional.of(client.getObject(request.build(), intoFile(target)));
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_MODIFIED) {
        return Optional.empty();
      }
      throw failure(key, e);
    } catch (SdkException e) {
      throw failure(key, e);
    }
  }

  /** A stream that ends too early is read again from its beginning, by the client's own rule. */
  private static ResponseTransformer<GetObjectResponse, Content> intoFile(Path target) {
    return (response, in) -> {
      CRC32C sum = new CRC32C();
      long bytes;
      try (FileChannel file =
              FileChannel.open(
                  target,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE);
          OutputStream out = new CheckedOutputStream(Channels.newOutputStream(file), sum)) {
        bytes = copy(in, out);
        file.force(false);
      }
      if (bytes != response.contentLength()) {
        throw tooShort(bytes, response.contentLength());
      }
      return new Content(
          ObjectAttributes.ofObject(bytes, response.lastModified(), response.eTag()),
          sum.getValue());
    };
  }

  @Override
  public long readPart(String key, String etag, long start, int bytes, Path target)
      throws IOException {
    String range = "bytes=%d-%d".formatted(start, start + bytes - 1);
    try {
      return client
          .getObject(
              it -> it.bucket(name).key(key).ifMatch(etag).range(range), intoFile(target, bytes))
          .crc32c();
    } catch (S3Exception e) {
      if (e.statusCode() == PRECONDITION_FAILED) {
        throw new ReplacedObjectException(uri(key), e);
      }
      throw failure(key, e);
    } catch (SdkException e) {
      throw failure(key, e);
    }
  }

  /** A server that knows no ranges would send all. */
  private static ResponseTransformer<GetObjectResponse, Content> intoFile(Path target, int bytes) {
    return (response, in) -> {
      if (response.contentLength() != bytes) {
        in.abort();
        throw RetryableException.create(
            "%d bytes were sent where %d were asked for"
                .formatted(response.contentLength(), bytes));
      }
      return intoFile(target).transform(response, in);
    };
  }

  /** What fails while reading is the network's; what fails while writing is the disk's. */
  private static long copy(AbortableInputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[256 * 1024];
    long bytes = 0;
    for (int length = read(in, buffer); length >= 0; length = read(in, buffer)) {
      out.write(buffer, 0, length);
      bytes += length;
    }
    return bytes;
  }

  private static int read(AbortableInputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw RetryableException.create("the connection broke while reading", e);
    }
  }

  private static RetryableException tooShort(long bytes, long expected) {
    return RetryableException.create(
        "the connection ended after %d of %d bytes".formatted(bytes, expected));
  }

  @Override
  public InputStream open(String key) throws IOException {
    try {
      var in = client.getObject(it -> it.bucket(name).key(key));
      return new WholeStream(in, in.response().contentLength());
    } catch (SdkException e) {
      throw failure(key, e);
    }
  }

  @Override
  public ObjectAttributes write(String key, Path content) throws IOException {
    return write(key, content, false);
  }

  @Override
  public ObjectAttributes create(String key, Path content) throws IOException {
    return write(key, content, true);
  }

  private ObjectAttributes write(String key, Path content, boolean exclusively) throws IOException {
    String writing = UUID.randomUUID().toString();
    long size = Files.size(content);
    try {
      String etag = send(key, content, size, writing, exclusively);
      return ObjectAttributes.ofObject(size, Instant.now(), etag);
    } catch (SdkException e) {
      return settle(key, size, writing, exclusively, e);
    }
  }

  /** S3 compares what it receives with the sum that stands before it: a success is whole. */
  private String send(String key, Path content, long size, String writing, boolean exclusively)
      throws IOException {
    Map<String, String> metadata = Map.of(WRITING, writing);
    Optional<String> condition = exclusively ? Optional.of("*") : Optional.empty();
    for (int attempt = 1; ; attempt++) {
      try {
        if (parts.isFor(size)) {
          return parts.write(key, content, size, metadata, condition);
        }
        PutObjectRequest.Builder request =
            PutObjectRequest.builder()
                .bucket(name)
                .key(key)
                .metadata(metadata)
                .checksumCRC32C(Sums.crc32c(content, 0, size));
        condition.ifPresent(request::ifNoneMatch);
        return client.putObject(request.build(), RequestBody.fromFile(content)).eTag();
      } catch (S3Exception e) {
        if (e.statusCode() != CONFLICT || attempt == ATTEMPTS_IN_CONFLICT) {
          throw e;
        }
      }
    }
  }

  /**
   * A failure does not say that nothing was written: the answer may have got lost, and then the
   * client's own next attempt meets what the one before wrote. What is there now tells.
   */
  private ObjectAttributes settle(
      String key, long size, String writing, boolean exclusively, SdkException failure)
      throws IOException {
    Optional<HeadObjectResponse> there;
    try {
      there = describe(key);
    } catch (IOException unknown) {
      unknown.addSuppressed(failure);
      throw unknown;
    }
    if (there.isPresent() && isOf(there.get(), size, writing)) {
      return attributes(there.get());
    }
    boolean refused = failure instanceof S3Exception e && e.statusCode() == PRECONDITION_FAILED;
    if (exclusively && (refused || there.isPresent())) {
      FileAlreadyExistsException exists = new FileAlreadyExistsException(uri(key));
      exists.initCause(failure);
      throw exists;
    }
    throw failure(key, failure);
  }

  private static boolean isOf(HeadObjectResponse object, long size, String writing) {
    return object.contentLength() == size && writing.equals(object.metadata().get(WRITING));
  }

  @Override
  public void delete(String key) throws IOException {
    try {
      client.deleteObject(it -> it.bucket(name).key(key));
    } catch (SdkException e) {
      throw failure(key, e);
    }
  }

  /** Uploads in parts. */
  @Override
  public List<Unfinished> unfinished(String prefix) throws IOException {
    try {
      List<Unfinished> uploads = new ArrayList<>();
      for (MultipartUpload upload :
          client.listMultipartUploadsPaginator(it -> it.bucket(name).prefix(prefix)).uploads()) {
        uploads.add(new Unfinished(upload.key(), upload.uploadId(), upload.initiated()));
      }
      return uploads;
    } catch (SdkException e) {
      throw failure(prefix, e);
    }
  }

  @Override
  public void abort(Unfinished upload) throws IOException {
    try {
      client.abortMultipartUpload(it -> it.bucket(name).key(upload.key()).uploadId(upload.id()));
    } catch (SdkException e) {
      throw failure(upload.key(), e);
    }
  }

  @Override
  public String uri(String key) {
    return "s3://" + name + "/" + key;
  }

  private IOException failure(String key, SdkException cause) {
    if (cause instanceof S3Exception e
        && e.statusCode() == NOT_FOUND
        && !"NoSuchBucket".equals(S3Failures.code(e))) {
      NoSuchFileException missing = new NoSuchFileException(uri(key));
      missing.initCause(cause);
      return missing;
    }
    FileSystemException failure =
        new FileSystemException(uri(key), null, S3Failures.reason(name, cause));
    failure.initCause(cause);
    return failure;
  }

  @Override
  public void close() {
    client.close();
  }
}
