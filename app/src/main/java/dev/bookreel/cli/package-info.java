/** The command line: what {@code bookreel} understands, and how it reports what went wrong. */
@NullMarked
package dev.bookreel.cli;

import org.jspecify.annotations.NullMarked;
