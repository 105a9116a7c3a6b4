package dev.bookreel.definition;

import dev.bookreel.error.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads one of a few words. */
final class Choice {
  private Choice() {}

  /** The constant whose lower-case name is the text; empty after a problem. */
  static <E extends Enum<E>> Optional<E> of(
      E[] constants, YamlScalar text, String key, ProjectFile file) {
    List<String> words =
        Arrays.stream(constants).map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
    int index = words.indexOf(text.value());
    if (index < 0) {
      file.problem(
          text.line(),
          "'%s' is no %s that exists".formatted(text.written(), key),
          Nearest.hint(text.value(), words));
      return Optional.empty();
    }
    return Optional.of(constants[index]);
  }
}
