package dev.bookreel.error;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the known name that somebody probably meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * The only candidate with the same part behind a dot, as {@code stream.movies} for {@code
   * movies}; else the one with the smallest Levenshtein distance, cases ignored, if it is near
   * enough (a third of the word's length, at least 2). A word without a dot is also compared with
   * the parts behind the dots.
   */
  public static Optional<String> to(String word, Collection<String> candidates) {
    String ending = "." + word.substring(word.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    List<String> same =
        candidates.stream()
            .filter(candidate -> candidate.toLowerCase(Locale.ROOT).endsWith(ending))
            .collect(Collectors.toList());
    if (same.size() == 1 && !ending.equals(".*")) {
      return Optional.of(same.get(0));
    }
    return candidates.stream()
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .filter(candidate -> distance(word, candidate) <= Math.max(2, word.length() / 3));
  }

  /** A sentence for a message: {@code Did you mean 'x'?} or the list of all that exist. */
  public static String hint(String word, Collection<String> candidates) {
    return to(word, candidates)
        .map(near -> "Did you mean '" + near + "'?")
        .orElse("There are: " + String.join(", ", candidates) + ".");
  }

  private static int distance(String word, String candidate) {
    int whole = levenshtein(word, candidate);
    int dot = candidate.lastIndexOf('.');
    return dot < 0 || word.indexOf('.') >= 0
        ? whole
        : Math.min(whole, levenshtein(word, candidate.substring(dot + 1)));
  }

  private static int levenshtein(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
