package dev.bookreel.error;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The project's files declare something wrong. Carries every problem found, in file and line order.
 */
public final class WrongDefinitionException extends LakeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public WrongDefinitionException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }

  /**
   * One thing that is wrong in a definition.
   *
   * @param file as the user would name it, relative to the project's parent
   * @param line from 1
   * @param what is wrong, with the value
   * @param fix what would be right
   */
  public record Problem(String file, int line, String what, String fix) {
    @Override
    public String toString() {
      return "%s:%d: %s. %s".formatted(file, line, what, fix);
    }
  }
}
