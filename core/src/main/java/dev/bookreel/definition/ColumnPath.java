package dev.bookreel.definition;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where in a delivered record a value is found: {@code metadata.name}, or with {@code []} behind an
 * array's name to take something from each of its elements, {@code nationalities[].slug}. Never
 * empty; at most one step goes into an array.
 */
public record ColumnPath(List<Step> steps) implements Serializable {

  /** One field name on the way, and whether its value is an array to be entered. */
  public record Step(String field, boolean each) implements Serializable {
    @Override
    public String toString() {
      return each ? field + "[]" : field;
    }
  }

  public ColumnPath {
    steps = List.copyOf(steps);
    if (steps.isEmpty() || steps.stream().anyMatch(step -> step.field().isEmpty())) {
      throw new IllegalArgumentException("A path needs a field name between its dots");
    }
    if (steps.stream().filter(Step::each).count() > 1) {
      throw new IllegalArgumentException("A path can go into one array only ('[]' once)");
    }
  }

  /** A path of one field whose name is taken literally, as a CSV header writes it. */
  public static ColumnPath field(String name) {
    return new ColumnPath(List.of(new Step(name, false)));
  }

  /**
   * Reads the form with dots and {@code []}.
   *
   * @throws IllegalArgumentException if it is not a path; the message says why
   */
  public static ColumnPath parse(String text) {
    List<Step> steps = new ArrayList<>();
    for (String part : text.split("\\.", -1)) {
      boolean each = part.endsWith("[]");
      steps.add(new Step(each ? part.substring(0, part.length() - 2) : part, each));
    }
    return new ColumnPath(steps);
  }

  /** Whether the path yields a list. */
  public boolean entersArray() {
    return steps.stream().anyMatch(Step::each);
  }

  @Override
  public String toString() {
    return steps.stream().map(Step::toString).collect(Collectors.joining("."));
  }
}
