/** Where the command line's output goes, and what of it is a terminal. */
@NullMarked
package dev.bookreel.cli.console;

import org.jspecify.annotations.NullMarked;
