package dev.bookreel.source.directory;

import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import dev.bookreel.source.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;

/** A file on this machine. What it says of itself is read from the disk each time. */
record LocalFile(Path path, Optional<Instant> deliveredAt) implements SourceFile {

  static LakeException cannotRead(Path path, IOException cause) {
    return new LakeException(
        "Cannot read %s: %s. Make the file readable".formatted(path, IoReason.of(cause)), cause);
  }

  @Override
  public String location() {
    return path.toString();
  }

  @Override
  public long bytes() {
    return attributes().size();
  }

  @Override
  public Instant modifiedAt() {
    return attributes().lastModifiedTime().toInstant();
  }

  @Override
  public InputStream open() throws IOException {
    return Files.newInputStream(path);
  }

  private BasicFileAttributes attributes() {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (IOException e) {
      throw cannotRead(path, e);
    }
  }
}
