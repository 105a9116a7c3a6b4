package dev.bookreel.engine.spark;

import dev.bookreel.error.WrongQueryException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what Spark says about wrong SQL into a message. */
final class WrongSql {
  /** Such as {@code [UNRESOLVED_COLUMN.WITH_SUGGESTION]}, and the state behind the message. */
  private static final Pattern CLASS = Pattern.compile("^\\[[A-Z0-9_.]+] ?");

  private static final Pattern STATE = Pattern.compile(" ?SQLSTATE: \\w+.*", Pattern.DOTALL);

  private WrongSql() {}

  static WrongQueryException of(Exception e) {
    return new WrongQueryException("The query is wrong: " + firstLine(e), e);
  }

  /** What went wrong, without Spark's own codes. */
  static String firstLine(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && !(root instanceof org.apache.spark.SparkThrowable)) {
      root = root.getCause();
    }
    String text = String.valueOf(root.getMessage()).strip();
    Matcher code = CLASS.matcher(text);
    text = STATE.matcher(code.replaceFirst("")).replaceFirst("");
    return text.split("\\R", 2)[0].strip();
  }
}
