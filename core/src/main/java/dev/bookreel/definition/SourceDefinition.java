package dev.bookreel.definition;

import dev.bookreel.error.WrongDefinitionException.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where deliveries come from, as {@code lake.yaml} or the command line declares it.
 *
 * @param kind which kind of source understands the settings, for example {@code directory}
 * @param settings the kind's own settings that are single values and no secrets, environment filled
 *     in
 * @param secrets the kind's own settings that nobody may see
 * @param byTable the kind's own settings that each table has for itself
 * @param tables what it delivers: table names or {@code schema.*}; empty means every table
 * @param deliveredAt where files' delivery times come from; empty means the name if its pattern has
 *     a time, and else the clock
 * @param schedule five cron fields in the lake's zone, for whoever starts runs
 * @param unfilled what settings take from elsewhere and is not there: variables, files of secrets.
 *     Those settings are missing then, and the source cannot be opened
 */
public record SourceDefinition(
    String name,
    String kind,
    Map<String, String> settings,
    Map<String, Secret> secrets,
    Map<String, Map<TableName, String>> byTable,
    List<String> tables,
    Optional<DeliveredAt> deliveredAt,
    Optional<String> schedule,
    List<Problem> unfilled) {
  /** The name of the source that the option {@code --from} gives. */
  public static final String FROM = "--from";

  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}) ?(ms|s|min|h|d)");

  /** Where the time of a delivery comes from. */
  public enum DeliveredAt {
    /** A time in the file's path, such as {@code {date}}. */
    NAME,
    /** When the server says that the file was changed last. */
    SERVER,
    /** When it is fetched. */
    CLOCK;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public SourceDefinition {
    settings = Map.copyOf(settings);
    secrets = Map.copyOf(secrets);
    byTable = Map.copyOf(byTable);
    tables = List.copyOf(tables);
    unfilled = List.copyOf(unfilled);
  }

  /** A source whose settings are all there. */
  public SourceDefinition(
      String name,
      String kind,
      Map<String, String> settings,
      Map<String, Secret> secrets,
      Map<String, Map<TableName, String>> byTable,
      List<String> tables,
      Optional<DeliveredAt> deliveredAt,
      Optional<String> schedule) {
    this(name, kind, settings, secrets, byTable, tables, deliveredAt, schedule, List.of());
  }

  /** A source with a name, a kind and plain settings, which delivers every table. */
  public static SourceDefinition of(String name, String kind, Map<String, String> settings) {
    return new SourceDefinition(
        name, kind, settings, Map.of(), Map.of(), List.of(), Optional.empty(), Optional.empty());
  }

  /** Whether this source is the one to ask for a table's deliveries. */
  public boolean delivers(TableName table) {
    return tables.isEmpty()
        || tables.contains(table.toString())
        || tables.contains(table.schema() + ".*");
  }

  /** For messages, such as {@code directory source 'nightly'}. */
  public String title() {
    return name.equals(FROM) ? kind + " given by --from" : "%s source '%s'".formatted(kind, name);
  }

  /** A text without this source's secrets. */
  public String masked(String text) {
    String masked = text;
    for (Secret secret : secrets.values()) {
      masked = secret.hiddenIn(masked);
    }
    return masked;
  }

  /** A setting that is there. */
  public Optional<String> text(String setting) {
    return Optional.ofNullable(settings.get(setting));
  }

  /** A setting that its kind requires. */
  public String required(String setting) {
    return text(setting)
        .orElseThrow(() -> new IllegalArgumentException(title() + " has no '" + setting + "'"));
  }

  /** A number that is there. */
  public OptionalInt number(String setting) {
    String value = settings.get(setting);
    return value == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value));
  }

  /** A length of time that is there. */
  public Optional<Duration> duration(String setting) {
    return text(setting).flatMap(SourceDefinition::parseDuration);
  }

  /** Whether a setting is there and true. */
  public boolean flag(String setting) {
    return "true".equals(settings.get(setting));
  }

  /** A secret that is there. */
  public Optional<Secret> secret(String setting) {
    return Optional.ofNullable(secrets.get(setting));
  }

  /** A table's own value of a setting, if it has one. */
  public Optional<String> of(String setting, TableName table) {
    return Optional.ofNullable(byTable.getOrDefault(setting, Map.of()).get(table));
  }

  /** A text such as {@code 30 s} or {@code 2 h} as a length of time; empty if it is none. */
  public static Optional<Duration> parseDuration(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "min" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        });
  }

  /** Leaves out the settings' values: a URL may hold what nobody should see. */
  @Override
  public String toString() {
    return "SourceDefinition[" + name + ", " + kind + ", settings " + settings.keySet() + "]";
  }
}
