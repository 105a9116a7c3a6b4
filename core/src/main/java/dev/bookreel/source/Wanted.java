package dev.bookreel.source;

import dev.bookreel.definition.TableDefinition;
import java.time.ZoneId;
import java.util.Optional;

/**
 * What a source is asked for.
 *
 * @param zone in which days and hours in names are meant
 * @param watermark of the last delivery that came from this source, if it had one
 */
public record Wanted(TableDefinition table, ZoneId zone, Optional<String> watermark) {}
