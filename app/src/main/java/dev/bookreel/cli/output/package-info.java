/** Writes rows for people and programs: tables, JSON and CSV. */
@NullMarked
package dev.bookreel.cli.output;

import org.jspecify.annotations.NullMarked;
