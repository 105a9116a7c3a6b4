package dev.bookreel.definition;

import dev.bookreel.error.Nearest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files of a source are a table's deliveries: a path with forward slashes, relative, without
 * {@code ..}. A step of it may hold {@code *} (any characters), {@code ?} (one) and the parts of a
 * time: {@code {date}} (2021-12-29 or 20211229), {@code {time}} (02-00-00, 02-00, 020000 or 0200),
 * {@code {year}}, {@code {month}}, {@code {day}}, {@code {hour}}, {@code {minute}}, {@code
 * {second}}, or {@code {delivered_at}} (2021-12-29T02-00-00Z, in UTC). A part that occurs twice
 * must be the same at both places.
 */
public final class DeliveryPath {
  private static final Map<String, String> PARTS =
      Map.of(
          "date", "(?:\\d{4}-\\d{2}-\\d{2}|\\d{8})",
          "time", "(?:\\d{2}-\\d{2}(?:-\\d{2})?|\\d{4}(?:\\d{2})?)",
          "year", "\\d{4}",
          "month", "\\d{2}",
          "day", "\\d{2}",
          "hour", "\\d{2}",
          "minute", "\\d{2}",
          "second", "\\d{2}",
          "delivered_at", "\\d{4}-\\d{2}-\\d{2}T\\d{2}-\\d{2}-\\d{2}(?:\\.\\d{3})?Z");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
  private static final Pattern SPECIAL = Pattern.compile("\\{([^{}]*)}|[*?]");
  private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");

  private final String text;
  private final List<String> steps;

  private DeliveryPath(String text) {
    this.text = text;
    this.steps = List.of(text.split("/", -1));
  }

  /** Thrown for a text that is no such path; the message says what is wrong, and how to mend it. */
  public static final class WrongException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String fix;

    WrongException(String what, String fix) {
      super(what);
      this.fix = fix;
    }

    /** What would be right. */
    public String fix() {
      return fix;
    }
  }

  /**
   * @throws WrongException if it is no path within a source, or its parts of a time make no time
   */
  public static DeliveryPath parse(String text) throws WrongException {
    List<String> steps = Arrays.asList(text.split("/", -1));
    if (text.contains("\\")
        || DRIVE.matcher(text).matches()
        || steps.contains("")
        || steps.contains(".")
        || steps.contains("..")
        || text.chars().anyMatch(Character::isISOControl)) {
      throw new WrongException(
          "is not a path within a source",
          "Write it relative, with forward slashes and without '..', like vendor/authors.json.");
    }
    DeliveryPath path = new DeliveryPath(text);
    List<String> parts = path.parts();
    for (String part : parts) {
      if (!PARTS.containsKey(part)) {
        throw new WrongException(
            "has an unknown part in braces",
            Nearest.hint(part, PARTS.keySet().stream().sorted().toList()));
      }
    }
    if (!parts.isEmpty() && !tellsADay(parts)) {
      throw new WrongException(
          "has parts of a time that do not make a day",
          "Add {date}, or {year}, {month} and {day}.");
    }
    return path;
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      parts.add(matcher.group(1));
    }
    return parts;
  }

  private static boolean tellsADay(List<String> parts) {
    return parts.contains("delivered_at")
        || parts.contains("date")
        || parts.containsAll(List.of("year", "month", "day"));
  }

  /** Its steps from the source's root to the file. */
  public List<String> steps() {
    return steps;
  }

  /** Whether names that match it tell a time. */
  public boolean tellsATime() {
    return PLACEHOLDER.matcher(text).find();
  }

  /** Whether a step is a pattern and not a name. */
  public static boolean isPattern(String step) {
    return SPECIAL.matcher(step).find();
  }

  /** A pattern for the names that a step stands for, with a group {@code part} for each part. */
  private static String regex(String step, Map<String, Integer> seen) {
    StringBuilder regex = new StringBuilder();
    Matcher special = SPECIAL.matcher(step);
    int end = 0;
    while (special.find()) {
      regex.append(Pattern.quote(step.substring(end, special.start())));
      regex.append(
          switch (special.group()) {
            case "*" -> ".*";
            case "?" -> ".";
            default -> part(special.group(1), seen);
          });
      end = special.end();
    }
    return regex.append(Pattern.quote(step.substring(end))).toString();
  }

  private static String part(String part, Map<String, Integer> seen) {
    String group = part.replace("_", "");
    return seen.merge(part, 1, Integer::sum) == 1
        ? "(?<" + group + ">" + PARTS.get(part) + ")"
        : "\\k<" + group + ">";
  }

  /** Whether a name is one that a step stands for. */
  public static boolean matches(String step, String name) {
    return Pattern.compile(regex(step, new HashMap<>()), Pattern.DOTALL).matcher(name).matches();
  }

  /**
   * The time that a path of as many steps tells.
   *
   * @param zone in which its hours are meant
   * @return empty if the path does not match as a whole, or there is no such time
   */
  public Optional<Instant> time(List<String> path, ZoneId zone) {
    Matcher matcher =
        Pattern.compile(regex(text, new HashMap<>()), Pattern.DOTALL)
            .matcher(String.join("/", path));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> found = new HashMap<>();
    for (String part : parts()) {
      found.put(part, matcher.group(part.replace("_", "")));
    }
    try {
      return Optional.of(instant(found, zone));
    } catch (DateTimeException noSuchTime) {
      return Optional.empty();
    }
  }

  private static Instant instant(Map<String, String> found, ZoneId zone) {
    String whole = found.get("delivered_at");
    if (whole != null) {
      return Instant.parse(whole.substring(0, 11) + whole.substring(11).replace('-', ':'));
    }
    String time = digits(found.get("time"));
    return LocalDate.of(
            part(found, "year", digits(found.get("date")), 0, 4),
            part(found, "month", digits(found.get("date")), 4, 6),
            part(found, "day", digits(found.get("date")), 6, 8))
        .atTime(
            LocalTime.of(
                part(found, "hour", time, 0, 2),
                part(found, "minute", time, 2, 4),
                part(found, "second", time, 4, 6)))
        .atZone(zone)
        .toInstant();
  }

  private static String digits(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text.replace("-", "");
  }

  /** A part by its own name, else from the digits of {@code date} or {@code time}, else 0. */
  private static int part(Map<String, String> found, String name, String digits, int from, int to) {
    String own = found.get(name);
    if (own != null) {
      return Integer.parseInt(own);
    }
    return digits.length() >= to ? Integer.parseInt(digits.substring(from, to)) : 0;
  }

  @Override
  public String toString() {
    return text;
  }
}
