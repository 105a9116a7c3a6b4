package dev.bookreel.cli.shell;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Keeps the shell reading until a statement has its semicolon; dot commands are one line. */
final class StatementParser implements Parser {

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE && !isComplete(line)) {
      throw new EOFError(-1, -1, "The statement has no semicolon yet");
    }
    return Word.before(line, cursor);
  }

  static boolean isComplete(String line) {
    return line.isBlank() || line.strip().startsWith(".") || Statements.of(line).rest().isEmpty();
  }

  /** The name that ends at the cursor, which is what completion completes. */
  private record Word(String line, int cursor, String word) implements CompletingParsedLine {

    static Word before(String line, int cursor) {
      int begin = cursor;
      while (begin > 0 && isPartOfName(line.charAt(begin - 1))) {
        begin--;
      }
      return new Word(line, cursor, line.substring(begin, cursor));
    }

    private static boolean isPartOfName(char c) {
      return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }

    @Override
    public int wordCursor() {
      return word.length();
    }

    @Override
    public int wordIndex() {
      return 0;
    }

    @Override
    public List<String> words() {
      return List.of(word);
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return word.length();
    }

    @Override
    public int rawWordLength() {
      return word.length();
    }
  }
}
