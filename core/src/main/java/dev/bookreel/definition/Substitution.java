package dev.bookreel.definition;

import java.util.Optional;

/** What becomes of a file's values before they are used. */
@FunctionalInterface
interface Substitution {
  Substitution NONE = (text, file, line) -> Optional.of(text);

  /** The text to use instead; empty after a problem. */
  Optional<String> fill(String text, ProjectFile file, int line);
}
