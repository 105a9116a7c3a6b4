package dev.bookreel.explain;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.RawEntry;
import dev.bookreel.delivery.RawZone;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.explain.RecordEvent.Cause;
import dev.bookreel.explain.RecordEvent.What;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Explains records by their history and by the deliveries in the raw zone. */
public final class Explainer {
  private final Engine engine;
  private final RawZone raw;

  /**
   * @param engine stays open, and its caller's to close
   */
  public Explainer(Path lake, Engine engine) {
    this.engine = engine;
    this.raw = new RawZone(lake);
  }

  /**
   * Everything that happened to one record. Reads the deliveries that caused it again, for the
   * record's position.
   *
   * @throws WrongUsageException if the table never had it; names keys that look alike
   */
  public RecordHistory history(RecordKey key) {
    List<Version> versions = versions(key);
    List<RecordEvent> events = new ArrayList<>();
    @Nullable Version before = null;
    for (Version version : versions) {
      if (before != null && !Objects.equals(before.to(), version.from())) {
        events.add(deleted(key, before, Optional.of(version.from())));
      }
      events.add(begun(key, before, version));
      before = version;
    }
    if (before != null && before.to() != null) {
      events.add(deleted(key, before, Optional.empty()));
    }
    return new RecordHistory(key, events);
  }

  /** What differs in a table between two moments of its history; to be closed. */
  public TableDiff diff(TableDefinition table, Instant from, Instant to) {
    return new TableDiff(engine.view(), table, from, to);
  }

  private record Version(List<@Nullable Object> values, Instant from, @Nullable Instant to) {}

  private List<Version> versions(RecordKey key) {
    TableDefinition table = key.table();
    List<String> columns = table.columnNames();
    Query query =
        new Query(
            "SELECT valid_from, valid_to, %s FROM %s_history WHERE %s ORDER BY valid_from"
                .formatted(Names.quoted(columns), table.name(), key.condition()),
            key.parameters());
    try (LakeView view = engine.view()) {
      List<Version> versions = new ArrayList<>();
      for (List<@Nullable Object> row : list(view, query)) {
        versions.add(
            new Version(
                row.subList(2, row.size()),
                (Instant) Objects.requireNonNull(row.get(0)),
                (Instant) row.get(1)));
      }
      if (versions.isEmpty()) {
        throw noSuchRecord(key, nearest(view, key));
      }
      return versions;
    }
  }

  private static WrongUsageException noSuchRecord(
      RecordKey key, List<List<@Nullable Object>> nearest) {
    return new WrongUsageException(
        "%s never had a record with the key %s. %s"
            .formatted(
                key.table().name(),
                KeyText.words(key.texts()),
                nearest.isEmpty()
                    ? "It has none at all"
                    : "The nearest keys: "
                        + nearest.stream().map(KeyText::words).collect(Collectors.joining("; "))));
  }

  /** By how many letters have to change, all of the key's values together. */
  private static List<List<@Nullable Object>> nearest(LakeView view, RecordKey key) {
    TableDefinition table = key.table();
    Map<String, Object> texts = new HashMap<>();
    String distance =
        IntStream.range(0, key.texts().size())
            .mapToObj(
                i -> {
                  texts.put("text_" + i, key.texts().get(i));
                  return "levenshtein(lower(CAST(%s AS STRING)), lower(:text_%d))"
                      .formatted(Names.quoted(table.key().get(i)), i);
                })
            .collect(Collectors.joining(" + "));
    String columns = Names.quoted(table.key());
    return list(
        view,
        new Query(
            "SELECT %s FROM %s ORDER BY %s, %s LIMIT 3"
                .formatted(columns, table.name(), distance, columns),
            texts));
  }

  private static List<List<@Nullable Object>> list(LakeView view, Query query) {
    List<List<@Nullable Object>> all = new ArrayList<>();
    try (Rows rows = view.query(query)) {
      for (List<@Nullable Object> row = rows.next(); row != null; row = rows.next()) {
        all.add(row);
      }
    }
    return all;
  }

  private RecordEvent begun(RecordKey key, @Nullable Version before, Version version) {
    What what =
        before == null
            ? What.INSERTED
            : version.from().equals(before.to()) ? What.UPDATED : What.CAME_BACK;
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < version.values().size(); i++) {
      String column = key.table().columns().get(i).name();
      Object from = before == null ? null : before.values().get(i);
      Object to = version.values().get(i);
      if (!key.table().key().contains(column) && !Objects.equals(from, to)) {
        changes.add(new Change(column, from, to));
      }
    }
    return new RecordEvent(
        what,
        version.from(),
        Optional.ofNullable(version.to()),
        changes,
        cause(key, version.from()));
  }

  private RecordEvent deleted(RecordKey key, Version last, Optional<Instant> until) {
    Instant at = Objects.requireNonNull(last.to());
    return new RecordEvent(
        What.DELETED,
        at,
        until,
        List.of(),
        cause(raw.entry(key.table().name(), at), OptionalLong.empty(), Optional.empty()));
  }

  private Cause cause(RecordKey key, Instant deliveredAt) {
    Optional<RawEntry> entry = raw.entry(key.table().name(), deliveredAt);
    if (entry.isEmpty()) {
      return cause(entry, OptionalLong.empty(), Optional.of("the raw zone does not have it"));
    }
    try {
      OptionalLong position = engine.position(key.table(), entry.get().delivery(), key.values());
      return cause(
          entry,
          position,
          position.isPresent()
              ? Optional.empty()
              : Optional.of("today's definition finds no such record in it"));
    } catch (LakeException e) {
      return cause(entry, OptionalLong.empty(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private static Cause cause(
      Optional<RawEntry> entry, OptionalLong position, Optional<String> problem) {
    return new Cause(
        entry.map(RawEntry::path),
        entry.map(RawEntry::source),
        entry.map(RawEntry::location),
        position,
        problem);
  }
}
