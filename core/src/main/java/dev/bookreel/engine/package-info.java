/**
 * What executes loads and SQL: the one interface that separates the product from DuckDB, Delta
 * Kernel and Spark, and the values that cross it.
 */
@NullMarked
package dev.bookreel.engine;

import org.jspecify.annotations.NullMarked;
