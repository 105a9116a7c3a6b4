package dev.bookreel.definition;

import dev.bookreel.error.WrongDefinitionException;
import dev.bookreel.error.WrongDefinitionException.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong in all files of a project, so that people hear of it at once. */
final class Problems {
  private final List<Problem> all = new ArrayList<>();

  void add(String file, int line, String what, String fix) {
    add(new Problem(file, line, what, fix));
  }

  void add(Problem problem) {
    all.add(problem);
  }

  List<Problem> all() {
    return all;
  }

  int count() {
    return all.size();
  }

  /**
   * @throws WrongDefinitionException with every problem, in file and line order, if there are any
   */
  void throwIfAny() {
    if (!all.isEmpty()) {
      throw new WrongDefinitionException(
          all.stream()
              .sorted(Comparator.comparing(Problem::file).thenComparing(Problem::line))
              .distinct()
              .toList());
    }
  }
}
