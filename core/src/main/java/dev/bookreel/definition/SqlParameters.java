package dev.bookreel.definition;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the parameters of SQL: {@code :name}, a letter or underscore first. What looks like one in
 * a string, a quoted name or a comment is none, nor is the type behind {@code ::}, nor what follows
 * a value in brackets: {@code a[1:n]}, {@code {'k':v}}.
 */
public final class SqlParameters {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What a text in dollars begins with, and ends with again. */
  private static final Pattern DOLLARS = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)?\\$");

  private SqlParameters() {}

  /**
   * One place where SQL uses a parameter.
   *
   * @param name without the colon
   * @param start offset of the colon
   * @param end offset behind the name
   */
  public record Occurrence(String name, int start, int end) {}

  /** Every use of a parameter, in the order of the text. */
  public static List<Occurrence> find(String sql) {
    return new Scan(sql).occurrences();
  }

  /**
   * The SQL with every use of a parameter replaced by what the function gives for its name. It is
   * asked once a use, in the order of the text.
   */
  public static String replace(String sql, Function<String, String> replacement) {
    StringBuilder replaced = new StringBuilder();
    int copied = 0;
    for (Occurrence occurrence : find(sql)) {
      replaced.append(sql, copied, occurrence.start());
      replaced.append(replacement.apply(occurrence.name()));
      copied = occurrence.end();
    }
    return replaced.append(sql, copied, sql.length()).toString();
  }

  /** One pass over a text. What is not closed ends with the text: the engine will complain. */
  private static final class Scan {
    private final String sql;
    private final ArrayList<Occurrence> found = new ArrayList<>();
    private int brackets;

    private Scan(String sql) {
      this.sql = sql;
    }

    private List<Occurrence> occurrences() {
      int at = 0;
      while (at < sql.length()) {
        at = next(at);
      }
      return List.copyOf(found);
    }

    /** Where to go on after the token that begins here. */
    private int next(int at) {
      char character = sql.charAt(at);
      if (character == '\'' || character == '"' || character == '`') {
        // A doubled quote inside reads as two quoted texts side by side, which skips the same.
        return after(String.valueOf(character), at + 1);
      }
      if (character == '$') {
        Matcher quote = DOLLARS.matcher(sql).region(at, sql.length());
        return quote.lookingAt() ? after(quote.group(), quote.end()) : at + 1;
      }
      if (sql.startsWith("--", at)) {
        return after("\n", at + 2);
      }
      if (sql.startsWith("/*", at)) {
        return afterComment(at + 2);
      }
      if (sql.startsWith("::", at)) {
        return at + 2;
      }
      brackets += character == '[' || character == '{' ? 1 : 0;
      brackets -= character == ']' || character == '}' ? 1 : 0;
      return character == ':' && !(brackets > 0 && followsAValue(at)) ? parameter(at) : at + 1;
    }

    private boolean followsAValue(int colon) {
      char before = sql.charAt(colon - 1);
      return Character.isLetterOrDigit(before) || "_'\"`])}".indexOf(before) >= 0;
    }

    private int parameter(int colon) {
      Matcher name = NAME.matcher(sql).region(colon + 1, sql.length());
      if (!name.lookingAt()) {
        return colon + 1;
      }
      found.add(new Occurrence(name.group(), colon, name.end()));
      return name.end();
    }

    private int after(String end, int from) {
      int at = sql.indexOf(end, from);
      return at < 0 ? sql.length() : at + end.length();
    }

    /** Both engines let comments nest. */
    private int afterComment(int from) {
      int depth = 1;
      int at = from;
      while (at < sql.length() && depth > 0) {
        boolean opens = sql.startsWith("/*", at);
        boolean closes = sql.startsWith("*/", at);
        depth += opens ? 1 : closes ? -1 : 0;
        at += opens || closes ? 2 : 1;
      }
      return Math.min(at, sql.length());
    }
  }
}
