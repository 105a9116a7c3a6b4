package dev.bookreel.engine.spark;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.definition.TableName;
import java.util.List;

/** Tables that tests load. */
final class Tables {
  private Tables() {}

  /** A table of films with how many minutes each takes. */
  static TableDefinition movies(String name) {
    return new TableDefinition(
        TableName.parse(name),
        "Movies",
        "movies.csv",
        Format.CSV,
        Contains.EVERYTHING,
        List.of("title"),
        List.of(
            new Column("title", Scalar.STRING, ColumnPath.field("title"), List.of()),
            new Column("mins", Scalar.INT, ColumnPath.field("mins"), List.of())),
        List.of(),
        1,
        1);
  }
}
