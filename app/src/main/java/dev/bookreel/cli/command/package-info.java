/** The commands, a class each. */
@NullMarked
package dev.bookreel.cli.command;

import org.jspecify.annotations.NullMarked;
