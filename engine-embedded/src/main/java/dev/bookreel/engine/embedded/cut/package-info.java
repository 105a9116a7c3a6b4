/**
 * Cuts a delivered file between records, so that its parts can be read side by side. Knows where a
 * record ends and nothing of what is in it.
 */
@NullMarked
package dev.bookreel.engine.embedded.cut;

import org.jspecify.annotations.NullMarked;
