package dev.bookreel.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.source.jdbc.JdbcLake.Settings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What MariaDB's types become in the lake. */
class MariaDbTypesTest {
  private static final String TABLE =
      """
      CREATE TABLE every_type (
        id int PRIMARY KEY, tiny tinyint, small smallint unsigned, middle mediumint, big bigint, huge bigint unsigned,
        exact decimal(38,10), ratio double, rough float, flag boolean, one_bit bit(1), bits bit(10),
        text text, padded char(5), var varchar(50), letters varchar(20) CHARACTER SET latin1,
        day date, instant timestamp(6) NULL, local datetime(6), clock time(6), built year,
        fixed binary(3), bytes varbinary(10), blobs longblob, doc json, mood enum('glad', 'so, so'),
        several set('a', 'b'), id128 uuid, address inet6, place point)
      """;

  private static final String[] COLUMNS = {
    "id:int",
    "tiny:int",
    "small:int",
    "middle:int",
    "big:long",
    "huge:decimal(20,0)",
    "exact:decimal(38,10)",
    "ratio:double",
    "rough:double",
    "flag:boolean",
    "one_bit:boolean",
    "bits:int",
    "text:string",
    "padded:string",
    "var:string",
    "letters:string",
    "day:date",
    "instant:timestamp",
    "local:timestamp",
    "clock:string",
    "built:int",
    "fixed:string",
    "bytes:string",
    "blobs:string",
    "doc:string",
    "mood:string",
    "several:string",
    "id128:string",
    "address:string",
    "place:string"
  };

  private @TempDir Path folder;
  private DatabaseServer server;
  private String database;

  @BeforeEach
  void newDatabase() throws SQLException {
    server = MariaDbServer.RUNNING.get();
    database = server.database();
  }

  private List<List<Object>> delivered(TableDefinition table, String query, String... sql)
      throws SQLException {
    server.execute(database, sql);
    try (JdbcLake lake = new JdbcLake(folder, table)) {
      assertThat(
              lake.fetch(Settings.reader(server.url(database)).definition())
                  .tables()
                  .get(0)
                  .failures())
          .isEmpty();
      assertThat(lake.load()).allMatch(load -> load.status().toString().equals("loaded"), "loaded");
      return lake.query(query);
    }
  }

  @Test
  void shapesAreKeptAsText() throws SQLException {
    TableDefinition table =
        JdbcLake.csv(
            "app.shapes",
            "shapes",
            Contains.EVERYTHING,
            "id:int",
            "a:string",
            "b:string",
            "c:string",
            "d:string");

    assertThat(
            delivered(
                table,
                "SELECT a, b, c, d FROM app.shapes",
                "CREATE TABLE shapes (id int PRIMARY KEY, a multipoint, b multilinestring, c multipolygon, d geometrycollection)",
                """
                INSERT INTO shapes VALUES (1, ST_GeomFromText('MULTIPOINT(1 2,3 4)'),
                  ST_GeomFromText('MULTILINESTRING((1 2,3 4))'), ST_GeomFromText('MULTIPOLYGON(((0 0,1 0,1 1,0 0)))'),
                  ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2))'))
                """))
        .containsExactly(
            List.of(
                "MULTIPOINT(1 2,3 4)",
                "MULTILINESTRING((1 2,3 4))",
                "MULTIPOLYGON(((0 0,1 0,1 1,0 0)))",
                "GEOMETRYCOLLECTION(POINT(1 2))"));
  }

  @Test
  void everyTypeIsKeptWithItsExtremes() throws SQLException {
    TableDefinition table =
        JdbcLake.csv("app.every_type", "every_type", Contains.EVERYTHING, COLUMNS);

    List<List<Object>> rows =
        delivered(
            table,
            "SELECT COLUMNS(* EXCLUDE deleted_at) FROM app.every_type ORDER BY id",
            TABLE,
            "SET time_zone = '+00:00', NAMES utf8mb4",
            """
            INSERT INTO every_type VALUES (
              1, 127, 65535, 8388607, 9223372036854775807, 18446744073709551615,
              9999999999999999999999999999.9999999999, 1.7976931348623157e308, 3.402823466e38, true, b'1', b'1000000001',
              'a "b", c\\n\\\\d\\r\\n\\te', 'ab', ' x ', 'größer', '9999-12-31', '2038-01-19 03:14:07.999999',
              '9999-12-31 00:59:59.999999', '838:59:59.999999', 2155, x'00ff10', x'ff', x'00', '{"a" :1,\\n "b": "ı"}',
              'so, so', 'a,b', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '::1', point(1, 2))
            """,
            """
            INSERT INTO every_type VALUES (
              2, -128, 0, -8388608, -9223372036854775808, 0, -9999999999999999999999999999.9999999999,
              2.2250738585072014e-308, 1.17549435e-38, false, b'0', b'0', '', '', '🦊 größer ıİ', '', '0001-01-01',
              '1970-01-01 00:00:01', '0001-01-02 00:00:00', '-838:59:59', 1901, '', '', '', 'null', 'glad', '',
              '00000000-0000-0000-0000-000000000000', '::10.0.0.1', point(0, 0))
            """,
            "INSERT INTO every_type (id) VALUES (3)",
            "INSERT INTO every_type (id, ratio, rough, exact) VALUES (4, 0.1, 0.1, 0.1), (5, -0.0, 16777215, 100), (6, 1e0/3, 1234567.8, 0)");

    assertThat(rows.get(0))
        .containsExactly(
            1,
            127,
            65535,
            8388607,
            Long.MAX_VALUE,
            new BigDecimal("18446744073709551615"),
            new BigDecimal("9999999999999999999999999999.9999999999"),
            Double.MAX_VALUE,
            3.4028235E38,
            true,
            true,
            513,
            "a \"b\", c\n\\d\r\n\te",
            "ab",
            " x ",
            "größer",
            LocalDate.of(9999, 12, 31),
            Instant.parse("2038-01-19T03:14:07.999999Z"),
            Instant.parse("9999-12-30T23:59:59.999999Z"),
            "838:59:59.999999",
            2155,
            "00ff10",
            "ff",
            "00",
            "{\"a\" :1,\n \"b\": \"ı\"}",
            "so, so",
            "a,b",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            "::1",
            "POINT(1 2)");
    assertThat(rows.get(1))
        .containsExactly(
            2,
            -128,
            0,
            -8388608,
            Long.MIN_VALUE,
            new BigDecimal("0"),
            new BigDecimal("-9999999999999999999999999999.9999999999"),
            Double.MIN_NORMAL,
            (Object) Double.parseDouble(Float.toString(Float.MIN_NORMAL)),
            false,
            false,
            0,
            "",
            "",
            "🦊 größer ıİ",
            "",
            LocalDate.of(1, 1, 1),
            Instant.parse("1970-01-01T00:00:01Z"),
            Instant.parse("0001-01-01T23:06:32Z"),
            "-838:59:59.000000",
            1901,
            "000000",
            "",
            "",
            "null",
            "glad",
            "",
            "00000000-0000-0000-0000-000000000000",
            "::10.0.0.1",
            "POINT(0 0)");
    assertThat(rows.get(2).subList(1, rows.get(2).size())).containsOnlyNulls();
    assertThat(rows.get(3).subList(6, 9))
        .isEqualTo(List.of(new BigDecimal("0.1000000000"), 0.1, 0.1));
    assertThat(rows.get(4).subList(7, 9)).isEqualTo(List.of(0.0, 16777215.0));
    assertThat(rows.get(5).subList(7, 9)).isEqualTo(List.of(1.0 / 3, 1234567.8));
  }

  @Test
  void timesAreKeptInTheNightsWhenClocksChange() throws SQLException {
    TableDefinition table =
        JdbcLake.csv(
            "app.nights",
            "nights",
            Contains.EVERYTHING,
            "id:int",
            "local:timestamp",
            "instant:timestamp");

    assertThat(
            delivered(
                table,
                "SELECT id, local, instant FROM app.nights ORDER BY id",
                "CREATE TABLE nights (id int, local datetime(6), instant timestamp(6) NULL)",
                "SET time_zone = '+00:00'",
                """
                INSERT INTO nights VALUES
                  (1, '2021-10-31 01:59:59.999999', '2021-10-31 00:30:00'),
                  (2, '2021-10-31 02:30:00', '2021-10-31 01:30:00'),
                  (3, '2021-10-31 03:00:00', '2011-12-30 12:00:00'),
                  (4, '2021-03-28 02:30:00', '2021-03-28 01:00:00'),
                  (5, '2021-03-28 03:30:00', '2021-03-28 00:59:59.999999'),
                  (6, '1890-01-01 00:53:28', NULL)
                """))
        .containsExactly(
            List.of(
                1,
                Instant.parse("2021-10-30T23:59:59.999999Z"),
                Instant.parse("2021-10-31T00:30:00Z")),
            List.of(
                2, Instant.parse("2021-10-31T01:30:00Z"), Instant.parse("2021-10-31T01:30:00Z")),
            List.of(
                3, Instant.parse("2021-10-31T02:00:00Z"), Instant.parse("2011-12-30T12:00:00Z")),
            List.of(
                4, Instant.parse("2021-03-28T01:30:00Z"), Instant.parse("2021-03-28T01:00:00Z")),
            List.of(
                5,
                Instant.parse("2021-03-28T01:30:00Z"),
                Instant.parse("2021-03-28T00:59:59.999999Z")),
            Arrays.asList(6, Instant.parse("1890-01-01T00:00:00Z"), null));
  }

  @Test
  void whatHasNoPlaceInTheLakeIsQuarantinedAsItIs() throws SQLException {
    TableDefinition table =
        JdbcLake.csv(
            "app.odd",
            "odd",
            Contains.EVERYTHING,
            "id:int",
            "day:date",
            "local:timestamp",
            "instant:timestamp",
            "flag:boolean");

    assertThat(
            delivered(
                table,
                "SELECT reason FROM lake.quarantine ORDER BY position",
                "CREATE TABLE odd (id int, day date, local datetime, instant timestamp NULL, flag boolean)",
                "SET sql_mode = 'ALLOW_INVALID_DATES'",
                """
                INSERT INTO odd VALUES (1, '0000-00-00', NULL, NULL, NULL), (2, '2021-02-31', NULL, NULL, NULL),
                  (3, NULL, '0000-00-00 00:00:00', NULL, NULL), (4, NULL, NULL, '0000-00-00 00:00:00', NULL),
                  (5, NULL, NULL, NULL, 7), (6, '2021-01-01', '2021-01-01', '2021-01-01', true)
                """))
        .extracting(row -> row.get(0))
        .containsExactly(
            "day: '0000-00-00' is not a date",
            "day: '2021-02-31' is not a date",
            "local: '0000-00-00 00:00:00' is not a timestamp",
            "instant: '0000-00-00 00:00:00' is not a timestamp",
            "flag: '7' is not a boolean");
  }

  @Test
  void documentsAreKeptAsJson() throws SQLException {
    TableDefinition table =
        JdbcLake.table(
            "app.documents",
            "documents",
            Format.JSON,
            Contains.EVERYTHING,
            "id:long",
            "words:array<string>",
            "exact:decimal(38,18)",
            "instant:timestamp",
            "text:string");

    assertThat(
            delivered(
                table,
                "SELECT id, words, exact, instant, text FROM app.documents ORDER BY id",
                "CREATE TABLE documents (id bigint, words json, exact decimal(38,18), instant timestamp(6) NULL, text text)",
                "SET time_zone = '+00:00', NAMES utf8mb4",
                """
                INSERT INTO documents VALUES
                  (9223372036854775807, '["a",null,\\n"b"]', 12345678901234567890.123456789012345678,
                   '2021-10-31 00:30:00.123456', 'ı "\\\\ \\n'),
                  (1, NULL, NULL, NULL, NULL)
                """))
        .containsExactly(
            Arrays.asList(1L, null, null, null, null),
            Arrays.asList(
                Long.MAX_VALUE,
                Arrays.asList("a", null, "b"),
                new BigDecimal("12345678901234567890.123456789012345678"),
                Instant.parse("2021-10-31T00:30:00.123456Z"),
                "ı \"\\ \n"));
  }
}
