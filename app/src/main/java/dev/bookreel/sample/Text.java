package dev.bookreel.sample;

import static dev.bookreel.sample.DeliveryOutput.utf8;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A text in the spelling of each file format. */
final class Text {
  private static final Pattern VALUES = Pattern.compile("§");

  private Text() {}

  /** As a CSV field: in quotes where it has to be (RFC 4180). */
  static byte[] csv(String text) {
    boolean plain = text.indexOf(',') < 0 && text.indexOf('"') < 0;
    return utf8(plain ? text : '"' + text.replace("\"", "\"\"") + '"');
  }

  /** As a JSON string with its quotes, or null. The word lists have no control characters. */
  static byte[] json(@Nullable String text) {
    return utf8(
        text == null ? "null" : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
  }

  /** As a JSON string in capitals, which is how reviews write titles. */
  static byte[] jsonCapitals(String text) {
    return json(text.toUpperCase(Locale.ROOT));
  }

  /**
   * The fixed parts of an element of a JSON array, split where {@code §} stands for a value; the
   * element is indented as the vendor does.
   */
  static byte[][] pieces(String element) {
    return VALUES
        .splitAsStream(element.indent(4).stripTrailing())
        .map(DeliveryOutput::utf8)
        .toArray(byte[][]::new);
  }
}
