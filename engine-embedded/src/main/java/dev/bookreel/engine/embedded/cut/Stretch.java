package dev.bookreel.engine.embedded.cut;

import java.io.Serializable;

/**
 * Some bytes of a file.
 *
 * @param start of the first one, from 0
 * @param end behind the last one
 */
public record Stretch(long start, long end) implements Serializable {
  public long bytes() {
    return end - start;
  }
}
