package dev.bookreel.compression;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Compresses what tests deliver. */
public final class Packed {
  private Packed() {}

  public static byte[] gzip(byte[] content) {
    return written(
        out -> {
          try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
          }
        });
  }

  /** With a checksum, as the command line tool writes it. */
  public static byte[] zstd(byte[] content) {
    try (ZstdCompressCtx context = new ZstdCompressCtx()) {
      return context.setChecksum(true).compress(content);
    }
  }

  /** A zip of files with one content; a name that ends with a slash is a folder. */
  public static byte[] zip(byte[] content, String... names) {
    return written(
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : names) {
              zip.putNextEntry(new ZipEntry(name));
              if (!name.endsWith("/")) {
                zip.write(content);
              }
              zip.closeEntry();
            }
          }
        });
  }

  /** A zip of one file that is stored and not compressed. */
  static byte[] zipStored(byte[] content, String name) {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    return written(
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(entry);
            zip.write(content);
            zip.closeEntry();
          }
        });
  }

  public static byte[] by(Compression compression, byte[] content) {
    return switch (compression) {
      case GZIP -> gzip(content);
      case ZSTD -> zstd(content);
      case ZIP -> zip(content, "content");
    };
  }

  public static byte[] joined(byte[]... parts) {
    return written(
        out -> {
          for (byte[] part : parts) {
            out.write(part);
          }
        });
  }

  @FunctionalInterface
  private interface Writer {
    void write(OutputStream out) throws IOException;
  }

  private static byte[] written(Writer writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
