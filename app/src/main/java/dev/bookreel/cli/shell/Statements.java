package dev.bookreel.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SQL text cut into statements at the semicolons that stand outside of quotes and comments.
 *
 * @param complete the statements that a semicolon ends, without it; none is blank
 * @param rest what follows the last of them: a statement without its semicolon, or nothing
 */
public record Statements(List<String> complete, String rest) {
  /** A quoted text, an identifier, or a comment, even if its end is missing; or a semicolon. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(\\$\\w*\\$)(?s:.*?)(\\1|\\z)|'[^']*+('|\\z)|\"[^\"]*+(\"|\\z)|--[^\\n]*+|/\\*(?s:.*?)(\\*/|\\z)|;");

  private static final Pattern COMMENT = Pattern.compile("--[^\\n]*+|/\\*(?s:.*?)\\*/");

  public Statements {
    complete = List.copyOf(complete);
  }

  public static Statements of(String text) {
    List<String> complete = new ArrayList<>();
    int begin = 0;
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      if (token.group().equals(";")) {
        addUnlessEmpty(complete, text.substring(begin, token.start()));
        begin = token.end();
      }
    }
    String rest = text.substring(begin).strip();
    return new Statements(complete, isEmpty(rest) ? "" : rest);
  }

  /** All statements, also one at the end that no semicolon ends. */
  public List<String> all() {
    List<String> all = new ArrayList<>(complete);
    addUnlessEmpty(all, rest);
    return all;
  }

  private static void addUnlessEmpty(List<String> statements, String text) {
    if (!isEmpty(text)) {
      statements.add(text.strip());
    }
  }

  /** A comment whose end is missing is not empty: its end has to come first. */
  private static boolean isEmpty(String text) {
    return COMMENT.matcher(text).replaceAll("").isBlank();
  }
}
