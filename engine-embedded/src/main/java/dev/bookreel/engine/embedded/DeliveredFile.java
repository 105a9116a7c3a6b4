package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.NewField;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * How DuckDB reads one delivered file: its records as text in the file's order, nothing cast or
 * checked yet. There is one implementation a format.
 */
sealed interface DeliveredFile permits CsvFile, JsonFile {

  /**
   * Looks at the file's beginning.
   *
   * @param absences fields that it may lack
   * @throws dev.bookreel.error.UnreadableDeliveryException if that already tells that it cannot be
   *     read
   */
  static DeliveredFile of(
      TableDefinition table, Delivery delivery, Content content, Absences absences) {
    if (content.isUtf16()) {
      throw Unreadable.because(delivery, "it is UTF-16, not UTF-8", "Ask for a delivery in UTF-8");
    }
    return switch (table.format()) {
      case CSV -> CsvFile.open(table, delivery, content, absences);
      case JSON -> JsonFile.open(table, delivery, content);
    };
  }

  Delivery delivery();

  /** The records, to be put behind {@code FROM}; has what the expressions below need. */
  String relation();

  /**
   * The same of some records only, in their order.
   *
   * @param positions of these among all records, from 1, in ascending order
   * @param records how many records the file has
   * @param aside a new file's name, for the records
   * @return empty if it is not certain where in the file a record is
   */
  Optional<String> relation(long[] positions, long records, Path aside) throws IOException;

  /** An expression for a column's delivered text, for an array a list of texts. */
  String text(Column column);

  /**
   * A condition, never null: an object or array stands where a single value should, or vice versa.
   */
  String hasWrongShape(Column column);

  /** A condition, never null: this is no record at all. */
  String isNoRecord();

  /** An expression for the whole record as delivered, in JSON. */
  String record();

  /** An expression for the whole record if new fields are to be looked for in it, else null. */
  String sample();

  /**
   * A query for {@code position}, {@code reason} and {@code record} of what could not even be split
   * into fields; the position counts all records, from 1. To be asked after the relation was read;
   * empty if there is nothing such.
   *
   * @throws dev.bookreel.error.UnreadableDeliveryException if so much is broken that the rest of
   *     the file cannot be believed
   */
  Optional<String> brokenRows(Workspace workspace) throws SQLException;

  /**
   * Which of these columns, of which no record had a value, are not even there without a value. To
   * be asked after the file was read.
   */
  List<Column> absent(Workspace workspace, List<Column> columns) throws SQLException;

  /** Fields of the file that no column names, in order. To be asked after the file was read. */
  List<NewField> newFields(Workspace workspace) throws SQLException;
}
