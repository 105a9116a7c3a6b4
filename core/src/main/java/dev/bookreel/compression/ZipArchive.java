package dev.bookreel.compression;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A zip archive. What is in it, its directory at the end says: without it nothing is believed. */
final class ZipArchive implements AutoCloseable {
  private static final int NAMES_SHOWN = 5;

  private final ZipFile zip;

  /**
   * @throws CannotInflateException if its directory is damaged
   */
  ZipArchive(Path file) throws CannotInflateException {
    try {
      this.zip = new ZipFile(file.toFile());
    } catch (IOException e) {
      throw CannotInflateException.damaged(Compression.ZIP, e);
    }
  }

  /** Takes a file's content. */
  @FunctionalInterface
  interface Reader {
    void read(InputStream content) throws IOException;
  }

  /**
   * Reads the content of the one file in it.
   *
   * @throws CannotInflateException if there is more or less than one, or it is damaged
   */
  void onlyFile(Reader reader) throws IOException {
    ZipEntry entry = onlyEntry();
    try (CheckedInputStream content = opened(entry)) {
      reader.read(content);
      if (content.getChecksum().getValue() != entry.getCrc()) {
        throw CannotInflateException.damaged(
            Compression.ZIP,
            new ZipException("the checksum of '" + entry.getName() + "' is wrong"));
      }
    }
  }

  private CheckedInputStream opened(ZipEntry entry) throws CannotInflateException {
    try {
      return new CheckedInputStream(zip.getInputStream(entry), new CRC32());
    } catch (IOException e) {
      throw CannotInflateException.damaged(Compression.ZIP, e);
    }
  }

  private ZipEntry onlyEntry() throws CannotInflateException {
    List<? extends ZipEntry> files =
        zip.stream()
            .filter(entry -> !entry.isDirectory())
            .limit(NAMES_SHOWN + 1L)
            .collect(Collectors.toList());
    if (files.size() == 1) {
      return files.get(0);
    }
    throw new CannotInflateException(
        "it is a zip archive with "
            + (files.isEmpty() ? "no file" : "several files: " + names(files)),
        "Ask for an archive with exactly one file in it");
  }

  private static String names(List<? extends ZipEntry> files) {
    return files.stream()
        .limit(NAMES_SHOWN)
        .map(entry -> "'" + entry.getName() + "'")
        .collect(Collectors.joining(", ", "", files.size() > NAMES_SHOWN ? " and more" : ""));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
