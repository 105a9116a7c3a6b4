/**
 * Measures the product from outside: whole processes, as its users start them. Knows none of its
 * classes.
 */
@NullMarked
package dev.bookreel.bench;

import org.jspecify.annotations.NullMarked;
