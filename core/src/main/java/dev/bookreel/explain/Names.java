package dev.bookreel.explain;

import java.util.List;
import java.util.stream.Collectors;

/** Columns' names in SQL, which may be words of its own. */
final class Names {
  private Names() {}

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String quoted(List<String> names) {
    return names.stream().map(Names::quoted).collect(Collectors.joining(", "));
  }
}
