/** Delta tables of others, as the command line shows them. */
@NullMarked
package dev.bookreel.delta;

import org.jspecify.annotations.NullMarked;
