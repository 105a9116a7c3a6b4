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

/** What PostgreSQL's types become in the lake. */
class PostgresTypesTest {
  private @TempDir Path folder;
  private DatabaseServer server;
  private String database;

  @BeforeEach
  void newDatabase() throws SQLException {
    server = PostgresServer.RUNNING.get();
    database = server.database();
  }

  private static final String TABLE =
      """
      CREATE TABLE every_type (
        id int PRIMARY KEY, small int2, big int8, exact numeric(38,10), whole numeric, ratio float8, rough float4,
        flag bool, text text, padded char(5), var varchar(50), letter "char",
        day date, instant timestamptz, local timestamp, clock time, clock_zone timetz, span interval,
        bytes bytea, id128 uuid, doc json, binary_doc jsonb, mood mood, address inet, bits bit(3), price money,
        place point, numbers int4range, page xml, words text[], grid int[])
      """;

  private static final String[] COLUMNS = {
    "id:int",
    "small:int",
    "big:long",
    "exact:decimal(38,10)",
    "whole:string",
    "ratio:double",
    "rough:double",
    "flag:boolean",
    "text:string",
    "padded:string",
    "var:string",
    "letter:string",
    "day:date",
    "instant:timestamp",
    "local:timestamp",
    "clock:string",
    "clock_zone:string",
    "span:string",
    "bytes:string",
    "id128:string",
    "doc:string",
    "binary_doc:string",
    "mood:string",
    "address:string",
    "bits:string",
    "place:string",
    "numbers:string",
    "page:string",
    "words:string",
    "grid:string"
  };

  private List<List<Object>> delivered(TableDefinition table, String query, String[] sql)
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
  void everyTypeIsKeptWithItsExtremes() throws SQLException {
    TableDefinition table =
        JdbcLake.csv("app.every_type", "public.every_type", Contains.EVERYTHING, COLUMNS);

    List<List<Object>> rows =
        delivered(
            table,
            "SELECT COLUMNS(* EXCLUDE deleted_at) FROM app.every_type ORDER BY id",
            new String[] {
              "CREATE TYPE mood AS ENUM ('glad', 'so, so')",
              TABLE,
              """
              INSERT INTO every_type VALUES (
                1, 32767, 9223372036854775807, 9999999999999999999999999999.9999999999, 1e-30,
                1.7976931348623157e308, 3.4028235e38, true, E'a "b", c\\n\\\\d\\r\\n\\te', 'ab', ' x ', 'x',
                '9999-12-31', '9999-12-31 23:59:59.999999+00', '9999-12-31 00:59:59.999999', '23:59:59.999999',
                '12:30:00+05:45', '1 year 2 months 3 days 04:05:06.789', '\\x00ff10', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
                ('{"a" :1,' || chr(10) || '"b":"\\u00e9"}')::json, '{"z": 1.50, "a": [true, null]}', 'so, so', '::1', B'101',
                12.34, '(1,2)', '[1,5)', '<a>&amp;</a>', '{a,NULL,"b,c",""}', '{{1,2},{3,4}}')
              """,
              """
              INSERT INTO every_type VALUES (
                2, -32768, -9223372036854775808, -9999999999999999999999999999.9999999999, 123456789012345678901234567890,
                5e-324, 1.4e-45, false, '', '', '🦊 größer ıİ', '', '0001-01-01', '0001-01-01 00:00:00+00',
                '0001-01-02 00:00:00', '00:00:00', '00:00:00-12', '-1 second', '', '00000000-0000-0000-0000-000000000000',
                'null', '""', 'glad', '10.0.0.0/8', B'000', -0.01, '(0,0)', 'empty', '', '{}', '{}')
              """,
              "INSERT INTO every_type (id) VALUES (3)",
              "INSERT INTO every_type (id, ratio, rough, exact) VALUES (4, 0.1, 0.1, 0.1), (5, '-0', 16777216, 100)",
            });

    assertThat(rows.get(0))
        .containsExactly(
            1,
            32767,
            Long.MAX_VALUE,
            new BigDecimal("9999999999999999999999999999.9999999999"),
            "0.000000000000000000000000000001",
            Double.MAX_VALUE,
            3.4028235e38,
            true,
            "a \"b\", c\n\\d\r\n\te",
            "ab   ",
            " x ",
            "x",
            LocalDate.of(9999, 12, 31),
            Instant.parse("9999-12-31T23:59:59.999999Z"),
            Instant.parse("9999-12-30T23:59:59.999999Z"),
            "23:59:59.999999",
            "12:30:00+05:45",
            "P1Y2M3DT4H5M6.789S",
            "00ff10",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            "{\"a\" :1,\n\"b\":\"\\u00e9\"}",
            "{\"a\": [true, null], \"z\": 1.50}",
            "so, so",
            "::1",
            "101",
            "(1,2)",
            "[1,5)",
            "<a>&amp;</a>",
            "[\"a\",null,\"b,c\",\"\"]",
            "[[1,2],[3,4]]");
    assertThat(rows.get(1))
        .containsExactly(
            2,
            -32768,
            Long.MIN_VALUE,
            new BigDecimal("-9999999999999999999999999999.9999999999"),
            "123456789012345678901234567890",
            Double.MIN_VALUE,
            1e-45,
            false,
            "",
            "     ",
            "🦊 größer ıİ",
            "",
            LocalDate.of(1, 1, 1),
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("0001-01-01T23:06:32Z"),
            "00:00:00",
            "00:00:00-12",
            "PT-1S",
            "",
            "00000000-0000-0000-0000-000000000000",
            "null",
            "\"\"",
            "glad",
            "10.0.0.0/8",
            "000",
            "(0,0)",
            "empty",
            "",
            "[]",
            "[]");
    assertThat(rows.get(2).subList(1, rows.get(2).size())).containsOnlyNulls();
    assertThat(rows.get(3).subList(3, 7))
        .isEqualTo(Arrays.asList(new BigDecimal("0.1000000000"), null, 0.1, 0.1));
    assertThat(rows.get(4).subList(3, 7))
        .isEqualTo(Arrays.asList(new BigDecimal("100.0000000000"), null, -0.0, 16777216.0));
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
                new String[] {
                  "CREATE TABLE nights (id int, local timestamp, instant timestamptz)",
                  """
                  INSERT INTO nights VALUES
                    (1, '2021-10-31 01:59:59.999999', '2021-10-31 02:30:00+02'),
                    (2, '2021-10-31 02:30:00', '2021-10-31 02:30:00+01'),
                    (3, '2021-10-31 03:00:00', '2011-12-30 12:00:00+00'),
                    (4, '2021-03-28 02:30:00', '2021-03-28 01:00:00+00'),
                    (5, '2021-03-28 03:30:00', '1893-03-31 23:06:32+00'),
                    (6, '1890-01-01 00:53:28', '1890-01-01 00:00:00.5+00')
                  """
                }))
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
                5, Instant.parse("2021-03-28T01:30:00Z"), Instant.parse("1893-03-31T23:06:32Z")),
            List.of(
                6, Instant.parse("1890-01-01T00:00:00Z"), Instant.parse("1890-01-01T00:00:00.5Z")));
  }

  @Test
  void theDayOfATimeIsTheOneThatItsZoneHad() throws SQLException {
    TableDefinition table =
        JdbcLake.csv(
            "app.days", "days", Contains.EVERYTHING, "id:int", "instant:date", "local:date");

    assertThat(
            delivered(
                table,
                "SELECT id, instant, local FROM app.days",
                new String[] {
                  "CREATE TABLE days (id int, instant timestamptz, local timestamp)",
                  "INSERT INTO days VALUES (1, '2021-12-31 23:30:00+00', '2021-12-31 23:30:00')"
                }))
        .containsExactly(List.of(1, LocalDate.of(2022, 1, 1), LocalDate.of(2021, 12, 31)));
  }

  @Test
  void whatHasNoPlaceInTheLakeIsQuarantinedAsItIs() throws SQLException {
    TableDefinition table =
        JdbcLake.csv(
            "app.odd",
            "odd",
            Contains.EVERYTHING,
            "id:int",
            "ratio:double",
            "exact:decimal(10,2)",
            "day:date",
            "instant:timestamp");

    assertThat(
            delivered(
                table,
                "SELECT reason FROM lake.quarantine ORDER BY position",
                new String[] {
                  "CREATE TABLE odd (id int, ratio float8, exact numeric, day date, instant timestamptz)",
                  """
                  INSERT INTO odd VALUES (1, 'NaN', NULL, NULL, NULL), (2, '-Infinity', NULL, NULL, NULL), (3, 0, 'NaN', NULL, NULL),
                    (4, 0, 0, 'infinity', NULL), (5, 0, 0, '0044-03-15 BC', NULL), (6, 0, 0, '2021-01-01', '12021-01-01 00:00:00+01'),
                    (7, 0, 0, '2021-01-01', '-infinity'), (8, 0, 0, '2021-01-01', '2021-01-01')
                  """
                }))
        .extracting(row -> row.get(0))
        .containsExactly(
            "ratio: 'NaN' is not a double",
            "ratio: '-Infinity' is not a double",
            "exact: 'NaN' is not a decimal(10,2)",
            "day: 'infinity' is not a date",
            "day: '0044-03-15 BC' is not a date",
            "instant: '12020-12-31 23:00:00Z' is not a timestamp",
            "instant: '-infinity' is not a timestamp");
  }

  @Test
  void aRowIsWholeWhateverItsColumnsAreCalled() throws SQLException {
    TableDefinition table =
        JdbcLake.table(
            "app.rows", "rows", Format.JSON, Contains.EVERYTHING, "id:int", "r:string", "q:string");

    assertThat(
            delivered(
                table,
                "SELECT id, r, q FROM app.rows",
                new String[] {
                  "CREATE TABLE rows (id int, r text, q text)",
                  "INSERT INTO rows VALUES (1, 'left', 'right')"
                }))
        .containsExactly(List.of(1, "left", "right"));
  }

  @Test
  void timesInArraysAreThoseOfTheirZone() throws SQLException {
    TableDefinition table =
        JdbcLake.table(
            "app.times",
            "times",
            Format.JSON,
            Contains.EVERYTHING,
            "id:int",
            "local:array<timestamp>",
            "instant:array<timestamp>");
    Instant noon = Instant.parse("2021-07-01T10:00:00Z");

    assertThat(
            delivered(
                table,
                "SELECT id, local, instant FROM app.times ORDER BY id",
                new String[] {
                  "CREATE TABLE times (id int, local timestamp[], instant timestamptz[])",
                  """
                  INSERT INTO times VALUES (1, '{2021-07-01 12:00, NULL, 2021-12-01 12:00}', '{2021-07-01 10:00+00}'),
                    (2, '{}', '{}'), (3, NULL, NULL)
                  """
                }))
        .containsExactly(
            List.of(
                1, Arrays.asList(noon, null, Instant.parse("2021-12-01T11:00:00Z")), List.of(noon)),
            List.of(2, List.of(), List.of()),
            Arrays.asList(3, null, null));
  }

  @Test
  void arraysAndDocumentsAreKeptAsJson() throws SQLException {
    TableDefinition table =
        JdbcLake.table(
            "app.documents",
            "documents",
            Format.JSON,
            Contains.EVERYTHING,
            "id:long",
            "words:array<string>",
            "numbers:array<int>",
            "exact:decimal(38,18)",
            "ratio:double",
            "flag:boolean",
            "instant:timestamp",
            "bytes:string");

    assertThat(
            delivered(
                table,
                "SELECT id, words, numbers, exact, ratio, flag, instant, bytes FROM app.documents ORDER BY id",
                new String[] {
                  "CREATE TABLE documents (id int8, words text[], numbers int[], exact numeric, ratio float8, flag bool, instant timestamptz, bytes bytea, doc json)",
                  """
                  INSERT INTO documents VALUES
                    (9223372036854775807, '{a,NULL,"b\\n\\"c\\"",""}', '{1,-2147483648}', 12345678901234567890.123456789012345678, 0.1, true,
                     '2021-10-31 02:30:00.123456+02', '\\x00ff', ('{"a":' || chr(10) || '1}')::json),
                    (1, '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL)
                  """
                }))
        .containsExactly(
            Arrays.asList(1L, List.of(), null, null, null, null, null, null),
            Arrays.asList(
                Long.MAX_VALUE,
                Arrays.asList("a", null, "bn\"c\"", ""),
                List.of(1, Integer.MIN_VALUE),
                new BigDecimal("12345678901234567890.123456789012345678"),
                0.1,
                true,
                Instant.parse("2021-10-31T00:30:00.123456Z"),
                "00ff"));
  }
}
