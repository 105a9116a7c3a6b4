package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.engine.embedded.delta.Change;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.LostRaceException;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.delta.TableSchema;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Types;
import dev.bookreel.engine.embedded.duck.Workspace;
import io.delta.kernel.types.StructType;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPiecesTest {
  private static final int FILES = 5;
  private static final int RECORDS = 1_000;
  private static final KeyPieces A_FILE_EACH = new KeyPieces(RECORDS, 100, 2);

  @TempDir private Path directory;

  /** A key is made of a number from 0 on, which it is ordered by. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STRING    | concat(chr(39), chr(200 + n::INT), '🎬')",
        "INT       | 1000000000 - 2000 + n",
        "LONG      | 9000000000000000000 + n",
        "DATE      | DATE '1582-10-01' + n::INT",
        "TIMESTAMP | TIMESTAMPTZ '2022-10-30 00:00:00+00' + to_seconds(2 * n)"
      })
  void eachKeyIsInOnePiece(Scalar type, String key) throws Exception {
    try (Duck duck = new Duck(directory, ZoneId.of("Europe/Berlin"));
        Workspace workspace = duck.workspace()) {
      List<String> pieces =
          pieces(workspace, A_FILE_EACH, type, key, "file * %d".formatted(RECORDS));
      assertThat(pieces).hasSize(FILES);
      String everyKey = "(SELECT %s AS key FROM range(-100, 6000) r(n))".formatted(key);
      long met = 0;
      for (String piece : pieces) {
        met += workspace.number("SELECT count(*) FROM " + everyKey + " WHERE " + piece);
      }
      assertThat(met).isEqualTo(6_100);
      assertThat(
              workspace.number(
                  "SELECT count(*) FROM %s WHERE ((%s))"
                      .formatted(everyKey, String.join(") OR (", pieces))))
          .isEqualTo(6_100);
    }
  }

  @Test
  void filesWithKeysFromEverywhereAreNotDivided() throws Exception {
    try (Duck duck = new Duck(directory, ZoneId.of("Europe/Berlin"));
        Workspace workspace = duck.workspace()) {
      assertThat(pieces(workspace, A_FILE_EACH, Scalar.LONG, "n", "file")).hasSize(1);
    }
  }

  @Test
  void whatIsSmallIsNotDivided() throws Exception {
    try (Duck duck = new Duck(directory, ZoneId.of("Europe/Berlin"));
        Workspace workspace = duck.workspace()) {
      assertThat(
              pieces(workspace, KeyPieces.USUAL, Scalar.LONG, "n", "file * %d".formatted(RECORDS)))
          .hasSize(1);
    }
  }

  @Test
  void piecesAreNotMoreThanAllowed() throws Exception {
    try (Duck duck = new Duck(directory, ZoneId.of("Europe/Berlin"));
        Workspace workspace = duck.workspace()) {
      assertThat(
              pieces(
                  workspace,
                  new KeyPieces(1, 2, 2),
                  Scalar.LONG,
                  "n",
                  "file * %d".formatted(RECORDS)))
          .hasSize(2);
    }
  }

  /**
   * @param first the number of a file's first key; its others follow
   */
  private List<String> pieces(
      Workspace workspace, KeyPieces pieces, ColumnType type, String key, String first)
      throws SQLException, LostRaceException {
    StructType schema = new StructType().add("key", Types.delta(type));
    DeltaTable table = new DeltaTable(directory.resolve("table"));
    ParquetWriter writer = new ParquetWriter(workspace, table.location(), schema);
    List<NewFile> files = new ArrayList<>();
    for (int file = 0; file < FILES; file++) {
      String rows =
          "SELECT CAST(%s AS %s) AS key FROM (SELECT (%s + i)::INT AS n FROM range(%d) r(i), (SELECT %d AS file))"
              .formatted(key, Types.duck(type), first, RECORDS, file);
      files.add(writer.write(rows, Map.of()).orElseThrow());
    }
    table.create(TableSchema.of(schema), List.of(), Change.append(files));
    TableVersion version = table.latest().orElseThrow();
    return pieces.of(
        workspace,
        new Column("key", type, ColumnPath.parse("key"), List.of()),
        version,
        version.files());
  }
}
