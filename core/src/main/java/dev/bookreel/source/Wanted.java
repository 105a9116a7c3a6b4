package dev.bookreel.source;

import dev.bookreel.definition.TableDefinition;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What a source is asked for.
 *
 * @param zone in which days and hours in names are meant
 * @param reached by the last delivery that came from this source, if it had a watermark
 */
public record Wanted(TableDefinition table, ZoneId zone, Optional<Reached> reached) {

  /**
   * How far a source was read.
   *
   * @param location of the file, which may be another now
   */
  public record Reached(String location, String watermark) {}
}
