package dev.bookreel.source.jdbc;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.error.LakeException;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A table or a query of a database.
 *
 * @param text as the project writes it
 * @param query whether it is a query and not a table's name
 */
record Selected(String text, boolean query) {
  private static final Pattern QUERY =
      Pattern.compile("[(\\s]*(select|with)\\b.*\\s.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern END = Pattern.compile("[;\\s]+\\z");

  /** What the setting {@code select} says. */
  static Selected of(String text) {
    return QUERY.matcher(text).matches()
        ? new Selected(END.matcher(text).replaceFirst(""), true)
        : new Selected(text.strip(), false);
  }

  /**
   * What a table's {@code delivery} says.
   *
   * @throws LakeException if it is a path that cannot be a table's name
   */
  static Selected delivery(TableDefinition table) {
    if (table.delivery().chars().anyMatch(character -> "/*?{}".indexOf(character) >= 0)) {
      throw new LakeException(
          "'%s' names no table of a database. Write for example delivery: public.%s in the table's definition, or name the table with the source's 'select'"
              .formatted(table.delivery(), table.name().name()));
    }
    return new Selected(table.delivery(), false);
  }

  /** What a statement selects from. The line break ends a comment at the query's end. */
  String relation(UnaryOperator<String> quoted) {
    return query
        ? "(" + text + "\n)"
        : steps().stream().map(quoted).collect(Collectors.joining("."));
  }

  private List<String> steps() {
    return Arrays.asList(text.split("\\."));
  }

  /** Where it is in a database. */
  String at(String database) {
    return database + "#" + (query ? "query" : text);
  }
}
