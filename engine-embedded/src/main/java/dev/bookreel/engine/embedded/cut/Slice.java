package dev.bookreel.engine.embedded.cut;

import java.io.Serializable;

/**
 * The records of a file that begin in a stretch of it: from behind its first byte on, for one that
 * begins with it belongs to the stretch before, unless there is none.
 *
 * @param entry where the stretch is entered
 */
public record Slice(Cut cut, Stretch stretch, Place entry) implements Serializable {}
