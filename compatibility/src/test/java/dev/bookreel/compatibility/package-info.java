/**
 * What other Delta readers and writers make of the tables that the embedded engine writes, and the
 * engine of theirs: Spark, and Delta Kernel with its own file access.
 */
@NullMarked
package dev.bookreel.compatibility;

import org.jspecify.annotations.NullMarked;
