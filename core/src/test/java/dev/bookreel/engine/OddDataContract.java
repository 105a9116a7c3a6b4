package dev.bookreel.engine;

import static dev.bookreel.engine.EngineContract.column;
import static dev.bookreel.engine.EngineContract.csv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.definition.TableName;
import dev.bookreel.error.ConflictException;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongQueryException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every engine must do with odd names, odd values and odd places. Each engine's module extends
 * this and supplies its engine.
 */
public abstract class OddDataContract {
  private static final TableDefinition MOVIES =
      csv("app.movies", Contains.EVERYTHING, List.of("title"), "title:string", "mins:int");
  private static final TableDefinition LOG =
      csv("app.log", Contains.CHANGES, List.of("k"), "k:string", "v:int");

  private @TempDir Path directory;

  /** Opens the engine under test on a lake. */
  protected abstract Engine open(Path lake, LakeDefinition definition);

  private TestLake lake(TableDefinition... tables) {
    return lakeAt(directory, tables);
  }

  private TestLake lakeAt(Path place, TableDefinition... tables) {
    return new TestLake(place, List.of(tables), this::open);
  }

  private static TableDefinition json(List<String> key, String... columns) {
    return new TableDefinition(
        TableName.parse("vendor.things"),
        "Things",
        "things.json",
        Format.JSON,
        Contains.EVERYTHING,
        key,
        Arrays.stream(columns)
            .map(text -> text.split(":"))
            .map(parts -> column(parts[0], parts[1], parts[2]))
            .toList(),
        List.of(),
        1,
        1);
  }

  private static ChangeCounts counts(
      long read, long inserted, long updated, long deleted, long unchanged) {
    return new ChangeCounts(read, inserted, updated, deleted, unchanged, 0, 0);
  }

  private static LoadOutcome.Committed committed(long version, ChangeCounts counts) {
    return new LoadOutcome.Committed(version, counts, List.of(), List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "position",
        "row",
        "file",
        "reason",
        "record",
        "json",
        "scalars",
        "order",
        "select",
        "group",
        "key",
        "e",
        "n",
        "o",
        "changes",
        "delivered",
        "table_name",
        "last_of_key",
        "field_0"
      })
  void aColumnMayHaveAnyName(String name) {
    TableDefinition table =
        csv("app.odd", Contains.EVERYTHING, List.of(name), name + ":string", "size:int");
    try (TestLake lake = lake(table)) {
      lake.load(table, 1, name + ",size\na,1\nb,2\nc,3\nd,4\n");

      assertThat(lake.load(table, 2, name + ",size\na,1\nb,22\nc,3\nb,2\ne,5\ne,5\nf,x\n"))
          .isEqualTo(committed(1, new ChangeCounts(7, 1, 0, 1, 3, 1, 2)));
      assertThat(lake.query("SELECT * FROM app.odd ORDER BY size"))
          .containsExactly(
              "a|1|null", "b|2|null", "c|3|null", "d|4|2022-01-02T02:00:00Z", "e|5|null");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "o'clock",
        "two words",
        "100%",
        "50%25",
        "café 夜",
        "a#b?c",
        "a[bc]",
        "a*",
        "a+b&c",
        "a\"b",
        "a;b",
        "a{b}",
        "key=1",
        "x/./y"
      })
  void aLakeMayLieAnywhere(String place) {
    try (TestLake lake = lakeAt(directory.resolve(place), MOVIES)) {
      lake.load(MOVIES, 1, "title,mins\nA,1\nB,2\nC,3\nD,x\n");
      lake.load(MOVIES, 2, "title,mins\nA,1\nB,2\nC,33\n");
      lake.load(MOVIES, 3, "title,mins\nA,1\nB,22\nC,33\n");

      assertThat(lake.query("SELECT title, mins FROM app.movies_history ORDER BY title, mins"))
          .containsExactly("A|1", "B|2", "B|22", "C|3", "C|33");
      assertThat(lake.query("SELECT record FROM lake.quarantine")).hasSize(1);
    }
  }

  /** So are the folders of partitions named, whose values would hide the file's. */
  @Test
  void aFolderInALakesPathIsNoColumn() {
    Path place = directory.resolve("title=A/mins=7/json=1/__field_0=x");
    TableDefinition things = json(List.of("title"), "title:string:title", "mins:int:mins");
    try (TestLake lake = lakeAt(place, MOVIES, things)) {
      lake.load(MOVIES, 1, "title,mins\nB,2\n");
      lake.load(things, 1, "{\"title\":\"B\",\"mins\":2}");

      assertThat(lake.query("SELECT title, mins FROM app.movies")).containsExactly("B|2");
      assertThat(lake.query("SELECT title, mins FROM vendor.things")).containsExactly("B|2");
    }
  }

  @Test
  void keysOfChangesAreFoundHoweverTheySort() {
    List<String> keys =
        List.of(
            "",
            " ",
            "a",
            "A",
            "é",
            "z",
            "\uFFFD",
            "\uFF5E",
            "😀",
            "𐀀",
            "'",
            "\\",
            "\\x41",
            "%",
            "NULL",
            "null",
            "\u0001",
            "tab\there",
            "x".repeat(31),
            "x".repeat(32),
            "x".repeat(33),
            "x".repeat(32) + "é",
            "é".repeat(40),
            "😀".repeat(17),
            "x".repeat(31) + "😀");
    // So few that each keeps a file of its own.
    for (List<String> some : List.of(keys.subList(0, 13), keys.subList(13, keys.size()))) {
      try (TestLake lake = lakeAt(directory.resolve("lake-" + some.size()), LOG)) {
        int night = 1;
        for (String key : some) {
          lake.load(LOG, night++, "k,v\n\"" + key + "\",1\n");
        }
        for (String key : some) {
          assertThat(lake.load(LOG, night, "k,v\n\"" + key + "\",2\n"))
              .as("key '%s'", key)
              .isEqualTo(committed(night - 1, counts(1, 0, 1, 0, 0)));
          night++;
        }
        assertThat(lake.query("SELECT count(*), min(v) FROM app.log"))
            .containsExactly(some.size() + "|2");
      }
    }
  }

  @Test
  void timesOfChangesAreFoundWhenever() {
    TableDefinition table = csv("app.log", Contains.CHANGES, List.of("k"), "k:timestamp", "v:int");
    List<String> keys =
        List.of(
            "0001-01-01T00:00:00Z",
            "1582-10-10T00:00:00Z",
            "1850-06-01T12:00:00Z",
            "1969-12-31T23:59:59.999999Z",
            "1969-12-31T23:59:59.000001Z",
            "1970-01-01T00:00:00Z",
            "2021-10-31T00:30:00.123456Z",
            "2021-10-31T01:30:00.123457Z",
            "2021-03-28T01:30:00.999999Z",
            "9999-12-31T23:59:59.999999Z");
    try (TestLake lake = lake(table)) {
      int night = 1;
      for (String key : keys) {
        lake.load(table, night++, "k,v\n" + key + ",1\n");
      }
      for (String key : keys) {
        assertThat(lake.load(table, night, "k,v\n" + key + ",2\n"))
            .as("key %s", key)
            .isEqualTo(committed(night - 1, counts(1, 0, 1, 0, 0)));
        night++;
      }
      assertThat(lake.query("SELECT k FROM app.log ORDER BY k"))
          .isEqualTo(keys.stream().map(Instant::parse).sorted().map(String::valueOf).toList());
    }
  }

  @Test
  void spacesAroundAValueAreNoPartOfItButOtherWhiteSpaceIs() {
    TableDefinition table =
        csv(
            "app.odd",
            Contains.EVERYTHING,
            List.of("k"),
            "k:int",
            "d:date",
            "t:timestamp",
            "x:double",
            "n:decimal(9,2)",
            "b:boolean");
    try (TestLake lake = lake(table)) {
      lake.load(
          table,
          1,
          """
          k,d,t,x,n,b
           007 ,  1956-05-17, 2021-12-06T19:30:19Z ,1.5 , -0012.50, true\s
          8,"\t1956-05-17",,,,
          """);

      assertThat(lake.query("SELECT * FROM app.odd"))
          .containsExactly("7|1956-05-17|2021-12-06T19:30:19Z|1.5|-12.50|true|null");
      assertThat(lake.query("SELECT reason FROM lake.quarantine"))
          .containsExactly("d: '\t1956-05-17' is not a date");
    }
  }

  @Test
  void nanosecondsAreCutToMicroseconds() {
    TableDefinition table =
        csv("app.odd", Contains.EVERYTHING, List.of("t"), "t:timestamp", "v:int");
    try (TestLake lake = lake(table)) {
      lake.load(
          table,
          1,
          "t,v\n2021-12-06T19:30:19.123456789Z,1\n2021-12-06T19:30Z,2\n2021-02-29T10:00:00Z,5\n");
      assertThat(lake.query("SELECT t, v FROM app.odd ORDER BY v"))
          .containsExactly("2021-12-06T19:30:19.123456Z|1", "2021-12-06T19:30:00Z|2");
    }
  }

  @Test
  void arraysWithNullsEmptiesAndQuotesMakeKeys() {
    TableDefinition table =
        json(List.of("k", "t"), "k:array<string>:k[].v", "t:string:t", "v:int:v");
    String[] keys = {
      "[]",
      "[{\"v\":null}]",
      "[{\"v\":null},{\"v\":null}]",
      "[{}, {\"v\":\"\"}]",
      "[{\"v\":\"\"}]",
      "[{\"v\":\"a\"},{\"v\":null}]",
      "[{\"v\":null},{\"v\":\"a\"}]",
      "[{\"v\":\"a', 'b\"}]",
      "[{\"v\":\"a\"},{\"v\":\"b\"}]",
      "[{\"v\":\"\\\"\\\\ \\u0001 夜\"}]"
    };
    try (TestLake lake = lake(table)) {
      for (int night = 1; night <= 3; night++) {
        int value = night == 2 ? 1 : night;
        String content =
            Arrays.stream(keys)
                .map(key -> "{\"k\":" + key + ",\"t\":\"\",\"v\":" + value + "}")
                .collect(Collectors.joining("\n"));
        assertThat(lake.load(table, night, content))
            .isEqualTo(
                committed(
                    night - 1,
                    night == 1
                        ? counts(10, 10, 0, 0, 0)
                        : night == 2 ? counts(10, 0, 0, 0, 10) : counts(10, 0, 10, 0, 0)));
      }
      assertThat(lake.query("SELECT count(*), count(DISTINCT k) FROM vendor.things"))
          .containsExactly("10|10");
    }
  }

  @Test
  void fieldsOfJsonMayHaveAnyName() {
    String[] names = {"two words", "it's", "a\"b", "back\\slash", "$", "#", "@", "夜", "x[0]x"};
    List<Column> columns =
        IntStream.range(0, names.length)
            .mapToObj(
                i -> new Column("c" + i, Scalar.STRING, ColumnPath.field(names[i]), List.of()))
            .toList();
    TableDefinition table =
        new TableDefinition(
            TableName.parse("vendor.things"),
            "Things",
            "things.json",
            Format.JSON,
            Contains.EVERYTHING,
            List.of("c0"),
            columns,
            List.of(),
            1,
            1);
    String record =
        IntStream.range(0, names.length)
            .mapToObj(
                i ->
                    "\""
                        + names[i].replace("\\", "\\\\").replace("\"", "\\\"")
                        + "\":\"v"
                        + i
                        + "\"")
            .collect(Collectors.joining(",", "{", "}"));
    try (TestLake lake = lake(table)) {
      assertThat(lake.load(table, 1, "[" + record + "]"))
          .isEqualTo(committed(0, counts(1, 1, 0, 0, 0)));
      assertThat(lake.query("SELECT * FROM vendor.things"))
          .containsExactly("v0|v1|v2|v3|v4|v5|v6|v7|v8|null");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "title,mins,",
        "title,mins,Mins",
        "Title,title,mins",
        ",title,mins",
        "title,mins,\"a\"\"b'c\"",
        "title,mins,\"x\ny\"",
        "title,mins,rowid,position,__text_0,__record"
      })
  void aHeaderMayHaveColumnsThatNobodyWants(String header) {
    String[] names = header.split(",", -1);
    String row =
        Arrays.stream(names)
            .map(name -> name.equals("title") ? "A" : name.equals("mins") ? "1" : "other")
            .collect(Collectors.joining(","));
    try (TestLake lake = lake(MOVIES)) {
      lake.load(MOVIES, 1, header + "\n" + row + "\n" + row.replace("1", "x") + "\n");

      assertThat(lake.query("SELECT * FROM app.movies")).containsExactly("A|1|null");
      assertThat(lake.query("SELECT reason, record FROM lake.quarantine")).hasSize(1);
    }
  }

  @Test
  void aDeliveryOfWhichEveryRowIsRefusedMakesAnEmptyTable() {
    try (TestLake lake = lake(MOVIES, LOG)) {
      lake.load(MOVIES, 1, "title,mins\nA,x\n,1\n");
      lake.load(LOG, 1, "k,v\nA,x\n");
      assertThat(lake.query("SELECT count(*) FROM app.movies_history")).containsExactly("0");
      assertThat(lake.load(LOG, 2, "k,v\nA,1\nB,x\n"))
          .isEqualTo(committed(1, new ChangeCounts(2, 1, 0, 0, 0, 0, 1)));
      assertThat(lake.load(LOG, 3, "k,v\nA,x\n"))
          .isEqualTo(committed(2, new ChangeCounts(1, 0, 0, 0, 0, 0, 1)));
      assertThat(lake.load(LOG, 4, "k,v\n")).isEqualTo(committed(3, counts(0, 0, 0, 0, 0)));
      assertThat(lake.query("SELECT k, v FROM app.log")).containsExactly("A|1");
    }
  }

  @Test
  void refusedRowsAreShownRightHoweverLargeTheFile() {
    TableDefinition movies =
        csv(
            "app.movies",
            Contains.EVERYTHING,
            List.of("title"),
            "title:string",
            "mins:int",
            "text:string");
    String rows =
        IntStream.range(0, 400_000)
            .mapToObj(i -> (i == 399_990 ? 5 : i) + "," + i + ",\"some text, number " + i + "\"\n")
            .collect(Collectors.joining());
    try (TestLake lake = lake(movies)) {
      lake.load(movies, 1, "title,mins,text\n" + rows);

      assertThat(lake.query("SELECT record FROM lake.quarantine"))
          .containsExactly("{\"title\":\"5\",\"mins\":\"5\",\"text\":\"some text, number 5\"}");
      assertThat(lake.query("SELECT mins FROM app.movies WHERE title = '5'"))
          .containsExactly("399990");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "12.345, false",
    "12.34, true",
    "12.3400, true",
    "12., true",
    ".5, true",
    ".005, false",
    "., false",
    "12345678.99, true",
    "123456789.99, false"
  })
  void aDecimalIsExactOrRefused(String value, boolean fits) {
    assertThat(loads("decimal(10,2)", value)).isEqualTo(fits);
  }

  @Test
  void aDecimalFromJsonIsExactToo() {
    TableDefinition table =
        json(List.of("k"), "k:string:k", "d:decimal(38,10):d", "ds:array<decimal(38,10)>:all[]");
    try (TestLake lake = lake(table)) {
      lake.load(
          table,
          1,
          """
          {"k":"a, 12345678901234567.5 \\"","d":1234567890123456.78,"all":[-12345678901234567890.5 , 0.1]}
          {"k":"b","d": 1234567890123456789.1234567891,"all":[12345678901234567890123]}
          {"k":"c","d":"1234567890123456.78","all":null}
          """);

      assertThat(lake.query("SELECT k, d, ds FROM vendor.things ORDER BY k"))
          .containsExactly(
              "a, 12345678901234567.5 \"|1234567890123456.7800000000|[-12345678901234567890.5000000000, 0.1000000000]",
              "b|1234567890123456789.1234567891|[12345678901234567890123.0000000000]",
              "c|1234567890123456.7800000000|null");
    }
  }

  @ParameterizedTest
  @CsvSource({"12, true", "12.0, true", "12.5, false"})
  void aDecimalWithoutPlacesIsWhole(String value, boolean fits) {
    assertThat(loads("decimal(10,0)", value)).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({
    "2021-12-06T23:59:59+0100, true",
    "2021-12-06T24:00:00Z, false",
    "2021-12-06T25:00:00Z, false",
    "2021-12-06T23:60:00Z, false",
    "2021-12-06T23:59:60Z, false",
    "2021-12-06T23:59:59+1400, true",
    "2021-12-06T23:59:59-15:30, true",
    "2021-12-06T23:59:59+2500, false",
    "2021-12-06T23:59:59+24, false",
    "2021-12-06T23:59:59+01:60, false",
    "2021-02-29T00:00:00Z, false"
  })
  void aTimestampIsATimeThatClocksShow(String value, boolean fits) {
    assertThat(loads("timestamp", value)).isEqualTo(fits);
  }

  /** Whether a value is taken for one of the type, and not refused or made another. */
  private boolean loads(String type, String value) {
    TableDefinition table =
        csv("app.values", Contains.EVERYTHING, List.of("k"), "k:int", "v:" + type);
    try (TestLake lake = lake(table)) {
      lake.load(table, 1, "k,v\n1," + value + "\n");
      return lake.query("SELECT reason FROM lake.quarantine").isEmpty();
    }
  }

  @Test
  void aQueryMayEndInACommentAndShadowTables() {
    try (TestLake lake = lake(MOVIES)) {
      lake.load(MOVIES, 1, "title,mins\nA,1\n");
      assertThat(lake.query("SELECT title FROM app.movies -- the end")).containsExactly("A");
      assertThat(lake.query("SELECT title FROM app.movies; -- the end")).containsExactly("A");
      assertThat(
              lake.query(
                  "WITH movies AS (SELECT 'B' AS title) SELECT m.title, a.title FROM movies m, app.movies a"))
          .containsExactly("B|A");
      assertThat(
              lake.query(
                  "SELECT (SELECT max(mins) FROM App.Movies_History), 1 IN (SELECT mins FROM \"app\".\"movies\")"))
          .containsExactly("1|true");
      try (LakeView view = lake.engine().view()) {
        assertThat(
                view.inputs(
                        "WITH app AS (SELECT 1) SELECT * FROM app WHERE EXISTS (SELECT 1 FROM lake.loads UNION ALL SELECT 2 FROM app.movies)")
                    .keySet())
            .containsExactly(MOVIES.name());
      }
    }
  }

  @Test
  void everyQueryOnATableThatWasNeverLoadedSaysSo() {
    try (TestLake lake = lake(MOVIES);
        LakeView view = lake.engine().view()) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> view.query(Query.of("SELECT * FROM app.movies")))
            .isInstanceOf(WrongQueryException.class)
            .hasMessage(
                "Table app.movies is declared but was never loaded. Run 'bookreel run', or 'bookreel fetch app.movies' and 'bookreel load app.movies'");
      }
    }
  }

  @Test
  void aFolderThatIsNoTableDisturbsNoQuery() throws Exception {
    Files.createDirectories(directory.resolve("gold/.hidden folder"));
    Files.createDirectories(directory.resolve("gold/empty"));
    try (TestLake lake = lake(MOVIES)) {
      lake.load(MOVIES, 1, "title,mins\nA,1\n");
      assertThat(lake.query("SELECT title FROM app.movies")).containsExactly("A");
      assertThatThrownBy(() -> lake.query("SELECT * FROM analytics.empty"))
          .isInstanceOf(WrongQueryException.class)
          .hasMessageStartingWith("There is no table 'analytics.empty'.");
    }
  }

  @Test
  void aColumnWithoutANameOfItsOwnIsRefusedWithAHint() {
    try (TestLake lake = lake();
        LakeView view = lake.engine().view()) {
      assertThatThrownBy(
              () ->
                  view.append(
                      TableName.parse("analytics.counts"), Query.of("SELECT 1 AS \"n(1)\"")))
          .isInstanceOf(LakeException.class)
          .hasMessage(
              "Column 'n(1)' of analytics.counts cannot be kept: Delta allows no column name with one of ' ,;{}()=' or a line break or tab. Give it a name with AS");
    }
  }

  @Test
  void theCaretStandsUnderTheErrorAlsoBehindParameters() {
    try (TestLake lake = lake()) {
      assertThatThrownBy(
              () ->
                  lake.query(
                      new Query(
                          "SELECT :first_parameter AS x WHER 1", Map.of("first_parameter", 1L))))
          .isInstanceOf(WrongQueryException.class)
          .hasMessageEndingWith(
              "\nline 1: SELECT :first_parameter AS x WHER 1\n                                     ^");
    }
  }

  @Test
  void aRebuildThatLacksTheNewestDeliveryIsRefused() {
    try (TestLake lake = lake(MOVIES)) {
      var first = lake.deliver(MOVIES, 1, "title,mins\nA,1\n");
      lake.engine().load(MOVIES, first, false);
      lake.load(MOVIES, 2, "title,mins\nA,2\n");

      assertThatThrownBy(() -> lake.engine().rebuild(MOVIES, List.of(first)))
          .isInstanceOf(ConflictException.class)
          .hasMessage(
              "Cannot rebuild app.movies: it was loaded meanwhile. Nothing was changed; run the same command again");
      assertThat(lake.query("SELECT mins FROM app.movies")).containsExactly("2");
    }
  }
}
