package dev.bookreel.definition;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a table: {@code schema.name}, lower-case letters, digits and underscores, each part
 * beginning with a letter. Ordered by schema, then name.
 */
public record TableName(String schema, String name) implements Comparable<TableName>, Serializable {
  private static final Pattern QUALIFIED = Pattern.compile("([a-z][a-z0-9_]*)\\.([a-z][a-z0-9_]*)");
  private static final Comparator<TableName> ORDER =
      Comparator.comparing(TableName::schema).thenComparing(TableName::name);

  public TableName {
    if (!QUALIFIED.matcher(schema + "." + name).matches()) {
      throw notATableName(schema + "." + name);
    }
  }

  /** The name that two parts make; empty if they make none. */
  public static Optional<TableName> of(String schema, String name) {
    return QUALIFIED.matcher(schema + "." + name).matches()
        ? Optional.of(new TableName(schema, name))
        : Optional.empty();
  }

  /**
   * @throws IllegalArgumentException if the text is not a table name; the message says what would
   *     be
   */
  public static TableName parse(String text) {
    Matcher matcher = QUALIFIED.matcher(text);
    if (!matcher.matches()) {
      throw notATableName(text);
    }
    return new TableName(matcher.group(1), matcher.group(2));
  }

  private static IllegalArgumentException notATableName(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not a table name. Write schema.name in lower-case letters, digits and underscores,"
            + " for example vendor.authors");
  }

  @Override
  public int compareTo(TableName other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
