/**
 * Databases as sources: tables and queries, read through JDBC in one consistent snapshot and
 * delivered as compressed CSV or JSON.
 */
@NullMarked
package dev.bookreel.source.jdbc;

import org.jspecify.annotations.NullMarked;
