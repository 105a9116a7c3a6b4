package dev.bookreel.source.jdbc;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * What of a database is delivered for which table.
 *
 * @param zone in which times without a zone are meant; empty means the lake's
 */
record Selections(SourceDefinition definition, Optional<ZoneId> zone) {

  /**
   * @throws LakeException if a setting is not what it should be
   */
  static Selections of(SourceDefinition definition) {
    Selections selections =
        new Selections(definition, definition.text(JdbcSourceKind.ZONE).map(Selections::zone));
    Map<TableName, String> overlaps =
        definition.byTable().getOrDefault(JdbcSourceKind.OVERLAP, Map.of());
    for (TableName table : overlaps.keySet()) {
      selections.overlap(table);
      if (definition.of(JdbcSourceKind.WATERMARK, table).isEmpty()) {
        throw new LakeException(
            "'overlap' names %s, which has no 'watermark'. Add it to 'watermark', or remove it from 'overlap'"
                .formatted(table));
      }
    }
    return selections;
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new LakeException(
          "There is no zone '%s'. Write a region such as zone: Europe/Berlin, or zone: UTC"
              .formatted(text),
          e);
    }
  }

  Selected of(TableDefinition table) {
    return definition
        .of(JdbcSourceKind.SELECT, table.name())
        .map(Selected::of)
        .orElseGet(() -> Selected.delivery(table));
  }

  /** The column that tells what is new. What contains everything is always read in full. */
  Optional<String> watermark(TableDefinition table) {
    return table.contains() == Contains.CHANGES
        ? definition.of(JdbcSourceKind.WATERMARK, table.name())
        : Optional.empty();
  }

  Overlap overlap(TableName table) {
    return definition
        .of(JdbcSourceKind.OVERLAP, table)
        .map(text -> Overlap.parse(text, table))
        .orElse(Overlap.STANDARD);
  }
}
