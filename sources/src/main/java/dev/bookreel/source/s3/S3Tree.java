package dev.bookreel.source.s3;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.CannotResumeException;
import dev.bookreel.source.Checksum;
import dev.bookreel.source.FileState;
import dev.bookreel.source.FileTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket, whose keys are read as paths: what stands before a slash is a folder. */
final class S3Tree implements FileTree {
  private final S3Client client;
  private final String bucket;
  private final Set<ResponseInputStream<GetObjectResponse>> open = ConcurrentHashMap.newKeySet();

  /**
   * @param client closed with this tree
   */
  S3Tree(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  /** One request. */
  @FunctionalInterface
  private interface Request<T> {
    T run();
  }

  /**
   * Looks whether the bucket is there. Whoever may read objects need not be allowed to list them.
   *
   * @throws LakeException if it is not, or the keys are wrong
   */
  void reach() throws IOException {
    try {
      client.listObjectsV2(it -> it.bucket(bucket).maxKeys(1));
    } catch (S3Exception e) {
      if (e.statusCode() != 403 || !S3Failures.code(e).equals("AccessDenied")) {
        throw S3Failures.of(location(""), e);
      }
    } catch (SdkException e) {
      throw S3Failures.of(location(""), e);
    }
  }

  @Override
  public List<Entry> list(String folder) throws IOException {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    return asking(
        folder,
        () -> {
          List<Entry> entries = new ArrayList<>();
          for (ListObjectsV2Response page :
              client.listObjectsV2Paginator(
                  it -> it.bucket(bucket).prefix(prefix).delimiter("/"))) {
            for (CommonPrefix below : page.commonPrefixes()) {
              String name = below.prefix().substring(prefix.length());
              entries.add(new Entry(name.substring(0, name.length() - 1), true));
            }
            for (S3Object object : page.contents()) {
              entries.add(new Entry(object.key().substring(prefix.length()), false));
            }
          }
          return entries;
        });
  }

  /** The tag alone tells a change: what is put again with the same content need not be read. */
  @Override
  public Optional<FileState> state(String path) throws IOException {
    return head(path)
        .map(
            object ->
                new FileState(
                    object.contentLength() == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(object.contentLength()),
                    Optional.ofNullable(object.lastModified()),
                    Optional.ofNullable(object.eTag())));
  }

  @Override
  public Optional<Checksum> checksum(String path) throws IOException {
    return head(path).flatMap(object -> ObjectSums.of(bucket, object));
  }

  private Optional<HeadObjectResponse> head(String path) throws IOException {
    return asking(
        path,
        () -> {
          try {
            return Optional.of(
                client.headObject(
                    it -> it.bucket(bucket).key(path).checksumMode(ChecksumMode.ENABLED)));
          } catch (S3Exception e) {
            if (e.statusCode() == 404) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  @Override
  public InputStream open(String path, long offset, FileState as) throws IOException {
    if (offset > 0 && as.tag().isEmpty()) {
      throw new CannotResumeException("the server gives the object no tag");
    }
    if (offset > 0 && as.bytes().equals(OptionalLong.of(offset))) {
      return InputStream.nullInputStream();
    }
    GetObjectRequest.Builder request = GetObjectRequest.builder().bucket(bucket).key(path);
    as.tag().ifPresent(request::ifMatch);
    if (offset > 0) {
      request.range("bytes=" + offset + "-");
    }
    ResponseInputStream<GetObjectResponse> content = get(path, request.build());
    open.add(content);
    ObjectStream stream = new ObjectStream(content, () -> open.remove(content));
    if (offset > 0 && !isFrom(offset, content.response())) {
      stream.close();
      throw new CannotResumeException("the server sends objects only whole");
    }
    return stream;
  }

  private ResponseInputStream<GetObjectResponse> get(String path, GetObjectRequest request)
      throws IOException {
    return asking(
        path,
        () -> {
          try {
            return client.getObject(request);
          } catch (S3Exception e) {
            if (e.statusCode() == 412) {
              throw new LakeException(
                  "%s changed while it was fetched. Nothing was stored. Fetch again when it is complete"
                      .formatted(location(path)),
                  e);
            }
            throw e;
          }
        });
  }

  private static boolean isFrom(long offset, GetObjectResponse response) {
    return response.contentRange() != null
        && response.contentRange().startsWith("bytes " + offset + "-");
  }

  private <T> T asking(String path, Request<T> request) throws IOException {
    try {
      return request.run();
    } catch (SdkException e) {
      throw S3Failures.of(location(path), e);
    }
  }

  @Override
  public boolean resumable() {
    return true;
  }

  @Override
  public String location(String path) {
    return "s3://" + bucket + (path.isEmpty() ? "" : "/" + path);
  }

  @Override
  public void close() {
    open.forEach(ResponseInputStream::abort);
    client.close();
  }
}
