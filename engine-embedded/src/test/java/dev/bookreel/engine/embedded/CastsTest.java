package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is taken for a value is exactly what a pattern says, however it is found out. */
class CastsTest {
  private static final String TIMESTAMP =
      " *(\\d{4}-\\d{2}-\\d{2}[T ]([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?(Z|[+-](0\\d|1[0-5])(:?[0-5]\\d)?)) *";

  @TempDir private Path lake;

  private Duck duck;
  private Workspace workspace;

  @BeforeEach
  void open() {
    duck = new Duck(lake, ZoneId.of("Europe/Berlin"));
    workspace = duck.workspace();
  }

  @AfterEach
  void close() {
    workspace.close();
    duck.close();
  }

  /** Texts that are taken as values or not, other than the pattern says. */
  private List<String> wronglyJudged(Scalar type, String pattern) throws SQLException {
    return workspace.list(
        """
        SELECT text FROM texts WHERE (%s IS NOT NULL)
          IS DISTINCT FROM (regexp_full_match(text, %s) AND %s IS NOT NULL) LIMIT 10
        """
            .formatted(Casts.typed("text", type), Sql.text(pattern), cast(type)),
        row -> row.getString(1));
  }

  private static String cast(Scalar type) {
    String cast = Casts.cast("text", type);
    return type == Scalar.DOUBLE ? "CASE WHEN isfinite(%1$s) THEN %1$s END".formatted(cast) : cast;
  }

  private long values(Scalar type) throws SQLException {
    return workspace.number("SELECT count(" + Casts.typed("text", type) + ") FROM texts");
  }

  /** Every text of up to five such characters. */
  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "INT, *([+-]?\\d+) *",
        "LONG, *([+-]?\\d+) *",
        "DOUBLE, *([+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?) *"
      })
  void aNumberIsWrittenPlainly(Scalar type, String pattern) throws SQLException {
    workspace.execute(
        """
        CREATE TABLE texts AS
        WITH RECURSIVE made(text) AS (
          SELECT '' UNION ALL SELECT text || c FROM made, (SELECT unnest(
            ['0', '7', '.', 'e', 'E', '+', '-', '_', ' ', chr(9), 'x', 'f', 'é']) AS c)
          WHERE length(text) < 5)
        SELECT text FROM made
        """);

    assertThat(wronglyJudged(type, pattern)).isEmpty();
    assertThat(values(type)).isGreaterThan(300);
  }

  /** Timestamps as they are usually written, with any two of their characters changed. */
  @ParameterizedTest
  @CsvSource({
    "2021-12-06T19:30:19.099+0100",
    "2021-12-06T09:30:19.099-0845",
    "2021-12-06T21:30:19.099+0100",
    "2021-12-06T20:30:19.099+01:00",
    "2021-12-06 23:59:59.999999Z"
  })
  void aTimestampNeedsAllItsDigitsAndAnOffset(String usual) throws SQLException {
    workspace.execute(
        """
        CREATE TABLE texts AS
        WITH characters(c) AS (SELECT unnest(
            ['', '0', '2', '6', '9', ' ', ':', '-', '+', '.', 'T', 'Z', '_', chr(9), chr(10), 'e', 'é'])),
          one AS (SELECT DISTINCT left(t, i) || c || substr(t, i + n) AS text
            FROM (SELECT %1$s AS t), range(0, %2$d) AS r(i), (SELECT unnest([0, 1, 2]) AS n), characters),
          two AS (SELECT left(text, i) || c || substr(text, i + n) AS text
            FROM one, range(0, %2$d) AS r(i), (SELECT unnest([1, 2]) AS n), characters)
        SELECT DISTINCT text FROM two
        """
            .formatted(Sql.text(usual), usual.length() + 1));

    assertThat(wronglyJudged(Scalar.TIMESTAMP, TIMESTAMP)).isEmpty();
    assertThat(values(Scalar.TIMESTAMP)).isGreaterThan(1_000);
  }

  @Test
  void aTimestampOfAnOutlandishYearIsNone() throws SQLException {
    workspace.execute(
        """
        CREATE TABLE texts AS SELECT unnest(
          ['0000-12-06T09:30:19.099+0100', '0001-01-01T00:00:00.000+0100', '0001-01-01T00:00:00.000-0000',
           '9999-12-31T09:59:59.999+0000', '9999-12-31T19:59:59.999-0800']) AS text
        """);

    assertThat(values(Scalar.TIMESTAMP)).isEqualTo(2);
  }
}
