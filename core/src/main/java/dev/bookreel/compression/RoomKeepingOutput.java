package dev.bookreel.compression;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;

/** Stops before a disk is full: what else writes there, other tables' loads too, needs room. */
final class RoomKeepingOutput extends FilterOutputStream {
  /** How much is written between two looks at the disk. */
  private static final long LOOK_BYTES = 1L << 20;

  private static final long LARGEST_RESERVE_BYTES = 1L << 30;
  private static final int RESERVED_PART = 20;

  private final FileStore disk;
  private final long reservedBytes;
  private long bytesSinceLook;

  RoomKeepingOutput(OutputStream out, FileStore disk) throws IOException {
    super(out);
    this.disk = disk;
    this.reservedBytes = Math.min(LARGEST_RESERVE_BYTES, disk.getTotalSpace() / RESERVED_PART);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) throws IOException {
    bytesSinceLook += length;
    if (bytesSinceLook >= LOOK_BYTES) {
      bytesSinceLook = 0;
      if (disk.getUsableSpace() < reservedBytes) {
        throw new IOException("too little room would be left on the disk");
      }
    }
    out.write(buffer, offset, length);
  }
}
