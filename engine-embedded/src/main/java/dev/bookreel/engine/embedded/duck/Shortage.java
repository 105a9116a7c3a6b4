package dev.bookreel.engine.embedded.duck;

import dev.bookreel.definition.ByteSize;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/** Tells what DuckDB ran out of and what helps: its own words are about settings of its own. */
final class Shortage {
  private static final String OUT_OF_MEMORY = "Out of Memory Error: ";
  private static final String OFFLOADING = "failed to offload data block";

  private final Path spill;
  private final Optional<ByteSize> memory;

  Shortage(Path spill, Optional<ByteSize> memory) {
    this.spill = spill;
    this.memory = memory;
  }

  /** The same failure if it is another one. Its kind, at the beginning, is one of the machine's. */
  SQLException told(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.startsWith(OUT_OF_MEMORY + OFFLOADING) || isFailedWrite(message)) {
      return new SQLException(
          OUT_OF_MEMORY
              + "no room is left for temporary files in %s. Make room there, name another folder with BOOKREEL_JAVA_OPTS=-Djava.io.tmpdir=..., or give more than the %s of memory that may be used with --memory"
                  .formatted(spill, limit()),
          failure);
    }
    if (message.startsWith(OUT_OF_MEMORY)) {
      return new SQLException(
          OUT_OF_MEMORY
              + "it takes more than the %s of memory that may be used. Give more with --memory"
                  .formatted(limit()),
          failure);
    }
    return failure;
  }

  private boolean isFailedWrite(String message) {
    return message.startsWith("IO Error: ") && message.contains(spill.toString());
  }

  private String limit() {
    return memory.map(ByteSize::toString).orElse("half of the machine's");
  }
}
