/**
 * The embedded engine: DuckDB reads, compares and writes the data, Delta Kernel reads and writes
 * the transaction log, both in this process. {@link dev.bookreel.engine.embedded.EmbeddedEngine}
 * joins them.
 */
@NullMarked
package dev.bookreel.engine.embedded;

import org.jspecify.annotations.NullMarked;
