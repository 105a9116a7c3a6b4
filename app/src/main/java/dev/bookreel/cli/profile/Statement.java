package dev.bookreel.cli.profile;

/**
 * An SQL statement that was executed.
 *
 * @param during what it was part of; may be empty
 * @param plan how it was executed; may be empty
 */
record Statement(long nanos, String during, String sql, String plan) {}
