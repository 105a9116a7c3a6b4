package dev.bookreel.cli.shell;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/**
 * Completes keywords, tables and columns: the columns of the tables that the statement names, or of
 * all as long as it names none.
 */
final class SqlCompleter implements Completer {
  private static final List<String> KEYWORDS =
      List.of(
          "select",
          "from",
          "where",
          "group by",
          "order by",
          "having",
          "limit",
          "offset",
          "join",
          "left join",
          "full join",
          "cross join",
          "on",
          "using",
          "as",
          "and",
          "or",
          "not",
          "in",
          "is null",
          "is not null",
          "between",
          "like",
          "exists",
          "case",
          "when",
          "then",
          "else",
          "end",
          "distinct",
          "union all",
          "except",
          "intersect",
          "with",
          "over",
          "partition by",
          "cast",
          "count",
          "sum",
          "avg",
          "min",
          "max",
          "median",
          "coalesce",
          "desc",
          "asc");

  private final Catalog catalog;

  SqlCompleter(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String before = line.line().substring(0, line.cursor()).stripLeading();
    if (before.startsWith(".") && before.equals(line.word())) {
      DotCommand.names().forEach(name -> candidates.add(candidate(name, "commands")));
      return;
    }
    catalog.names().forEach(name -> candidates.add(candidate(name, "tables")));
    if (before.startsWith(".")) {
      return;
    }
    columns(line.line()).forEach(name -> candidates.add(candidate(name, "columns")));
    KEYWORDS.forEach(word -> candidates.add(candidate(inCaseOf(line.word(), word), "keywords")));
  }

  private Set<String> columns(String statement) {
    String text = statement.toLowerCase(Locale.ROOT);
    List<Catalog.Table> named =
        catalog.tables().stream().filter(table -> text.contains(table.name())).toList();
    return (named.isEmpty() ? catalog.tables() : named)
        .stream()
            .flatMap(table -> table.columns().stream())
            .map(Catalog.Column::name)
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Who writes keywords in capitals gets them in capitals. */
  private static String inCaseOf(String typed, String keyword) {
    boolean capitals = !typed.isEmpty() && typed.equals(typed.toUpperCase(Locale.ROOT));
    return capitals ? keyword.toUpperCase(Locale.ROOT) : keyword;
  }

  private static Candidate candidate(String value, String group) {
    return new Candidate(value, value, group, null, null, null, true);
  }
}
