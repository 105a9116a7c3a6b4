package dev.bookreel.engine.embedded;

import dev.bookreel.definition.TableName;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.embedded.delta.CommitTimes;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.error.Nearest;
import dev.bookreel.error.WrongUsageException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Settles for every table of a lake which version a view sees. For the newest one that is a look at
 * file names; commit times cost opening each log.
 */
public final class Settling {
  private final LakeLayout layout;

  public Settling(LakeLayout layout) {
    this.layout = layout;
  }

  /** The version of every table that has one. */
  public SortedMap<TableName, Long> versions(Moment.Versions versions) {
    return versions.match(this::newest, this::committedBy, this::committedWith, this::pinned);
  }

  private SortedMap<TableName, Long> newest() {
    SortedMap<TableName, Long> newest = new TreeMap<>();
    for (TableName table : layout.tables()) {
      table(table).newestVersion().ifPresent(version -> newest.put(table, version));
    }
    return newest;
  }

  private SortedMap<TableName, Long> committedBy(Instant time) {
    SortedMap<TableName, Long> versions = new TreeMap<>();
    for (TableName name : newest().keySet()) {
      CommitTimes times = table(name).commitTimes();
      OptionalLong version = times.lastVersionBy(time);
      if (version.isPresent()) {
        versions.put(name, version.getAsLong());
      } else if (times.oldestVersion() > 0) {
        throw new WrongUsageException(
            "Nobody knows how %s stood at %s: its log begins later, with version %d. Ask for a later time"
                .formatted(name, time, times.oldestVersion()));
      }
    }
    return versions;
  }

  private SortedMap<TableName, Long> committedWith(TableName table, long version) {
    refuseMissing(table, version);
    SortedMap<TableName, Long> versions = committedBy(table(table).committedAt(version));
    versions.put(table, version);
    return versions;
  }

  private SortedMap<TableName, Long> pinned(Map<TableName, Long> pins) {
    SortedMap<TableName, Long> versions = newest();
    pins.forEach(
        (table, version) -> {
          refuseMissing(table, version);
          versions.put(table, version);
        });
    return versions;
  }

  private void refuseMissing(TableName name, long version) {
    Set<TableName> known = layout.tables();
    if (!known.contains(name)) {
      List<String> names = known.stream().map(TableName::toString).collect(Collectors.toList());
      throw new WrongUsageException(
          "There is no table '%s'. %s".formatted(name, Nearest.hint(name.toString(), names)));
    }
    DeltaTable table = table(name);
    OptionalLong newest = table.newestVersion();
    if (newest.isEmpty()) {
      throw new WrongUsageException(
          "There is no version %d of %s: it has none yet".formatted(version, name));
    }
    long oldest = table.commitTimes().oldestVersion();
    if (version < oldest || version > newest.getAsLong()) {
      throw new WrongUsageException(
          "There is no version %d of %s. There %s"
              .formatted(
                  version,
                  name,
                  oldest == newest.getAsLong()
                      ? "is only version " + oldest
                      : "are versions " + oldest + " to " + newest.getAsLong()));
    }
  }

  private DeltaTable table(TableName name) {
    return layout.table(name);
  }
}
