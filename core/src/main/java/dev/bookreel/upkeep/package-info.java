/**
 * Looking after a lake's files: finding what is damaged, and removing what interrupted runs left.
 */
@NullMarked
package dev.bookreel.upkeep;

import org.jspecify.annotations.NullMarked;
