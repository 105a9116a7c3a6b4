package dev.bookreel.source.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** An object's content as it comes in. Closing it early does not wait for the rest. */
final class ObjectStream extends FilterInputStream {
  private final ResponseInputStream<GetObjectResponse> content;
  private final Runnable onClose;
  private boolean ended;

  ObjectStream(ResponseInputStream<GetObjectResponse> content, Runnable onClose) {
    super(content);
    this.content = content;
    this.onClose = onClose;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    try {
      int count = content.read(into, offset, length);
      ended |= count < 0;
      return count;
    } catch (IOException | SdkException e) {
      throw new IOException(S3Failures.broken(e), e);
    }
  }

  @Override
  public void close() throws IOException {
    onClose.run();
    if (ended) {
      content.close();
    } else {
      content.abort();
    }
  }
}
