package dev.bookreel.definition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One file of a project.
 *
 * @param shown its name in problems, relative to the project's parent
 */
record ProjectFile(Path path, String shown, Problems problems) {
  /** Far more than anybody writes by hand; keeps a dump put in the wrong place out of memory. */
  private static final int LIMIT_BYTES = 1 << 20;

  void problem(int line, String what, String fix) {
    problems.add(shown, line, what, fix);
  }

  /** The content, with {@code \n} ending its lines; empty after a problem. */
  Optional<String> text() {
    try {
      if (Files.size(path) > LIMIT_BYTES) {
        problem(1, "The file is larger than 1 MB", "Definitions are small: is it a delivery?");
        return Optional.empty();
      }
      return decode(Files.readAllBytes(path));
    } catch (IOException e) {
      problem(
          1, "The file cannot be read (" + e + ")", "Check that it exists and its permissions.");
      return Optional.empty();
    }
  }

  private Optional<String> decode(byte[] bytes) {
    // A new decoder reports what it cannot read, where new String(bytes, UTF_8) replaces it.
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer characters = CharBuffer.allocate(bytes.length);
    if (decoder.decode(ByteBuffer.wrap(bytes), characters, true).isError()) {
      String before = characters.flip().toString();
      problem(lineAt(before, before.length()), "The file is not UTF-8 text", "Save it as UTF-8.");
      return Optional.empty();
    }
    String text = characters.flip().toString().replace("\r\n", "\n");
    return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }

  /** The line, counted from 1, of a position in a text. */
  static int lineAt(String text, int position) {
    return 1
        + (int) text.substring(0, position).chars().filter(character -> character == '\n').count();
  }
}
