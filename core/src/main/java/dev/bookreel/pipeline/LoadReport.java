package dev.bookreel.pipeline;

import dev.bookreel.definition.TableName;
import dev.bookreel.engine.ChangeCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How one delivery's load ended, as {@code lake.loads} records it.
 *
 * @param counts what changed, or for a held delivery would change; empty where nothing was compared
 * @param version the table's version that has it, if it was loaded
 * @param message what a person should know; empty if nothing
 */
public record LoadReport(
    TableName table,
    Instant deliveredAt,
    Instant loadedAt,
    Status status,
    Optional<ChangeCounts> counts,
    OptionalLong version,
    String message,
    Duration duration) {

  /** The ways a load ends. */
  public enum Status {
    LOADED,
    /** Its content is that of the delivery loaded before it: there was nothing to do. */
    UNCHANGED,
    /** It would delete or change too much, and waits to be accepted. */
    HELD,
    /** A later delivery was loaded before it; {@code load --late} takes it in. */
    LATE,
    FAILED,
    /** It was in the table, and rows of it that had been refused were read again. */
    REPLAYED,
    /** It is part of a history that was made anew. */
    REBUILT;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether somebody has to do something about it. */
  public boolean needsAttention() {
    return status == Status.HELD || status == Status.FAILED;
  }

  /** Its values by their column's name in {@code lake.loads}, in the columns' order. */
  public Map<String, @Nullable Object> fields() {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("table_name", table.toString());
    fields.put("delivered_at", deliveredAt);
    fields.put("loaded_at", loadedAt);
    @Nullable ChangeCounts counted = counts.orElse(null);
    fields.put("read", counted == null ? null : counted.read());
    fields.put("inserted", counted == null ? null : counted.inserted());
    fields.put("updated", counted == null ? null : counted.updated());
    fields.put("deleted", counted == null ? null : counted.deleted());
    fields.put("unchanged", counted == null ? null : counted.unchanged());
    fields.put("duplicates", counted == null ? null : counted.duplicates());
    fields.put("quarantined", counted == null ? null : counted.quarantined());
    fields.put("status", status.toString());
    fields.put("message", message);
    fields.put("version", version.isPresent() ? version.getAsLong() : null);
    fields.put("seconds", duration.toMillis() / 1000.0);
    return fields;
  }
}
