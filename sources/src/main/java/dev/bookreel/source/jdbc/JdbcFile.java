package dev.bookreel.source.jdbc;

import dev.bookreel.source.FileState;
import dev.bookreel.source.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/** A table or a query as a file. What it holds is not known until it is read. */
record JdbcFile(JdbcSource source, Selected selected, Reading reading, Optional<String> watermark)
    implements SourceFile {
  private static final String SUFFIX = ".zst";

  /** Queries have no name of their own. */
  @Override
  public String location() {
    return selected.at(source.location()) + (selected.query() ? ":" + reading.table().name() : "");
  }

  @Override
  public String name() {
    return reading.table().name() + "." + reading.table().format().extension() + SUFFIX;
  }

  @Override
  public Optional<Instant> deliveredAt() {
    return Optional.empty();
  }

  @Override
  public FileState state() {
    return FileState.UNKNOWN;
  }

  @Override
  public InputStream open(long offset, FileState as) throws IOException {
    return source.open(selected, reading);
  }
}
