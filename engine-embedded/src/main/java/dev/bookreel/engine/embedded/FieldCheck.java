package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.NewField;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.Nearest;
import dev.bookreel.error.UnreadableDeliveryException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a delivery that was read still has the fields from which columns are read, and in their
 * types. What has changed was probably renamed or retyped: taking it for null would change every
 * record, and quarantining it would refuse them all.
 */
final class FieldCheck {
  /** One odd value is a bad row, two without a good one are another type. */
  private static final long RETYPED_VALUES = 2;

  /** From the narrowest: the first that fits all values is proposed. A date takes times, too. */
  private static final List<Scalar> GUESSES =
      List.of(Scalar.LONG, Scalar.DOUBLE, Scalar.BOOLEAN, Scalar.TIMESTAMP, Scalar.DATE);

  private final Workspace workspace;
  private final TableDefinition table;
  private final Delivery delivery;
  private final DeliveredFile file;

  FieldCheck(Workspace workspace, TableDefinition table, Delivery delivery, DeliveredFile file) {
    this.workspace = workspace;
    this.table = table;
    this.delivery = delivery;
    this.file = file;
  }

  /**
   * Looks at columns of which no accepted record has a value; that others need no look is what
   * makes it cheap.
   *
   * @param refused how many records were refused for their values
   * @return columns that the delivery lacks, and may lack
   * @throws UnreadableDeliveryException if another one's field has vanished or is retyped
   */
  List<Column> refuseDrift(Absences absences, long refused) throws SQLException {
    List<Column> empty = empty();
    if (empty.isEmpty()) {
      return List.of();
    }
    List<Column> absent = absent();
    List<Column> vanished =
        absent.stream().filter(column -> !absences.allow(column)).collect(Collectors.toList());
    if (!vanished.isEmpty()) {
      throw vanished(vanished);
    }
    if (refused >= RETYPED_VALUES) {
      for (Column column : empty) {
        if (!absent.contains(column)) {
          refuseIfRetyped(column);
        }
      }
    }
    return absent;
  }

  /** Columns of which no accepted record has a value. */
  List<Column> empty() throws SQLException {
    return withoutValues("__reason IS NULL");
  }

  /** Columns whose field no record has. */
  List<Column> absent() throws SQLException {
    return file.absent(workspace, withoutValues("true"));
  }

  /** Whether a record has a value for a column, be it of another shape or type. */
  boolean isDelivered(Column column) throws SQLException {
    return workspace.number(
            "SELECT count(*) FROM (SELECT 1 FROM %s LIMIT 1)".formatted(delivered(column)))
        > 0;
  }

  /** A column's values, {@code text}, and whether each is {@code misshapen}. */
  private String delivered(Column column) {
    String present =
        column.type() instanceof ColumnType.Array ? "list_count(text) > 0" : "text IS NOT NULL";
    return "(SELECT %s AS text, %s AS misshapen FROM %s) WHERE misshapen OR %s"
        .formatted(file.text(column), file.hasWrongShape(column), file.relation(), present);
  }

  private List<Column> withoutValues(String condition) throws SQLException {
    String counts =
        table.columns().stream()
            .map(
                column ->
                    column.from().entersArray()
                        ? "count_if(list_count(" + Sql.name(column.name()) + ") > 0)"
                        : "count(" + Sql.name(column.name()) + ")")
            .collect(Collectors.joining(", "));
    return workspace.one(
        "SELECT " + counts + " FROM " + Delivered.TABLE + " WHERE " + condition,
        row -> {
          List<Column> without = new ArrayList<>();
          for (int i = 0; i < table.columns().size(); i++) {
            if (row.getLong(i + 1) == 0) {
              without.add(table.columns().get(i));
            }
          }
          return without;
        });
  }

  private UnreadableDeliveryException vanished(List<Column> columns) throws SQLException {
    Column column = columns.get(0);
    List<NewField> others = file.newFields(workspace);
    return Unreadable.because(
        delivery,
        "no record has the field '%s', from which column '%s' is read"
            .formatted(column.from(), column.name()),
        "%s (the file's other fields: %s)"
            .formatted(
                renamed(table, columns, others),
                others.stream().map(NewField::path).collect(Collectors.joining(", "))));
  }

  /** What to do about the first of the columns whose fields have gone, where these are new. */
  static String renamed(TableDefinition table, List<Column> columns, List<NewField> newFields) {
    Column column = columns.get(0);
    String from = column.from().toString();
    List<String> alike =
        newFields.stream()
            .filter(NewField::isReachable)
            .map(NewField::path)
            .filter(path -> path.contains("[]") == column.from().entersArray())
            .collect(Collectors.toList());
    Optional<String> candidate =
        Nearest.to(from, alike)
            .or(
                () ->
                    columns.size() == 1 && alike.size() == 1
                        ? Optional.of(alike.get(0))
                        : Optional.empty());
    return candidate
        .map(
            path ->
                "If it is called '%s' now, write so in the columns of %s: %s"
                    .formatted(
                        path, table.name(), column.with(column.type(), path(table, path)).line()))
        .orElseGet(
            () ->
                "Ask for a delivery with it, or correct 'from' in the columns of %s: %s"
                    .formatted(table.name(), column.line()));
  }

  private static ColumnPath path(TableDefinition table, String text) {
    return table.format() == TableDefinition.Format.CSV
        ? ColumnPath.field(text)
        : ColumnPath.parse(text);
  }

  private void refuseIfRetyped(Column column) throws SQLException {
    boolean isArray = column.type() instanceof ColumnType.Array;
    List<String> columns = new ArrayList<>();
    columns.add("count(*)");
    columns.add("count_if(NOT misshapen AND " + fits("text", column.type()) + ")");
    columns.add("count_if(misshapen)");
    columns.add("any_value(left(text::VARCHAR, " + DeliveredRows.LONGEST_VALUE_SHOWN + "))");
    for (Scalar guess : GUESSES) {
      columns.add("count_if(" + fits("text", isArray ? new ColumnType.Array(guess) : guess) + ")");
    }
    Found found =
        workspace.one(
            "SELECT %s FROM %s".formatted(String.join(", ", columns), delivered(column)),
            row -> {
              List<Scalar> fitting = new ArrayList<>();
              for (int i = 0; i < GUESSES.size(); i++) {
                if (row.getLong(i + 5) == row.getLong(1)) {
                  fitting.add(GUESSES.get(i));
                }
              }
              return new Found(
                  row.getLong(1),
                  row.getLong(2),
                  row.getLong(3),
                  Optional.ofNullable(row.getString(4)),
                  fitting.isEmpty() ? Scalar.STRING : fitting.get(0));
            });
    if (found.values() >= RETYPED_VALUES && found.fitting() == 0) {
      throw retyped(column, found);
    }
  }

  /**
   * The values of a column in a delivery.
   *
   * @param misshapen how many are objects or arrays where single values should be, or vice versa
   * @param guess the type that they have instead
   */
  private record Found(
      long values, long fitting, long misshapen, Optional<String> example, Scalar guess) {}

  private static String fits(String text, ColumnType type) {
    return "NOT (" + Casts.doesNotFit(text, Casts.typed(text, type), type) + ")";
  }

  private UnreadableDeliveryException retyped(Column column, Found found) throws SQLException {
    return Unreadable.because(
        delivery,
        "none of the %d values of field '%s' is %s%s"
            .formatted(
                found.values(),
                column.from(),
                Casts.withArticle(column.type()),
                found
                    .example()
                    .map(
                        text ->
                            ", as column '%s' wants, for example '%s'"
                                .formatted(column.name(), text))
                    .orElse("")),
        retypedLine(column, found)
            .map(
                line ->
                    "Ask for a delivery of the old type, or write the new one in the columns of %s: %s"
                        .formatted(table.name(), line))
            .orElse("Ask for a delivery of the old type"));
  }

  /** Another shape is read by another path, which the new fields tell. */
  private Optional<String> retypedLine(Column column, Found found) throws SQLException {
    if (found.misshapen() == 0) {
      ColumnType type =
          column.type() instanceof ColumnType.Array
              ? new ColumnType.Array(found.guess())
              : found.guess();
      return Optional.of(column.with(type, column.from()).line());
    }
    String outer = column.from().toString().replaceFirst("\\[].*", "");
    return file.newFields(workspace).stream()
        .filter(
            field ->
                field.path().equals(outer)
                    || field.path().startsWith(outer + ".")
                    || field.path().startsWith(outer + "[]"))
        .map(NewField::line)
        .findFirst();
  }
}
