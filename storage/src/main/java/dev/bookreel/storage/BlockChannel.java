package dev.bookreel.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/** An object's content in blocks, of which those are fetched that something is read of. */
final class BlockChannel implements SeekableByteChannel {
  private final Blocks blocks;
  private final long size;
  private final int blockBytes;
  private long position;
  private long start;
  private @Nullable FileChannel block;
  private boolean isOpen = true;

  /** Where blocks come from. */
  @FunctionalInterface
  interface Blocks {
    /** Opens a file of a block's bytes. */
    FileChannel open(long start, int bytes) throws IOException;
  }

  /**
   * @param size of the object
   * @param blockBytes of each block but the last one
   */
  BlockChannel(Blocks blocks, long size, int blockBytes) {
    this.blocks = blocks;
    this.size = size;
    this.blockBytes = blockBytes;
  }

  /** Up to the end of a block. */
  @Override
  public int read(ByteBuffer target) throws IOException {
    requireOpen();
    if (position >= size) {
      return -1;
    }
    int read = block().read(target, position - start);
    if (read < 0) {
      throw new EOFException(
          "the block from byte %d on ends at byte %d of %d".formatted(start, position, size));
    }
    position += read;
    return read;
  }

  private FileChannel block() throws IOException {
    if (block != null && position >= start && position < start + blockBytes) {
      return block;
    }
    closeBlock();
    start = position - position % blockBytes;
    FileChannel opened = blocks.open(start, (int) Math.min(blockBytes, size - start));
    block = opened;
    return opened;
  }

  private void closeBlock() throws IOException {
    if (block != null) {
      block.close();
      block = null;
    }
  }

  private void requireOpen() throws ClosedChannelException {
    if (!isOpen) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public long position() throws IOException {
    requireOpen();
    return position;
  }

  @Override
  public SeekableByteChannel position(long position) throws IOException {
    requireOpen();
    if (position < 0) {
      throw new IllegalArgumentException("There is no byte " + position);
    }
    this.position = position;
    return this;
  }

  @Override
  public long size() throws IOException {
    requireOpen();
    return size;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void close() throws IOException {
    isOpen = false;
    closeBlock();
  }
}
