package dev.bookreel.engine.spark;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.Delivered;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * Stages what a task has read into its workspace, in files of names that no other attempt has: one
 * that was given up may go on beside its retry.
 *
 * @param part the number of the part that was read, from 0
 */
record Staging(Workspace workspace, TableDefinition table, Stage stage, int part) {
  private static final int BITS = 40;

  /** What the first row of a part has for its rowid, so that rows keep the file's order. */
  static long first(int part) {
    return (long) part << BITS;
  }

  /** An expression for the part of a staged row. */
  static String part(String position) {
    return "(%s >> %d)".formatted(position, BITS);
  }

  /**
   * An expression for a position in the delivery.
   *
   * @param staged a position in a part, behind its {@link #first}
   * @param offsets of the parts
   */
  static String position(String staged, List<Long> offsets) {
    return "(%s & %d) + list_extract(%s::BIGINT[], %s + 1)"
        .formatted(staged, first(1) - 1, offsets, part(staged));
  }

  /** A file of the accepted rows that a condition lets through. */
  String accepted(String condition) throws SQLException, IOException {
    return copied(
        "accepted",
        "SELECT rowid + %d AS __position, %s FROM %s WHERE %s"
            .formatted(first(part), Sql.names(table.columnNames()), Delivered.TABLE, condition));
  }

  /** A file of the refused rows, if there are any. */
  List<String> refused() throws SQLException, IOException {
    return workspace.number("SELECT count(*) FROM " + Delivered.REFUSED) == 0
        ? List.of()
        : List.of(
            copied(
                "refused",
                "SELECT position + %d AS position, reason, record FROM %s"
                    .formatted(first(part), Delivered.REFUSED)));
  }

  /** A file of the records from which new fields are told. */
  String samples() throws SQLException, IOException {
    return copied(
        "samples",
        "SELECT %1$s::VARCHAR AS %1$s FROM %2$s WHERE %1$s IS NOT NULL"
            .formatted(Delivered.SAMPLE, Delivered.TABLE));
  }

  String copied(String name, String query) throws SQLException, IOException {
    Path file = stage.newFile(name);
    Stage.write(workspace, query, file);
    return file.toString();
  }
}
