/** Tells people how far a long task is. */
@NullMarked
package dev.bookreel.cli.progress;

import org.jspecify.annotations.NullMarked;
