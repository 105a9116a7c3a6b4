package dev.bookreel.pipeline;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.Breach;
import dev.bookreel.engine.LoadOutcome.Held;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells people why a delivery is held, what it concerns and how to accept it. */
record HeldMessage(TableDefinition table, Held held) {
  private static final int LONGEST_VALUE_SHOWN = 60;

  @Override
  public String toString() {
    return held.breaches().keySet().stream()
            .sorted()
            .map(this::reason)
            .collect(Collectors.joining("; "))
        + ". The table is unchanged. If that is right, run 'bookreel load "
        + table.name()
        + " --accept'";
  }

  private String reason(Breach breach) {
    long deleted = held.counts().deleted();
    long changed = held.counts().updated();
    return switch (breach) {
      case EMPTY ->
          "it has no rows, which would delete all "
              + deleted
              + " records: "
              + examples(breach, deleted);
      case DELETED ->
          "would delete "
              + share(deleted, "max_deleted", table.maxDeleted())
              + examples(breach, deleted);
      case CHANGED ->
          "would change "
              + share(changed, "max_changed", table.maxChanged())
              + examples(breach, changed);
    };
  }

  private String share(long records, String limit, double allowed) {
    return "%d of %d records (%s), more than %s = %s allows: "
        .formatted(
            records,
            held.liveRecords(),
            percent((double) records / held.liveRecords()),
            limit,
            percent(allowed));
  }

  private static String percent(double share) {
    return new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT))
            .format(100 * share)
        + " %";
  }

  private String examples(Breach breach, long records) {
    List<List<Object>> keys = held.breaches().getOrDefault(breach, List.of());
    String shown = keys.stream().map(HeldMessage::key).collect(Collectors.joining(", "));
    return records > keys.size() ? "%s and %d more".formatted(shown, records - keys.size()) : shown;
  }

  private static String key(List<Object> values) {
    String shown = values.stream().map(HeldMessage::value).collect(Collectors.joining(", "));
    return values.size() == 1 ? shown : "(" + shown + ")";
  }

  private static String value(Object value) {
    if (value instanceof List<?> list) {
      return list.stream()
          .map(element -> element == null ? "null" : value(element))
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (!(value instanceof String text)) {
      return value.toString();
    }
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.codePointCount(0, line.length()) > LONGEST_VALUE_SHOWN
        ? "'" + line.substring(0, line.offsetByCodePoints(0, LONGEST_VALUE_SHOWN)) + "…'"
        : "'" + line + "'";
  }
}
