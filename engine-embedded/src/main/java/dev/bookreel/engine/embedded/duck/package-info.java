/**
 * DuckDB: one database in memory for the process, workspaces in it, and the SQL text, types and
 * Parquet files that the engine needs. Knows no Delta log beyond the schema types that statistics
 * and columns are expressed in.
 */
@NullMarked
package dev.bookreel.engine.embedded.duck;

import org.jspecify.annotations.NullMarked;
