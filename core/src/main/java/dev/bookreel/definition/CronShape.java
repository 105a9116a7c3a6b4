package dev.bookreel.definition;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks the form of a schedule: minute, hour, day of month, month and day of week. */
final class CronShape {
  private static final String VALUE = "(\\d{1,2}|[a-z]{3})";
  private static final Pattern ITEM =
      Pattern.compile("(?:\\*|" + VALUE + "(?:-" + VALUE + ")?)(?:/([1-9]\\d?))?");
  private static final List<Field> FIELDS =
      List.of(
          new Field("minute", 0, 59, List.of()),
          new Field("hour", 0, 23, List.of()),
          new Field("day of month", 1, 31, List.of()),
          new Field(
              "month",
              1,
              12,
              List.of(
                  "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                  "dec")),
          new Field("day of week", 0, 7, List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat")));

  private CronShape() {}

  private record Field(String name, int min, int max, List<String> names) {
    boolean accepts(String text) {
      for (String item : text.split(",", -1)) {
        Matcher matcher = ITEM.matcher(item);
        if (!matcher.matches() || !inOrder(matcher.group(1), matcher.group(2))) {
          return false;
        }
      }
      return true;
    }

    private boolean inOrder(String first, String last) {
      return first == null
          || (number(first) >= 0 && (last == null || number(last) >= number(first)));
    }

    /** The value's number, or -1 if the field has no such value. */
    private int number(String value) {
      if (Character.isDigit(value.charAt(0))) {
        int number = Integer.parseInt(value);
        return number >= min && number <= max ? number : -1;
      }
      int index = names.indexOf(value);
      return index < 0 ? -1 : index + min;
    }
  }

  /** What is wrong with a schedule, without its text; empty if nothing is. */
  static Optional<String> wrong(String schedule) {
    String[] fields = schedule.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
    if (fields.length != FIELDS.size()) {
      return Optional.of("has " + fields.length + " fields, not 5");
    }
    for (int i = 0; i < fields.length; i++) {
      if (!FIELDS.get(i).accepts(fields[i])) {
        return Optional.of("has a wrong " + FIELDS.get(i).name());
      }
    }
    return Optional.empty();
  }
}
