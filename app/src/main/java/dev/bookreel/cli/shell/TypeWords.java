package dev.bookreel.cli.shell;

import java.util.Locale;
import java.util.Map;

/** The types of columns in the words of definitions, whatever an engine calls them. */
final class TypeWords {
  private static final Map<String, String> WORDS =
      Map.of(
          "varchar", "string",
          "integer", "int",
          "bigint", "long",
          "timestamp with time zone", "timestamp");

  private TypeWords() {}

  static String of(String engineType) {
    String type = engineType.toLowerCase(Locale.ROOT);
    return type.endsWith("[]")
        ? "array<" + of(type.substring(0, type.length() - 2)) + ">"
        : WORDS.getOrDefault(type, type);
  }
}
