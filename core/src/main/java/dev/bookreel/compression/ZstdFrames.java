package dev.bookreel.compression;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * The content of a zstd file, which may be several frames, one behind the other. The library's own
 * stream takes a later frame that is cut for the end.
 */
final class ZstdFrames extends InputStream {
  private static final int BUFFER_BYTES = 128 * 1024;

  private final InputStream packed;
  private final ZstdDecompressCtx context = new ZstdDecompressCtx();
  private final byte[] chunk = new byte[BUFFER_BYTES];
  private final ByteBuffer source = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
  private final ByteBuffer content = ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
  private boolean atEndOfFrame;

  ZstdFrames(InputStream packed) {
    this.packed = packed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (!content.hasRemaining()) {
      if (!inflateMore()) {
        return -1;
      }
    }
    int count = Math.min(length, content.remaining());
    content.get(buffer, offset, count);
    return count;
  }

  /** Returns false at the end of the file. */
  private boolean inflateMore() throws IOException {
    boolean mayHoldMore = content.limit() == content.capacity() && !atEndOfFrame;
    if (!source.hasRemaining() && !mayHoldMore && !readMore()) {
      if (!atEndOfFrame) {
        throw new EOFException();
      }
      return false;
    }
    content.clear();
    try {
      atEndOfFrame = context.decompressDirectByteBufferStream(content, source);
    } catch (ZstdException e) {
      throw new IOException(e.getMessage(), e);
    }
    content.flip();
    return true;
  }

  private boolean readMore() throws IOException {
    int count = packed.read(chunk, 0, chunk.length);
    if (count < 0) {
      return false;
    }
    source.clear();
    source.put(chunk, 0, count).flip();
    return true;
  }

  @Override
  public void close() throws IOException {
    context.close();
    packed.close();
  }
}
