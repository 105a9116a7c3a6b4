package dev.bookreel.definition;

import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in {@code ${NAME}}, and {@code ${NAME:-default}} where the variable is unset or empty, as a
 * shell does. A doubled dollar sign before the brace escapes it. Problems name the variable, never
 * its value: it may be secret.
 */
final class EnvironmentSubstitution implements Substitution {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)(}?)");
  private static final Pattern INSIDE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?");

  private final Map<String, String> environment;

  EnvironmentSubstitution(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Optional<String> fill(String text, ProjectFile file, int line) {
    int before = file.problems().count();
    String filled =
        VARIABLE
            .matcher(text)
            .replaceAll(found -> Matcher.quoteReplacement(value(found, file, line)));
    return file.problems().count() > before ? Optional.empty() : Optional.of(filled);
  }

  private String value(MatchResult found, ProjectFile file, int line) {
    if (found.group(1) == null) {
      return "${";
    }
    Matcher inside = INSIDE.matcher(found.group(1));
    if (found.group(2).isEmpty() || !inside.matches()) {
      file.problem(
          line,
          "'" + found.group() + "' does not name an environment variable",
          "Write ${NAME} or ${NAME:-default}, or $${ for the two characters themselves.");
      return "";
    }
    String name = inside.group(1);
    String value = environment.get(name);
    String fallback = inside.group(2);
    if (fallback != null && (value == null || value.isEmpty())) {
      return fallback;
    }
    if (value == null) {
      file.problem(
          line,
          "Environment variable '" + name + "' is not set",
          "Set it, or give a default: ${" + name + ":-default}.");
      return "";
    }
    return value;
  }
}
