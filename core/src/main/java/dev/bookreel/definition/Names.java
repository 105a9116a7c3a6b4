package dev.bookreel.definition;

import java.util.regex.Pattern;

/** How things are named. */
final class Names {
  static final String WORD_FIX =
      "Write lower-case letters, digits and underscores, beginning with a letter.";
  static final String HYPHENATED_FIX =
      "Write lower-case words of letters and digits, joined by hyphens.";

  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]*");
  private static final Pattern HYPHENATED = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  private Names() {}

  /** As columns, checks and parameters are named. */
  static boolean isWord(String name) {
    return WORD.matcher(name).matches();
  }

  /** As lakes and questions are named. */
  static boolean isHyphenated(String name) {
    return HYPHENATED.matcher(name).matches();
  }
}
