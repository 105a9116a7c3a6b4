/** How much is tried by tests that could try for ever. */
@NullMarked
package dev.bookreel.scale;

import org.jspecify.annotations.NullMarked;
