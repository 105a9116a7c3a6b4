package dev.bookreel.engine.embedded.cut;

import java.io.Serializable;

/**
 * All that must be known of a file before a byte in order to tell where records end behind it.
 *
 * @param mode of the file's {@link Syntax}
 * @param count lines that have ended, or arrays and objects that are open; of a stretch of the
 *     file, how many more
 */
public record Place(int mode, long count) implements Serializable {}
