/** The interactive SQL shell. */
@NullMarked
package dev.bookreel.cli.shell;

import org.jspecify.annotations.NullMarked;
