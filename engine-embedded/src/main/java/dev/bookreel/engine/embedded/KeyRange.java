package dev.bookreel.engine.embedded;

import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import io.delta.kernel.expressions.And;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The least and greatest values of a delivery's key columns, with which file statistics rule out
 * files that cannot hold any of its keys.
 */
public record KeyRange(List<Predicate> bounds) {

  /** Of a delivery's accepted rows. */
  static KeyRange of(Workspace workspace, TableDefinition table) throws SQLException {
    return of(workspace, table, Delivered.TABLE + " WHERE " + Delivered.ACCEPTED);
  }

  /**
   * Of rows that have the key's columns; columns that statistics do not cover bound nothing.
   *
   * @param rows to be put behind {@code FROM}
   */
  public static KeyRange of(Workspace workspace, TableDefinition table, String rows)
      throws SQLException {
    List<dev.bookreel.definition.Column> bounded =
        table.keyColumns().stream()
            .filter(column -> isBounded(column.type()))
            .collect(Collectors.toList());
    if (bounded.isEmpty()) {
      return new KeyRange(List.of());
    }
    String extremes =
        bounded.stream()
            .map(column -> number(column.type(), Sql.name(column.name())))
            .map(value -> "min(" + value + "), max(" + value + ")")
            .collect(Collectors.joining(", "));
    return workspace.one(
        "SELECT " + extremes + " FROM " + rows,
        row -> {
          List<Predicate> bounds = new ArrayList<>();
          for (int i = 0; i < bounded.size(); i++) {
            ColumnType type = bounded.get(i).type();
            Column column = new Column(bounded.get(i).name());
            String least = row.getString(2 * i + 1);
            String greatest = row.getString(2 * i + 2);
            if (least != null && greatest != null) {
              bounds.add(new Predicate(">=", column, literal(type, least)));
              bounds.add(new Predicate("<=", column, literal(type, later(type, greatest))));
            }
          }
          return new KeyRange(bounds);
        });
  }

  /** Whether there are statistics of such a column that bound its values. */
  static boolean isBounded(ColumnType type) {
    return type == Scalar.STRING
        || type == Scalar.INT
        || type == Scalar.LONG
        || type == Scalar.DATE
        || type == Scalar.TIMESTAMP;
  }

  /** Times and days as the numbers that literals are made of. */
  private static String number(ColumnType type, String column) {
    if (type == Scalar.TIMESTAMP) {
      return "epoch_us(" + column + ")";
    }
    return type == Scalar.DATE ? "(" + column + " - DATE '1970-01-01')" : column;
  }

  /**
   * Kernel reads a file's least day up to ten days late, if the calendar had no such day: in 1582,
   * or where the machine's zone once skipped one.
   */
  private static String later(ColumnType type, String value) {
    return type == Scalar.DATE ? String.valueOf(Integer.parseInt(value) + 10) : value;
  }

  private static Literal literal(ColumnType type, String value) {
    return switch ((Scalar) type) {
      case STRING -> Literal.ofString(value);
      case INT -> Literal.ofInt(Integer.parseInt(value));
      case LONG -> Literal.ofLong(Long.parseLong(value));
      case DATE -> Literal.ofDate(Integer.parseInt(value));
      case TIMESTAMP -> Literal.ofTimestamp(Long.parseLong(value));
      case DOUBLE, BOOLEAN -> throw new IllegalArgumentException("No bound of " + type);
    };
  }

  /** A condition that only files within the range meet; empty if all do. */
  Optional<Predicate> condition() {
    return bounds.stream().reduce(And::new);
  }

  /** A condition that only files within the range and the given condition meet. */
  public Predicate within(Predicate condition) {
    Predicate all = condition;
    for (Predicate bound : bounds) {
      all = new And(all, bound);
    }
    return all;
  }
}
