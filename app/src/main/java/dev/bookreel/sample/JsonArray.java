package dev.bookreel.sample;

import java.io.IOException;

/**
 * The brackets and commas around a file's records; like the vendor's, it ends without a newline.
 */
final class JsonArray {
  private final DeliveryOutput out;
  private boolean empty = true;

  JsonArray(DeliveryOutput out) throws IOException {
    this.out = out;
    out.put('[');
  }

  /** To be called before every record. */
  void next() throws IOException {
    if (!empty) {
      out.put(',');
    }
    out.put('\n');
    empty = false;
  }

  void end() throws IOException {
    out.put('\n').put(']');
  }
}
