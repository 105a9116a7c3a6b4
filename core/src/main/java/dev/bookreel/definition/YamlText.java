package dev.bookreel.definition;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Values as YAML, to be copied into a definition between braces. */
final class YamlText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.<>()/-]*");
  private static final Set<String> NO_TEXTS = Set.of("null", "true", "false");

  private YamlText() {}

  /** A text, in quotes where it needs them. */
  static String of(String text) {
    return PLAIN.matcher(text).matches() && !NO_TEXTS.contains(text.toLowerCase(Locale.ROOT))
        ? text
        : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(
            character -> {
              if (character == '"' || character == '\\') {
                quoted.append('\\').append((char) character);
              } else if (Character.isISOControl(character)) {
                quoted.append("\\u%04x".formatted(character));
              } else {
                quoted.append((char) character);
              }
            });
    return quoted.append('"').toString();
  }
}
