package dev.bookreel.source.jdbc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CSV with a header, as RFC 4180 has it: no value is nothing, an empty text is {@code ""}. */
final class CsvFormat implements RowFormat {
  private final List<String> names;

  CsvFormat(List<String> names) {
    this.names = List.copyOf(names);
  }

  @Override
  public void header(OutputStream out) throws IOException {
    for (int i = 0; i < names.size(); i++) {
      value(out, i, names.get(i).getBytes(StandardCharsets.UTF_8), false);
    }
    end(out);
  }

  @Override
  public void value(OutputStream out, int column, byte @Nullable [] text, boolean isJson)
      throws IOException {
    if (column > 0) {
      out.write(',');
    }
    if (text == null) {
      return;
    }
    if (!needsQuotes(text)) {
      out.write(text);
      return;
    }
    out.write('"');
    int written = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '"') {
        out.write(text, written, i + 1 - written);
        written = i;
      }
    }
    out.write(text, written, text.length - written);
    out.write('"');
  }

  private static boolean needsQuotes(byte[] text) {
    for (byte b : text) {
      if (b == '"' || b == ',' || b == '\n' || b == '\r') {
        return true;
      }
    }
    return text.length == 0;
  }

  @Override
  public void end(OutputStream out) throws IOException {
    out.write('\n');
  }
}
