package dev.bookreel.engine.embedded.delta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * A file's statistics as the log has them. They are kept as text, because Kernel does not read all
 * that others write (times with another offset than {@code Z}) nor all that it writes itself (long
 * decimals).
 */
final class StatisticsText {
  private static final String TIGHT_BOUNDS = "tightBounds";
  private static final JsonFactory JSON = new JsonFactory();

  private StatisticsText() {}

  /** The same values, of which bounds need no longer occur in the file: rows were deleted. */
  static String withoutTightBounds(String statistics) {
    StringWriter text = new StringWriter();
    try (JsonParser from = JSON.createParser(statistics);
        JsonGenerator to = JSON.createGenerator(text)) {
      from.nextToken();
      to.writeStartObject();
      while (from.nextToken() == JsonToken.FIELD_NAME) {
        if (from.currentName().equals(TIGHT_BOUNDS)) {
          from.nextToken();
        } else {
          copy(from, to);
        }
      }
      to.writeBooleanField(TIGHT_BOUNDS, false);
      to.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** As it is written: read as numbers, zeros would lose their sign and long decimals their end. */
  private static void copy(JsonParser from, JsonGenerator to) throws IOException {
    int depth = 0;
    do {
      if (from.currentToken().isNumeric()) {
        to.writeNumber(from.getText());
      } else {
        to.copyCurrentEventExact(from);
      }
      depth += from.currentToken().isStructStart() ? 1 : from.currentToken().isStructEnd() ? -1 : 0;
    } while ((from.currentToken() == JsonToken.FIELD_NAME || depth > 0)
        && from.nextToken() != null);
  }
}
