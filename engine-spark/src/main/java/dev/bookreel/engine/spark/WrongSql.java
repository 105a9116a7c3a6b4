package dev.bookreel.engine.spark;

import dev.bookreel.engine.embedded.SqlText;
import dev.bookreel.error.WrongQueryException;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

/** Turns what Spark says about wrong SQL into a message. */
final class WrongSql {
  /** Such as {@code [UNRESOLVED_COLUMN.WITH_SUGGESTION]}. */
  private static final Pattern CLASS = Pattern.compile("^\\[[A-Z0-9_.]+] ?");

  /** Behind the message. */
  private static final Pattern STATE = Pattern.compile(" ?SQLSTATE: \\w+.*", Pattern.DOTALL);

  private WrongSql() {}

  static WrongQueryException of(String sql, Exception e) {
    return new WrongQueryException("The query is wrong: " + firstLine(e) + pointer(sql, e), e);
  }

  /** What went wrong, without Spark's own codes. */
  static String firstLine(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && !(root instanceof AnalysisException)) {
      root = root.getCause();
    }
    // Of a class that is missing, the message is nothing but its name.
    boolean missing = root instanceof ClassNotFoundException || root instanceof LinkageError;
    String message = missing ? root.toString() : String.valueOf(root.getMessage());
    String text = CLASS.matcher(message.strip()).replaceFirst("");
    if (root instanceof SparkThrowable) {
      text = STATE.matcher(text).replaceFirst("");
    }
    return text.split("\\R", 2)[0].strip();
  }

  private static String pointer(String sql, Exception e) {
    if (!(e instanceof AnalysisException wrong)
        || wrong.line().isEmpty()
        || wrong.startPosition().isEmpty()) {
      return "";
    }
    int position = (int) wrong.startPosition().get();
    int start = 0;
    for (int line = (int) wrong.line().get(); line > 1; line--) {
      start = sql.indexOf('\n', start) + 1;
    }
    return start + position > sql.length() ? "" : SqlText.pointer(sql, start + position);
  }
}
