/**
 * A lake as its YAML and SQL files declare it: tables with columns, keys and checks, sources,
 * questions. Values only: an object that exists is valid. {@code ProjectReader} makes them from
 * files.
 */
@NullMarked
package dev.bookreel.definition;

import org.jspecify.annotations.NullMarked;
