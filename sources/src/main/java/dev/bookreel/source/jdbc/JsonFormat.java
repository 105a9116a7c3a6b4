package dev.bookreel.source.jdbc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An object a line. All values but JSON are texts: so no reader rounds numbers. */
final class JsonFormat implements RowFormat {
  private final List<byte[]> names;

  JsonFormat(List<String> names) {
    this.names = names.stream().map(name -> name.getBytes(StandardCharsets.UTF_8)).toList();
  }

  @Override
  public void header(OutputStream out) {
    // Every object names its fields.
  }

  @Override
  public void value(OutputStream out, int column, byte @Nullable [] text, boolean isJson)
      throws IOException {
    out.write(column == 0 ? '{' : ',');
    text(out, names.get(column));
    out.write(':');
    if (text == null) {
      out.write(new byte[] {'n', 'u', 'l', 'l'});
    } else if (isJson) {
      oneLine(out, text);
    } else {
      text(out, text);
    }
  }

  @Override
  public void end(OutputStream out) throws IOException {
    out.write('}');
    out.write('\n');
  }

  /** Line breaks can stand between values only. */
  private static void oneLine(OutputStream out, byte[] json) throws IOException {
    for (byte b : json) {
      out.write(b == '\n' || b == '\r' ? ' ' : b);
    }
  }

  private static void text(OutputStream out, byte[] text) throws IOException {
    out.write('"');
    for (byte b : text) {
      if (b == '"' || b == '\\') {
        out.write('\\');
        out.write(b);
      } else if (b >= 0 && b < ' ') {
        out.write(
            String.format(Locale.ROOT, "\\u%04x", (int) b).getBytes(StandardCharsets.US_ASCII));
      } else {
        out.write(b);
      }
    }
    out.write('"');
  }
}
