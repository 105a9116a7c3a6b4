package dev.bookreel.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bookreel.source.FileState;
import dev.bookreel.source.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** A source's file in memory that counts how often it is opened and how much is read of it. */
class MemoryFile implements SourceFile {
  static final Instant MODIFIED = Instant.parse("2021-12-28T22:11:00.123456789Z");

  private byte[] content;
  private String location = "memory:authors.json";
  private Instant modifiedAt = MODIFIED;
  private Optional<Instant> deliveredAt = Optional.empty();
  private int opened;
  private long bytesRead;

  MemoryFile(String content) {
    this.content = content.getBytes(UTF_8);
  }

  MemoryFile at(String elsewhere) {
    location = elsewhere;
    return this;
  }

  MemoryFile modifiedAt(Instant time) {
    modifiedAt = time;
    return this;
  }

  MemoryFile deliveredAt(String time) {
    deliveredAt = Optional.of(Instant.parse(time));
    return this;
  }

  void become(String other) {
    content = other.getBytes(UTF_8);
  }

  int opened() {
    return opened;
  }

  long bytesRead() {
    return bytesRead;
  }

  @Override
  public String location() {
    return location;
  }

  @Override
  public Optional<Instant> deliveredAt() {
    return deliveredAt;
  }

  int bytes() {
    return content.length;
  }

  @Override
  public FileState state() {
    return FileState.of(content.length, modifiedAt);
  }

  @Override
  public InputStream open(long offset, FileState as) throws IOException {
    opened++;
    byte[] rest = Arrays.copyOfRange(content, (int) offset, content.length);
    return new ByteArrayInputStream(rest) {
      @Override
      public synchronized int read(byte[] buffer, int offset, int length) {
        int count = super.read(buffer, offset, Math.min(length, 3));
        bytesRead += Math.max(count, 0);
        return count;
      }
    };
  }
}
