package dev.bookreel.source;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Tables to fetch for; what is in their files does not matter. */
public final class Tables {
  public static final TableName AUTHORS = TableName.parse("vendor.authors");

  private Tables() {}

  /** A table whose delivery is that path. */
  public static TableDefinition json(String name, String delivery) {
    return new TableDefinition(
        TableName.parse(name),
        "",
        delivery,
        TableDefinition.Format.JSON,
        TableDefinition.Contains.EVERYTHING,
        List.of("name"),
        List.of(new Column("name", ColumnType.Scalar.STRING, ColumnPath.field("name"), List.of())),
        List.of(),
        TableDefinition.DEFAULT_MAX_DELETED,
        TableDefinition.DEFAULT_MAX_CHANGED);
  }

  /** The wish for the authors of that path. */
  public static Wanted wanted(String delivery) {
    return new Wanted(
        json(AUTHORS.toString(), delivery), ZoneId.of("Europe/Berlin"), Optional.empty());
  }
}
