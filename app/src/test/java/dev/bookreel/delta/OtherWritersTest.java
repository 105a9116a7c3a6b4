package dev.bookreel.delta;

import static dev.bookreel.delta.HandMadeTable.add;
import static dev.bookreel.delta.HandMadeTable.field;
import static dev.bookreel.delta.HandMadeTable.mapped;
import static dev.bookreel.delta.HandMadeTable.metadata;
import static dev.bookreel.delta.HandMadeTable.protocol;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other writers may do in a table, feature by feature. */
class OtherWritersTest {
  private static final String INT = field("x", "integer");

  @TempDir private Path directory;
  private HandMadeTable table;

  @BeforeEach
  void aFolder() throws Exception {
    table = new HandMadeTable(directory.resolve("table"));
  }

  private static final String NESTED =
      field(
              "person",
              "{\"type\":\"struct\",\"fields\":["
                  + field("name", "string", mapped(2, "p-n"))
                  + ","
                  + field("born", "date", mapped(3, "p-b"))
                  + "]}",
              mapped(1, "p"))
          + ","
          + field(
              "list",
              "{\"type\":\"array\",\"containsNull\":true,\"elementType\":{\"type\":\"struct\",\"fields\":["
                  + field("n", "long", mapped(5, "l-n"))
                  + "]}}",
              mapped(4, "l"))
          + ","
          + field(
              "map",
              "{\"type\":\"map\",\"valueContainsNull\":true,\"keyType\":\"string\",\"valueType\":{\"type\":\"struct\",\"fields\":["
                  + field("v", "double", mapped(7, "m-v"))
                  + "]}}",
              mapped(6, "m"))
          + ","
          + field("part", "integer", mapped(8, "part-8"));

  @Test
  void columnsMappedByNameAreFoundHoweverDeep() throws Exception {
    table
        .file(
            "f.parquet",
            """
            SELECT {'p-n': 'Ada', 'p-b': DATE '1815-12-10'} AS p, [{'l-n': 1}, NULL] AS l,
              MAP {'k': {'m-v': 0.5}} AS m, 7 AS person, 9 AS "part-8" UNION ALL SELECT NULL, NULL, NULL, 8, 9""")
        .commit(
            0,
            protocol("columnMapping"),
            metadata(NESTED, "\"part\"", "\"delta.columnMapping.mode\":\"name\""),
            add("f.parquet", "\"part-8\":\"3\""));

    assertThat(Shown.of(table.folder()).rows())
        .containsExactlyInAnyOrder(
            "{\"person\":{\"name\":\"Ada\",\"born\":\"1815-12-10\"},\"list\":[{\"n\":1},null],"
                + "\"map\":{\"k\":{\"v\":0.5}},\"part\":3}",
            "{\"person\":null,\"list\":null,\"map\":null,\"part\":3}");
  }

  @Test
  void columnsMappedByIdAreFoundUnderAnyName() throws Exception {
    table
        .file(
            "f.parquet",
            "SELECT {'b': DATE '1815-12-10', 'a': 'Ada'} AS c1, [{'q': 1::INTEGER}] AS c2,"
                + " MAP {'k': {'r': 0.5::FLOAT}} AS c3",
            """
            FIELD_IDS {c1: {__duckdb_field_id: 1, a: 2, b: 3},
              c2: {__duckdb_field_id: 4, element: {__duckdb_field_id: 90, q: 5}},
              c3: {__duckdb_field_id: 6, key: 91, value: {__duckdb_field_id: 92, r: 7}}}""")
        .commit(
            0,
            protocol("columnMapping"),
            metadata(NESTED, "\"part\"", "\"delta.columnMapping.mode\":\"id\""),
            add("f.parquet", "\"part-8\":null"));

    assertThat(Shown.of(table.folder()).rows())
        .containsExactly(
            "{\"person\":{\"name\":\"Ada\",\"born\":\"1815-12-10\"},\"list\":[{\"n\":1}],"
                + "\"map\":{\"k\":{\"v\":0.5}},\"part\":null}");
  }

  @Test
  void columnsThatOlderFilesLackAreNullAlsoInsideOthers() throws Exception {
    table
        .file("old.parquet", "SELECT 1 AS x, {'a': 1} AS s")
        .file("new.parquet", "SELECT 2 AS x, {'a': 2, 'b': 'new'} AS s, 'new' AS y")
        .commit(
            0,
            protocol(),
            metadata(
                INT
                    + ","
                    + field(
                        "s",
                        "{\"type\":\"struct\",\"fields\":["
                            + field("a", "integer")
                            + ","
                            + field("b", "string")
                            + "]}")
                    + ","
                    + field("y", "string"),
                "",
                ""),
            add("old.parquet", ""),
            add("new.parquet", ""));

    assertThat(Shown.of(table.folder()).rows())
        .containsExactlyInAnyOrder(
            "{\"x\":1,\"s\":{\"a\":1,\"b\":null},\"y\":null}",
            "{\"x\":2,\"s\":{\"a\":2,\"b\":\"new\"},\"y\":\"new\"}");
  }

  @Test
  void widenedTypesAreReadFromFilesOfBeforeAndAfter() throws Exception {
    table
        .file(
            "old.parquet",
            "SELECT 1::TINYINT AS a, 2 AS b, 1.5::DECIMAL(4,1) AS c, DATE '2020-01-02' AS d")
        .file(
            "new.parquet",
            "SELECT 3000000000 AS a, 0.5::DOUBLE AS b, 12345.678::DECIMAL(10,3) AS c,"
                + " TIMESTAMP '2020-01-02 03:04:05' AS d")
        .commit(
            0,
            protocol("typeWidening", "timestampNtz"),
            metadata(
                field("a", "long")
                    + ","
                    + field("b", "double")
                    + ","
                    + field("c", "decimal(10,3)")
                    + ","
                    + field("d", "timestamp_ntz"),
                "",
                ""),
            add("old.parquet", ""),
            add("new.parquet", ""));

    assertThat(Shown.of(table.folder()).rows())
        .containsExactlyInAnyOrder(
            "{\"a\":1,\"b\":2.0,\"c\":1.5,\"d\":\"2020-01-02T00:00\"}",
            "{\"a\":3000000000,\"b\":0.5,\"c\":12345.678,\"d\":\"2020-01-02T03:04:05\"}");
  }

  @Test
  void partitionsOfEveryTypeAndAnyCharacterAreTheLogs() throws Exception {
    List<String> types =
        List.of(
            "string",
            "integer",
            "date",
            "timestamp",
            "timestamp_ntz",
            "binary",
            "boolean",
            "double",
            "decimal(5,2)");
    StringBuilder fields = new StringBuilder(INT);
    StringBuilder names = new StringBuilder();
    for (String type : types) {
      fields.append(',').append(field("p " + type, type));
      names.append(names.isEmpty() ? "" : ",").append("\"p ").append(type).append('"');
    }
    table
        .file("p=a%2Fb/f.parquet", "SELECT 1 AS x, 'no' AS \"p string\"")
        .file("g.parquet", "SELECT 2 AS x")
        .commit(
            0,
            protocol("timestampNtz"),
            metadata(fields.toString(), names.toString(), ""),
            add(
                "p=a%252Fb/f.parquet",
                """
                "p string":"a/b='\\"%2F🎬","p integer":"-7","p date":"0001-01-01",\
                "p timestamp":"2020-01-01 08:09:10.000001","p timestamp_ntz":"2020-01-01 08:09:10",\
                "p binary":"\\u0001A","p boolean":"true","p double":"-Infinity","p decimal(5,2)":"1.20\""""),
            add(
                "g.parquet",
                """
                "p string":"","p integer":null,"p date":null,"p timestamp":"2020-01-01T08:09:10.5+01:00",\
                "p timestamp_ntz":null,"p binary":null,"p boolean":null,"p double":"NaN","p decimal(5,2)":null"""));

    assertThat(Shown.of(table.folder()).rows())
        .containsExactlyInAnyOrder(
            """
            {"x":1,"p string":"a/b='\\"%2F🎬","p integer":-7,"p date":"0001-01-01",\
            "p timestamp":"2020-01-01T08:09:10.000001Z","p timestamp_ntz":"2020-01-01T08:09:10",\
            "p binary":"\\\\x01A","p boolean":true,"p double":"-Infinity","p decimal(5,2)":1.2}""",
            """
            {"x":2,"p string":null,"p integer":null,"p date":null,\
            "p timestamp":"2020-01-01T07:09:10.500Z","p timestamp_ntz":null,"p binary":null,\
            "p boolean":null,"p double":"NaN","p decimal(5,2)":null}""");
  }

  /** The vector stands in the log itself: rows 0 and 2. */
  @Test
  void rowsUnderAnInlineDeletionVectorAreLeftOut() throws Exception {
    table
        .file("f.parquet", "SELECT range::INTEGER AS x FROM range(4)")
        .commit(
            0,
            protocol("deletionVectors"),
            metadata(INT, "", ""),
            add(
                "f.parquet",
                "",
                """
                ,"deletionVector":{"storageType":"i",\
                "pathOrInlineDv":"^Bg9^0rr910000000000iXQKl0rr91000315c8Xg00062",\
                "sizeInBytes":36,"cardinality":2}"""));

    assertThat(Shown.of(table.folder()).rows()).containsExactly("{\"x\":1}", "{\"x\":3}");
  }

  @Test
  void filesOutsideTheTableAreReadIfTheLogNamesThem() throws Exception {
    Path elsewhere = directory.resolve("else where/f.parquet");
    HandMadeTable.parquet(elsewhere, "SELECT 1 AS x");
    HandMadeTable.parquet(elsewhere.resolveSibling("g.parquet"), "SELECT 2 AS x");
    table.commit(
        0,
        protocol(),
        metadata(INT, "", ""),
        add(elsewhere.toUri().toString(), ""),
        add("../else%20where/g.parquet", ""));

    assertThat(Shown.of(table.folder()).rows()).containsExactlyInAnyOrder("{\"x\":1}", "{\"x\":2}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a [1]*", "it's", "50%", "a#b", "x=1", "ä 🎬"})
  void aPlaceMayHaveAnyName(String name) throws Exception {
    HandMadeTable odd = new HandMadeTable(directory.resolve(name));
    odd.file("f.parquet", "SELECT 1 AS x")
        .commit(0, protocol(), metadata(INT, "", ""), add("f.parquet", ""));
    // What a pattern would find instead.
    HandMadeTable.parquet(directory.resolve("a 1").resolve("f.parquet"), "SELECT 2 AS x");

    assertThat(Shown.of(odd.folder()).rows()).containsExactly("{\"x\":1}");
    assertThat(
            Shown.run(directory, "show", odd.folder().toUri().toString(), "--format", "csv").out())
        .isEqualTo("x\n1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"variantType", "catalogManaged", "somethingOfTomorrow"})
  void whatWeCannotReadIsRefusedByItsName(String feature) throws Exception {
    table.commit(0, protocol(feature), metadata(INT, "", ""), add("f.parquet", ""));

    for (String command : new String[] {"show", "describe"}) {
      Shown refused = Shown.run(directory, command, "./table");
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.err())
          .startsWith("bookreel: The table in " + table.folder() + " cannot be read")
          .contains("the Delta feature " + feature + ",");
      assertThat(refused.out()).isEmpty();
    }
  }
}
