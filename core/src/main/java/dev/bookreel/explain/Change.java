package dev.bookreel.explain;

import org.jspecify.annotations.Nullable;

/**
 * A column whose value changed. Values are those of {@link dev.bookreel.engine.Rows}.
 *
 * @param from null also if there was no record before
 * @param to null also if there is no record any more
 */
public record Change(String column, @Nullable Object from, @Nullable Object to) {}
