package org.duckdb;

/**
 * Stands before the driver's class of this name, which tells Java's flight recorder how much memory
 * a database takes: that starts the recorder, in a tenth of a second, also where nobody records.
 */
final class JfrMemoryMonitor {
  private JfrMemoryMonitor() {}

  static void init() {}

  static void connectionOpened(DuckDBConnection connection) {}

  static void connectionClosed(long database) {}
}
