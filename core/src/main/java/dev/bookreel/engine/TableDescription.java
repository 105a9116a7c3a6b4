package dev.bookreel.engine;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one version of a Delta table is made of.
 *
 * @param location the table's folder
 * @param protocol what a reader and a writer must know
 * @param properties by name
 * @param commits the last ones up to this version, newest first
 */
public record TableDescription(
    String location,
    long version,
    List<Column> columns,
    Protocol protocol,
    SortedMap<String, String> properties,
    Size size,
    List<Commit> commits) {
  public TableDescription {
    columns = List.copyOf(columns);
    properties = Collections.unmodifiableSortedMap(new TreeMap<>(Map.copyOf(properties)));
    commits = List.copyOf(commits);
  }

  /**
   * A column.
   *
   * @param type in the words of table definitions, as far as these have one for it
   * @param nullable whether it may have no value
   * @param partition whether files are divided by it
   */
  public record Column(String name, String type, boolean nullable, boolean partition) {}

  /**
   * The protocol's versions and the features that the table names.
   *
   * @param readerFeatures sorted; none before version 3
   * @param writerFeatures sorted; none before version 7
   */
  public record Protocol(
      int minReaderVersion,
      int minWriterVersion,
      List<String> readerFeatures,
      List<String> writerFeatures) {
    public Protocol {
      readerFeatures = List.copyOf(readerFeatures);
      writerFeatures = List.copyOf(writerFeatures);
    }
  }

  /**
   * How much there is.
   *
   * @param rows that count: without the deleted ones
   * @param bytes of the data files, whole
   * @param deletionVectors how many files have one
   * @param deletedRows how many rows of the files do not count
   */
  public record Size(long files, long rows, long bytes, long deletionVectors, long deletedRows) {}

  /**
   * A commit, as its writer recorded it.
   *
   * @param operation such as WRITE; empty if the log does not say
   * @param engine empty if the log does not say
   */
  public record Commit(long version, Instant time, String operation, String engine) {}
}
