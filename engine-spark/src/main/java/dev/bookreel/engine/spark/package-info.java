/**
 * Spark on the same lake. Its tasks read deliveries and write files with the embedded engine's own
 * reader and writer, so that both engines accept the same rows and write the same files; Spark
 * compares, which needs a shuffle, and answers queries. Commits are those of the embedded engine.
 */
@NullMarked
package dev.bookreel.engine.spark;

import org.jspecify.annotations.NullMarked;
