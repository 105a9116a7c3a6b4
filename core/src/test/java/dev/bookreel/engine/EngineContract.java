package dev.bookreel.engine;

import static dev.bookreel.engine.TestLake.night;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.Check;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.NewField;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.LoadOutcome.AlreadyLoaded;
import dev.bookreel.engine.LoadOutcome.Committed;
import dev.bookreel.engine.LoadOutcome.Held;
import dev.bookreel.engine.LoadOutcome.Late;
import dev.bookreel.error.ConflictException;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.UnreadableDeliveryException;
import dev.bookreel.error.WrongQueryException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine must do. Each engine's module extends this and supplies its engine. */
public abstract class EngineContract {
  protected static final TableDefinition MOVIES =
      csv("stream.movies", Contains.EVERYTHING, List.of("title"), "title:string", "mins:int");
  protected static final TableDefinition STREAMS =
      csv(
          "stream.streams",
          Contains.CHANGES,
          List.of("user", "start_at"),
          "user:string",
          "start_at:timestamp",
          "size:double");
  protected static final TableDefinition REVIEWS =
      new TableDefinition(
          TableName.parse("vendor.reviews"),
          "Reviews",
          "vendor/reviews.json",
          Format.JSON,
          Contains.EVERYTHING,
          List.of("created", "books"),
          List.of(
              column("created", "timestamp", "meta.created"),
              new Column(
                  "books",
                  new ColumnType.Array(Scalar.STRING),
                  ColumnPath.parse("books[].title"),
                  Arrays.asList("end", null)),
              column("rate", "int", "rate")),
          List.of(),
          0.3,
          1);

  private @TempDir Path directory;
  private TestLake lake;

  /** Opens the engine under test on a lake. */
  protected abstract Engine open(Path lake, LakeDefinition definition);

  @BeforeEach
  void openLake() {
    lake = new TestLake(directory, List.of(MOVIES, STREAMS, REVIEWS), this::open);
  }

  @AfterEach
  void closeLake() {
    lake.close();
  }

  static TableDefinition csv(String name, Contains contains, List<String> key, String... columns) {
    return new TableDefinition(
        TableName.parse(name),
        "A table",
        name + ".csv",
        Format.CSV,
        contains,
        key,
        Arrays.stream(columns)
            .map(text -> text.split(":"))
            .map(parts -> column(parts[0], parts[1], parts[0]))
            .toList(),
        List.of(),
        0.3,
        1);
  }

  static Column column(String name, String type, String from) {
    return new Column(
        name, ColumnType.parse(type).orElseThrow(), ColumnPath.parse(from), List.of());
  }

  static TableDefinition with(TableDefinition table, Check... checks) {
    return new TableDefinition(
        table.name(),
        table.description(),
        table.delivery(),
        table.format(),
        table.contains(),
        table.key(),
        table.columns(),
        List.of(checks),
        table.maxDeleted(),
        table.maxChanged());
  }

  private static ChangeCounts counts(
      long read, long inserted, long updated, long deleted, long unchanged) {
    return new ChangeCounts(read, inserted, updated, deleted, unchanged, 0, 0);
  }

  private static Committed committed(long version, ChangeCounts counts) {
    return new Committed(version, counts, List.of(), List.of());
  }

  private List<String> history() {
    return lake.query(
        "SELECT title, mins, valid_from, valid_to, is_latest FROM stream.movies_history"
            + " ORDER BY title, valid_from");
  }

  private List<String> quarantine() {
    return lake.query("SELECT reason, record FROM lake.quarantine ORDER BY reason, record");
  }

  @Test
  void aFirstDeliveryIsInsertedWhole() {
    assertThat(lake.load(MOVIES, 1, "title,mins\nAlien,117\nBrazil,143\n"))
        .isEqualTo(committed(0, counts(2, 2, 0, 0, 0)));
    assertThat(history())
        .containsExactly(
            "Alien|117|2022-01-01T02:00:00Z|null|true",
            "Brazil|143|2022-01-01T02:00:00Z|null|true");
    assertThat(lake.query("SELECT * FROM stream.movies ORDER BY title"))
        .containsExactly("Alien|117|null", "Brazil|143|null");
    assertThat(lake.engine().lastLoaded(MOVIES)).contains(night(1));
  }

  @Test
  void aRecordIsInsertedUpdatedDeletedAndLeftAlone() {
    lake.load(MOVIES, 1, "title,mins\nA,1\nB,2\nC,3\nD,4\n");

    assertThat(lake.load(MOVIES, 2, "title,mins\nB,2\nC,33\nD,4\nE,5\n"))
        .isEqualTo(committed(1, counts(4, 1, 1, 1, 2)));
    assertThat(history())
        .containsExactly(
            "A|1|2022-01-01T02:00:00Z|2022-01-02T02:00:00Z|true",
            "B|2|2022-01-01T02:00:00Z|null|true",
            "C|3|2022-01-01T02:00:00Z|2022-01-02T02:00:00Z|false",
            "C|33|2022-01-02T02:00:00Z|null|true",
            "D|4|2022-01-01T02:00:00Z|null|true",
            "E|5|2022-01-02T02:00:00Z|null|true");
    assertThat(lake.query("SELECT title, mins, deleted_at FROM stream.movies ORDER BY title"))
        .containsExactly(
            "A|1|2022-01-02T02:00:00Z", "B|2|null", "C|33|null", "D|4|null", "E|5|null");
  }

  @Test
  void aRecordThatComesBackOpensANewVersionEvenWithItsOldContent() {
    lake.load(MOVIES, 1, "title,mins\nA,1\nB,2\nC,3\nD,4\n");
    lake.load(MOVIES, 2, "title,mins\nB,2\nC,3\nD,4\n");

    assertThat(lake.load(MOVIES, 3, "title,mins\nA,1\nB,2\nC,3\nD,4\n"))
        .isEqualTo(committed(2, counts(4, 1, 0, 0, 3)));
    assertThat(history())
        .contains(
            "A|1|2022-01-01T02:00:00Z|2022-01-02T02:00:00Z|false",
            "A|1|2022-01-03T02:00:00Z|null|true");
  }

  @Test
  void aDeletedRecordIsDeletedOnlyOnce() {
    lake.load(MOVIES, 1, "title,mins\nA,1\nB,2\nC,3\nD,4\n");
    lake.load(MOVIES, 2, "title,mins\nB,2\nC,3\nD,4\n");

    assertThat(lake.load(MOVIES, 3, "title,mins\nB,2\nC,3\nD,4\n"))
        .isEqualTo(committed(2, counts(3, 0, 0, 0, 3)));
  }

  @Test
  void changingOneRecordAgainAndAgainKeepsEveryVersion() {
    for (int night = 1; night <= 12; night++) {
      lake.load(MOVIES, night, "title,mins\nA," + night + "\nB,2\n");
    }
    assertThat(lake.query("SELECT mins FROM stream.movies_history WHERE title = 'A' ORDER BY 1"))
        .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
    assertThat(lake.query("SELECT mins FROM stream.movies WHERE title = 'A'"))
        .containsExactly("12");
    assertThat(lake.query("SELECT count(*) FROM stream.movies_history WHERE title = 'B'"))
        .containsExactly("1");
  }

  @Test
  void changesDeleteNothing() {
    lake.load(STREAMS, 1, "user,start_at,size\nu,2021-12-06T19:30:19.099+0100,1.5\n");

    assertThat(lake.load(STREAMS, 2, "user,start_at,size\nv,2021-12-06T19:30:19.099+0100,2\n"))
        .isEqualTo(committed(1, counts(1, 1, 0, 0, 0)));
    assertThat(lake.query("SELECT user, start_at, size FROM stream.streams ORDER BY user"))
        .containsExactly("u|2021-12-06T18:30:19.099Z|1.5", "v|2021-12-06T18:30:19.099Z|2.0");
  }

  @Test
  void changesUpdateRecordsInWhicheverFileTheyLie() {
    lake.load(STREAMS, 1, "user,start_at,size\nu,2021-12-01T00:00:00Z,1\n");
    lake.load(STREAMS, 2, "user,start_at,size\nu,2021-12-02T00:00:00Z,2\n");
    lake.load(STREAMS, 3, "user,start_at,size\nu,2021-12-03T00:00:00Z,3\n");

    assertThat(
            lake.load(
                STREAMS,
                4,
                "user,start_at,size\nu,2021-12-01T00:00:00Z,1\nu,2021-12-02T00:00:00Z,22\n"))
        .isEqualTo(committed(3, counts(2, 0, 1, 0, 1)));
    assertThat(lake.query("SELECT size FROM stream.streams ORDER BY start_at"))
        .containsExactly("1.0", "22.0", "3.0");
  }

  @Test
  void loadingADeliveryAgainWritesNothing() {
    Delivery delivery = lake.deliver(MOVIES, 1, "title,mins\nA,1\n");
    lake.engine().load(MOVIES, delivery, false);

    assertThat(lake.engine().load(MOVIES, delivery, false)).isEqualTo(new AlreadyLoaded());
    assertThat(history()).hasSize(1);
  }

  @Test
  void anOlderDeliveryIsLateAndNotLoaded() {
    lake.load(MOVIES, 2, "title,mins\nA,1\n");

    assertThat(lake.load(MOVIES, 1, "title,mins\nA,0\n")).isEqualTo(new Late());
    assertThat(history()).containsExactly("A|1|2022-01-02T02:00:00Z|null|true");
  }

  @Test
  void aDeliveryThatWouldDeleteTooMuchIsHeldUntilAccepted() {
    lake.load(MOVIES, 1, "title,mins\nA,1\nB,2\nC,3\n");
    Delivery truncated = lake.deliver(MOVIES, 2, "title,mins\nA,1\nB,2\n");

    assertThat(lake.engine().load(MOVIES, truncated, false))
        .isEqualTo(
            new Held(counts(2, 0, 0, 1, 2), 3, Map.of(Breach.DELETED, List.of(List.of("C")))));
    assertThat(lake.query("SELECT count(*) FROM stream.movies WHERE deleted_at IS NULL"))
        .containsExactly("3");

    assertThat(lake.engine().load(MOVIES, truncated, true))
        .isEqualTo(committed(1, counts(2, 0, 0, 1, 2)));
  }

  @Test
  void exactlyTheAllowedShareMayBeDeleted() {
    lake.load(MOVIES, 1, "title,mins\nA,1\nB,2\nC,3\nD,4\nE,5\nF,6\nG,7\nH,8\nI,9\nJ,10\n");

    assertThat(lake.load(MOVIES, 2, "title,mins\nA,1\nB,2\nC,3\nD,4\nE,5\nF,6\nG,7\n"))
        .isEqualTo(committed(1, counts(7, 0, 0, 3, 7)));
  }

  @Test
  void rowsEqualInEveryColumnCollapse() {
    assertThat(lake.load(MOVIES, 1, "title,mins\nA,1\nB,2\nA,1\nA,1\n"))
        .isEqualTo(committed(0, new ChangeCounts(4, 2, 0, 0, 0, 2, 0)));
    assertThat(quarantine()).isEmpty();
  }

  @Test
  void ofRowsWithOneKeyTheLastCountsAndTheOthersAreQuarantined() {
    assertThat(lake.load(MOVIES, 1, "title,mins\nA,1\nB,2\nA,3\nA,1\n"))
        .isEqualTo(committed(0, new ChangeCounts(4, 2, 0, 0, 0, 1, 1)));
    assertThat(lake.query("SELECT mins FROM stream.movies WHERE title = 'A'")).containsExactly("1");
    assertThat(quarantine())
        .containsExactly(
            "key repeated: a later row has the same title and other content|{\"title\":\"A\",\"mins\":\"3\"}");
  }

  /**
   * Large enough that the file is read in parallel, with spellings that the types do not keep.
   *
   * @param first a record that is a line, or two, or none
   */
  @ParameterizedTest
  @ValueSource(strings = {"First,1", "\"The\nfirst\",1", "too,many,fields", "\nFirst,1"})
  void everyRepeatedKeyIsQuarantinedAsItWasDelivered(String first) {
    Random dice = new Random(7);
    StringBuilder csv = new StringBuilder("title,mins\n" + first + "\n");
    List<String> titles = new ArrayList<>();
    List<String> minutes = new ArrayList<>();
    Map<String, Integer> last = new HashMap<>();
    for (int row = 0; row < 200_000; row++) {
      String title = "Film " + dice.nextInt(199_000);
      String mins = dice.nextInt(50) == 0 ? "long" : "+0" + row;
      csv.append(title).append(',').append(mins).append('\n');
      titles.add(title);
      minutes.add(mins);
      if (!mins.equals("long")) {
        last.put(title, row);
      }
    }
    List<String> refused = new ArrayList<>();
    for (int row = 0; row < titles.size(); row++) {
      if (!minutes.get(row).equals("long")
          && !Integer.valueOf(row).equals(last.get(titles.get(row)))) {
        refused.add(
            "%d|{\"title\":\"%s\",\"mins\":\"%s\"}"
                .formatted(row + 2, titles.get(row), minutes.get(row)));
      }
    }

    lake.load(MOVIES, 1, csv.toString());

    assertThat(
            lake.query(
                "SELECT position, record FROM lake.quarantine WHERE reason LIKE 'key repeated%' ORDER BY position"))
        .containsExactlyElementsOf(refused)
        .hasSizeGreaterThan(50_000);
  }

  @Test
  void aValueThatDoesNotFitGoesToQuarantineWithItsReason() {
    assertThat(
            lake.load(
                STREAMS,
                1,
                """
                user,start_at,size
                ok,2021-12-06T19:30:19.099+0100,1e3
                a,2021-12-06T19:30:19.099+0100,lots
                b,yesterday,1
                c,2021-12-06T19:30:19.099,1
                d,2021-12-06T19:30:19Z,1e400
                e,infinity,nan
                ,2021-12-06T19:30:19Z,1
                """))
        .isEqualTo(committed(0, new ChangeCounts(7, 1, 0, 0, 0, 0, 6)));
    assertThat(lake.query("SELECT reason FROM lake.quarantine ORDER BY reason"))
        .containsExactly(
            "size: '1e400' is not a double",
            "size: 'lots' is not a double",
            "start_at: '2021-12-06T19:30:19.099' is not a timestamp",
            "start_at: 'infinity' is not a timestamp; size: 'nan' is not a double",
            "start_at: 'yesterday' is not a timestamp",
            "user: no value in a key column");
    assertThat(
            lake.query(
                "SELECT table_name, delivered_at, record FROM lake.quarantine WHERE reason LIKE '%lots%'"))
        .containsExactly(
            "stream.streams|2022-01-01T02:00:00Z|{\"user\":\"a\",\"start_at\":\"2021-12-06T19:30:19.099+0100\",\"size\":\"lots\"}");
  }

  @Test
  void anIntIsAWholeNumberWithoutTricks() {
    lake.load(MOVIES, 1, "title,mins\na,1.5\nb,1e3\nc,1_000\nd,0x1F\ne, 12 \nf,+5\ng,2147483648\n");

    assertThat(lake.query("SELECT title, mins FROM stream.movies ORDER BY title"))
        .containsExactly("e|12", "f|5");
    assertThat(quarantine()).hasSize(5);
  }

  @Test
  void everyTypeIsReadAsItsDefinitionSays() {
    TableDefinition types =
        csv(
            "stream.movies",
            Contains.EVERYTHING,
            List.of("k"),
            "k:long",
            "b:boolean",
            "d:date",
            "n:decimal(10,2)",
            "t:timestamp");
    try (TestLake typed = new TestLake(directory.resolve("types"), List.of(types), this::open)) {
      typed.load(
          types,
          1,
          """
          k,b,d,n,t
          9223372036854775807,true,1956-05-07T00:00:00.000+0000,12.5,2021-12-06 19:30:19.123456+01
          1,FALSE,0001-01-01,-0.05,9999-12-31T23:59:59Z
          2,,,,
          3,yes,07.05.1956,1.2e3,2021-13-01T00:00:00Z
          """);
      assertThat(typed.query("SELECT k, b, d, n, t FROM stream.movies ORDER BY k"))
          .containsExactly(
              "1|false|0001-01-01|-0.05|9999-12-31T23:59:59Z",
              "2|null|null|null|null",
              "9223372036854775807|true|1956-05-07|12.50|2021-12-06T18:30:19.123456Z");
      assertThat(typed.query("SELECT reason FROM lake.quarantine"))
          .containsExactly(
              "b: 'yes' is not a boolean; d: '07.05.1956' is not a date; n: '1.2e3' is not a decimal(10,2);"
                  + " t: '2021-13-01T00:00:00Z' is not a timestamp");
    }
  }

  @Test
  void csvColumnsAreMatchedByNameInAnyOrderAndNewOnesAreReported() {
    assertThat(lake.load(MOVIES, 1, "mins,stars,title\n117,5,Alien\n"))
        .isEqualTo(
            new Committed(
                0,
                counts(1, 1, 0, 0, 0),
                List.of(new NewField("stars", "stars: { type: string, from: stars }")),
                List.of()));
    assertThat(lake.query("SELECT * FROM stream.movies")).containsExactly("Alien|117|null");
  }

  @Test
  void csvMayHaveQuotesCommasLineBreaksAByteOrderMarkAndWindowsLineEnds() {
    lake.load(
        MOVIES,
        1,
        "\uFEFFtitle,mins\r\n\"A, \"\"B\"\"\",1\r\n\"two\nlines\",2\r\n\"\",3\r\n,4\r\n");

    assertThat(lake.query("SELECT title, mins FROM stream.movies ORDER BY mins"))
        .containsExactly("A, \"B\"|1", "two\nlines|2", "|3");
    assertThat(quarantine())
        .containsExactly("title: no value in a key column|{\"title\":null,\"mins\":\"4\"}");
  }

  @Test
  void raggedRowsAreQuarantinedWithTheirLine() {
    assertThat(lake.load(MOVIES, 1, "title,mins\nA,1\nB\nC,3,9\nD,4\n"))
        .isEqualTo(committed(0, new ChangeCounts(4, 2, 0, 0, 0, 0, 2)));
    assertThat(quarantine())
        .containsExactly(
            "line 3: too few fields, 1 instead of 2|\"B\"",
            "line 4: too many fields, 3 instead of 2|\"C,3,9\"");
  }

  @Test
  void bytesThatAreNotUtf8AreQuarantined() {
    Delivery latin1 =
        lake.deliver(
            MOVIES, 1, "title,mins\nAm\u00e9lie,122\nB,2\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(lake.engine().load(MOVIES, latin1, false))
        .isEqualTo(committed(0, new ChangeCounts(2, 1, 0, 0, 0, 0, 1)));
    assertThat(lake.query("SELECT reason FROM lake.quarantine"))
        .containsExactly("line 2: not UTF-8");
  }

  private void refuses(TableDefinition table, String content, String... parts) {
    lake.load(table, 1, good(table));
    List<String> before = lake.query("SELECT * FROM " + table.name() + "_history");
    Delivery bad = lake.deliver(table, 2, content);

    assertThatThrownBy(() -> lake.engine().load(table, bad, true))
        .isInstanceOf(UnreadableDeliveryException.class)
        .hasMessageStartingWith("Cannot load " + bad.file() + " into " + table.name() + ": ")
        .hasMessageContainingAll(parts)
        .hasMessageContaining("The table is unchanged and the delivery stays in raw.");
    assertThat(lake.query("SELECT * FROM " + table.name() + "_history")).isEqualTo(before);
    assertThat(lake.engine().lastLoaded(table)).contains(night(1));
    assertThat(lake.query("SELECT count(*) FROM lake.quarantine")).containsExactly("0");
  }

  private static String good(TableDefinition table) {
    return table.format() == Format.CSV
        ? "title,mins\nA,1\n"
        : "[{\"meta\":{\"created\":\"2021-12-01T00:00:00Z\"},\"books\":[{\"title\":\"T\"}],\"rate\":1}]";
  }

  @Test
  void anEmptyCsvFileIsRefused() {
    refuses(MOVIES, "", "it is empty, without even a header");
  }

  @Test
  void aCsvWithoutADeclaredColumnIsRefusedWithTheNearestName() {
    refuses(
        MOVIES,
        "title,minz\nA,1\n",
        "its header lacks 'mins', from which column 'mins' is read (it has: title, minz)",
        "If it is called 'minz' now, write so in the columns of stream.movies: mins: { type: int,"
            + " from: minz }");
  }

  @Test
  void aCsvWithAColumnTwiceIsRefused() {
    refuses(MOVIES, "title,mins,title\nA,1,B\n", "its header names 'title' twice");
  }

  @Test
  void aQuoteThatIsNeverClosedIsRefused() {
    refuses(
        MOVIES, "title,mins\nA,1\n\"B,2\nC,3\nD,4\n", "a quote opened in line 3 is never closed");
  }

  @Test
  void mixedLineEndsAreRefused() {
    refuses(MOVIES, "title,mins\nA,1\r\nB,2\n", "it is not valid CSV");
  }

  @Test
  void aHeaderWithoutRowsDeletesEverythingOnlyWhenAccepted() {
    lake.load(MOVIES, 1, "title,mins\nA,1\n");
    Delivery empty = lake.deliver(MOVIES, 2, "title,mins\n");

    assertThat(lake.engine().load(MOVIES, empty, false))
        .isEqualTo(new Held(counts(0, 0, 0, 1, 0), 1, Map.of(Breach.EMPTY, List.of(List.of("A")))));
    assertThat(lake.engine().load(MOVIES, empty, true))
        .isEqualTo(committed(1, counts(0, 0, 0, 1, 0)));
  }

  private static String review(String created, String books, String rate) {
    return "{\"meta\":{\"created\":%s},\"books\":%s,\"rate\":%s}".formatted(created, books, rate);
  }

  private static final String DAY = "\"2021-12-01T00:00:00Z\"";

  @Test
  void jsonArraysAndLinesLoadAlike() {
    String a = review(DAY, "[{\"title\":\"B\"},{\"title\":\"end\"},{\"title\":null},{}]", "5");
    String b = review("\"2021-12-02T00:00:00Z\"", "[]", "null");

    assertThat(lake.load(REVIEWS, 1, "[\n  " + a + ",\n  " + b + "\n]\n"))
        .isEqualTo(committed(0, counts(2, 2, 0, 0, 0)));
    assertThat(lake.load(REVIEWS, 2, "\uFEFF" + b + "\n" + a + "\n"))
        .isEqualTo(committed(1, counts(2, 0, 0, 0, 2)));
    assertThat(lake.query("SELECT books, rate FROM vendor.reviews ORDER BY created"))
        .containsExactly("[B]|5", "[]|null");
  }

  @Test
  void jsonValuesOfTheWrongShapeAreQuarantined() {
    String good = review(DAY, "[{\"title\":\"B\"}]", "1");

    lake.load(
        REVIEWS,
        1,
        "["
            + String.join(
                ",",
                good,
                review(DAY, "\"B\"", "1"),
                review(DAY, "[]", "{\"rate\":1}"),
                review("null", "[]", "1"),
                review(DAY, "null", "1.5"),
                "5",
                "null",
                "\"text\"")
            + "]");
    assertThat(lake.query("SELECT reason FROM lake.quarantine ORDER BY reason"))
        .containsExactly(
            "books: 'something else' is not an array<string>",
            "books: no value in a key column; rate: '1.5' is not an int",
            "created: no value in a key column",
            "rate: '{\"rate\":1}' is not an int",
            "the record is no JSON object",
            "the record is no JSON object",
            "the record is no JSON object");
    assertThat(lake.query("SELECT record FROM lake.quarantine WHERE reason LIKE 'rate%'"))
        .containsExactly(review(DAY, "[]", "{\"rate\":1}"));
  }

  @Test
  void newJsonFieldsAreReported() {
    LoadOutcome outcome =
        lake.load(
            REVIEWS,
            1,
            "[{\"meta\":{\"created\":\"2021-12-01T00:00:00Z\",\"by\":\"x\"},\"books\":[{\"title\":\"B\",\"id\":1}],\"rate\":1,\"tags\":[\"a\"]}]");

    assertThat(outcome)
        .isEqualTo(
            new Committed(
                0,
                counts(1, 1, 0, 0, 0),
                List.of(
                    new NewField(
                        "books[].id", "books_id: { type: array<long>, from: \"books[].id\" }"),
                    new NewField("meta.by", "by: { type: string, from: meta.by }"),
                    new NewField("tags[]", "tags: { type: array<string>, from: \"tags[]\" }")),
                List.of()));
  }

  @Test
  void anEmptyJsonFileIsRefused() {
    refuses(REVIEWS, " \n", "it is empty");
  }

  @Test
  void jsonCutInTheMiddleIsRefused() {
    refuses(REVIEWS, "[" + review(DAY, "[]", "1") + ",{\"meta\":", "its array is not closed");
  }

  @Test
  void jsonCutBetweenRecordsIsRefused() {
    refuses(REVIEWS, "[" + review(DAY, "[]", "1") + ",\n", "its array is not closed");
  }

  @Test
  void jsonCutInsideANestedArrayIsRefused() {
    refuses(REVIEWS, "[" + review(DAY, "[]", "1") + ",{\"books\":[]", "it is not valid JSON");
  }

  @Test
  void aLineOfJsonThatIsCutIsRefused() {
    refuses(REVIEWS, review(DAY, "[]", "1") + "\n{\"meta\":{\"cre", "it is not valid JSON");
  }

  @Test
  void textThatIsNoJsonIsRefused() {
    refuses(REVIEWS, "hello", "it is not JSON: it begins with 'h'");
  }

  @Test
  void anObjectInsteadOfAnArrayIsRefused() {
    refuses(
        REVIEWS,
        "{\"reviews\":[" + review(DAY, "[]", "1") + "]}",
        "no record has the field 'meta.created', from which column 'created' is read",
        "the file's other fields: reviews[].books[]");
  }

  @Test
  void aRenamedJsonFieldIsRefusedButOneWithoutAnyValueIsNot() {
    refuses(
        REVIEWS,
        "[{\"meta\":{\"created\":" + DAY + "},\"books\":[{\"name\":\"B\"}],\"rate\":1}]",
        "no record has the field 'books[].title'");
    assertThat(lake.load(REVIEWS, 3, "[" + review(DAY, "[{\"title\":\"T\"}]", "null") + "]"))
        .isEqualTo(committed(1, counts(1, 0, 1, 0, 0)));
  }

  @Test
  void checksWarnQuarantineOrFail() {
    String rows = "title,mins\nA,1\nB,-2\nC,\n";
    TableDefinition warning = with(MOVIES, new Check("positive", "mins > 0", Check.Otherwise.WARN));
    TableDefinition careful =
        with(MOVIES, new Check("positive", "mins > 0", Check.Otherwise.QUARANTINE));
    TableDefinition strict = with(MOVIES, new Check("positive", "mins > 0", Check.Otherwise.FAIL));

    assertThatThrownBy(() -> lake.load(strict, 1, rows))
        .isInstanceOf(UnreadableDeliveryException.class)
        .hasMessageContaining("check positive (mins > 0) failed for 1 row, first at position 2");
    assertThat(lake.engine().lastLoaded(MOVIES)).isEmpty();
    assertThat(lake.load(warning, 1, rows))
        .isEqualTo(
            new Committed(
                0,
                counts(3, 3, 0, 0, 0),
                List.of(),
                List.of("check positive (mins > 0) failed for 1 row, first at position 2")));
    assertThat(lake.load(careful, 2, rows))
        .isEqualTo(
            new Held(
                new ChangeCounts(3, 0, 0, 1, 2, 0, 1),
                3,
                Map.of(Breach.DELETED, List.of(List.of("B")))));
    assertThat(lake.engine().load(careful, lake.deliver(careful, 2, rows), true))
        .isEqualTo(committed(1, new ChangeCounts(3, 0, 0, 1, 2, 0, 1)));
    assertThat(quarantine())
        .containsExactly("check positive failed: mins > 0|{\"title\":\"B\",\"mins\":\"-2\"}");
  }

  @Test
  void aCheckMayEndWithAComment() {
    TableDefinition careful =
        with(MOVIES, new Check("positive", "mins > 0 -- minutes", Check.Otherwise.QUARANTINE));

    assertThat(lake.load(careful, 1, "title,mins\nA,1\nB,-2\n"))
        .isEqualTo(committed(0, new ChangeCounts(2, 1, 0, 0, 0, 0, 1)));
  }

  @Test
  void aCheckThatIsWrongIsToldApartFromTheDelivery() {
    String rows = "title,mins\nA,1\nB,x\n";
    Map<String, String> wrong =
        Map.of(
            "minutes > 0", "A check of stream.movies is no condition on its columns: ",
            "nonsense(mins)", "A check of stream.movies is no condition on its columns: ",
            "title::int > 0", "A check of stream.movies cannot be worked out on ");

    for (Check.Otherwise otherwise : Check.Otherwise.values()) {
      wrong.forEach(
          (that, message) ->
              assertThatThrownBy(
                      () -> lake.load(with(MOVIES, new Check("odd", that, otherwise)), 1, rows))
                  .isInstanceOf(LakeException.class)
                  .hasMessageStartingWith(message)
                  .hasMessageEndingWith(". Correct 'that' in the table's definition"));
    }
    assertThat(lake.engine().lastLoaded(MOVIES)).isEmpty();
  }

  @Test
  void recountingTellsWhatALoadChanged() {
    lake.load(MOVIES, 1, "title,mins\nA,1\nB,2\nC,3\nD,4\n");
    Delivery second = lake.deliver(MOVIES, 2, "title,mins\nB,2\nC,33\nD,4\nE,5\n");
    LoadOutcome loaded = lake.engine().load(MOVIES, second, false);

    assertThat(lake.engine().recount(MOVIES, second).orElseThrow()).isEqualTo(loaded);

    lake.load(MOVIES, 4, "title,mins\nB,2\nC,33\nD,4\nE,5\nF,6\n");
    assertThat(lake.engine().recount(MOVIES, second).orElseThrow()).isEqualTo(loaded);
    assertThat(lake.engine().recount(MOVIES, lake.deliver(MOVIES, 3, "title,mins\nB,2\n")))
        .isEmpty();
  }

  /** What somebody else loaded since the deliveries were listed would be lost. */
  @Test
  void rebuildingOfLessThanIsLoadedIsRefused() {
    Delivery first = lake.deliver(MOVIES, 1, "title,mins\nA,1\nB,2\n");
    lake.engine().load(MOVIES, first, false);
    lake.load(MOVIES, 2, "title,mins\nA,1\nB,2\nC,3\n");
    List<String> before = history();

    assertThatThrownBy(() -> lake.engine().rebuild(MOVIES, List.of(first)))
        .isInstanceOf(ConflictException.class)
        .hasMessage(
            "Cannot rebuild stream.movies: it was loaded meanwhile. Nothing was changed; run the same command again");

    assertThat(history()).isEqualTo(before);
  }

  @Test
  void rebuildingGivesTheHistoryOfDeliveriesInOrder() {
    Delivery first = lake.deliver(MOVIES, 1, "title,mins\nA,1\nB,2\nC,3\nD,4\n");
    Delivery second = lake.deliver(MOVIES, 2, "title,mins\nA,1\nB,22\nC,3\nD,4\n");
    Delivery third = lake.deliver(MOVIES, 3, "title,mins\nA,1\nB,2\nC,3\nE,5\n");
    lake.engine().load(MOVIES, first, false);
    lake.engine().load(MOVIES, third, false);
    assertThat(lake.engine().load(MOVIES, second, false)).isEqualTo(new Late());

    assertThat(lake.engine().rebuild(MOVIES, List.of(first, second, third)).version()).isEqualTo(2);

    List<String> rebuilt = history();
    assertThat(rebuilt)
        .containsExactly(
            "A|1|2022-01-01T02:00:00Z|null|true",
            "B|2|2022-01-01T02:00:00Z|2022-01-02T02:00:00Z|false",
            "B|22|2022-01-02T02:00:00Z|2022-01-03T02:00:00Z|false",
            "B|2|2022-01-03T02:00:00Z|null|true",
            "C|3|2022-01-01T02:00:00Z|null|true",
            "D|4|2022-01-01T02:00:00Z|2022-01-03T02:00:00Z|true",
            "E|5|2022-01-03T02:00:00Z|null|true");
    assertThat(lake.engine().lastLoaded(MOVIES)).contains(night(3));
    assertThat(lake.load(MOVIES, 4, "title,mins\nA,1\nB,2\nC,3\nE,5\n"))
        .isEqualTo(committed(3, counts(4, 0, 0, 0, 4)));
  }

  @Test
  void aViewKeepsItsVersionsWhateverIsCommittedMeanwhile() {
    lake.load(MOVIES, 1, "title,mins\nA,1\n");
    try (LakeView view = lake.engine().view()) {
      lake.load(MOVIES, 2, "title,mins\nA,1\nB,2\n");

      try (Rows rows = view.query(Query.of("SELECT count(*) FROM stream.movies"))) {
        assertThat(rows.next()).containsExactly(1L);
      }
      assertThat(
              view.inputs("SELECT 1 FROM stream.movies_history h, (SELECT 2 FROM stream.movies)"))
          .isEqualTo(Map.of(MOVIES.name(), 0L));
    }
    assertThat(lake.query("SELECT count(*) FROM stream.movies")).containsExactly("2");
  }

  @Test
  void parametersAreBoundNotPasted() {
    lake.load(MOVIES, 1, "title,mins\n\"x' OR 1=1 --\",1\nB,2\n");

    assertThat(
            lake.query(
                new Query(
                    "SELECT mins, ':title' FROM stream.movies WHERE title = :title -- :nothing",
                    Map.of("title", "x' OR 1=1 --"))))
        .containsExactly("1|:title");
  }

  @Test
  void instantsAreBoundAndDaysAreThoseOfTheLakesZone() {
    lake.load(
        STREAMS, 1, "user,start_at,size\na,2021-11-30T23:30:00Z,1\nb,2021-11-30T22:30:00Z,1\n");

    assertThat(
            lake.query(
                new Query(
                    "SELECT user FROM stream.streams WHERE start_at >= :from",
                    Map.of("from", Instant.parse("2021-11-30T23:00:00Z")))))
        .containsExactly("a");
    assertThat(lake.query("SELECT user, day(start_at) FROM stream.streams ORDER BY user"))
        .containsExactly("a|1", "b|30");
  }

  @Test
  void aQueryThatFailsWhileItRunsIsWrongAlsoWhereItsRowsAreKept() {
    TableName target = TableName.parse("analytics.never");
    try (LakeView view = lake.engine().view()) {
      assertThatThrownBy(() -> view.append(target, Query.of("SELECT CAST('many' AS INT) AS n")))
          .isInstanceOf(WrongQueryException.class)
          .hasMessageContaining("many");
    }
    try (LakeView view = lake.engine().view()) {
      assertThat(view.tables()).doesNotContainKey(target);
    }
  }

  @Test
  void appendedRowsMakeATableAndGiveItNewColumns() {
    TableName target = TableName.parse("analytics.numbers");
    try (LakeView view = lake.engine().view()) {
      assertThat(view.append(target, new Query("SELECT :n AS n, 'x' AS s", Map.of("n", 1L))))
          .isZero();
      Query another =
          Query.of("SELECT 2 AS n, collect_list(x) AS list FROM (VALUES (1), (2)) AS numbers(x)");
      assertThat(view.append(target, another)).isEqualTo(1);
    }
    assertThat(lake.query("SELECT n, s, list FROM analytics.numbers ORDER BY n"))
        .containsExactly("1|x|null", "2|null|[1, 2]");
  }

  /** Engines give what they compute different types; each goes on where the other one began. */
  @Test
  void appendedNumbersBecomeThoseOfTheTable() {
    TableName target = TableName.parse("analytics.mixed");
    String first =
        "SELECT CAST(1 AS INT) AS i, CAST(2 AS BIGINT) AS l, CAST(3.25 AS DECIMAL(10,2)) AS d, CAST(4.5 AS DOUBLE) AS f, DATE '2021-12-01' AS day";
    String other =
        "SELECT CAST(7 AS BIGINT) AS i, CAST(8 AS DECIMAL(38,0)) AS l, CAST(9.126 AS DOUBLE) AS d, CAST(1.75 AS DECIMAL(20,6)) AS f, CAST(DATE '2021-12-02' AS TIMESTAMP) AS day";
    try (LakeView view = lake.engine().view()) {
      view.append(target, Query.of(first));
      view.append(target, Query.of(other));
      for (String wrong :
          List.of(
              "CAST(5000000000 AS BIGINT) AS i",
              "CAST(2.5 AS DOUBLE) AS i",
              "CAST(2.5 AS DECIMAL(10,1)) AS l",
              "CAST(123456789012 AS BIGINT) AS d",
              "'x' AS f",
              "TIMESTAMP '2021-12-02 12:00:00' AS day")) {
        assertThatThrownBy(() -> view.append(target, Query.of("SELECT " + wrong)))
            .as(wrong)
            .isInstanceOf(LakeException.class)
            .hasMessageContaining("but the new rows have")
            .hasMessageEndingWith(". Give the query's column another name, or cast it");
      }
    }
    assertThat(lake.query("SELECT i, l, d, f, day FROM analytics.mixed ORDER BY i"))
        .containsExactly("1|2|3.25|4.5|2021-12-01", "7|8|9.13|1.75|2021-12-02");
  }

  @Test
  void whatHasNoValueComesBeforeWhatHasSome() {
    String values = "FROM (VALUES (2), (NULL), (1)) AS v(x)";

    assertThat(lake.query("SELECT x " + values + " ORDER BY x")).containsExactly("null", "1", "2");
    assertThat(lake.query("SELECT x " + values + " ORDER BY x DESC"))
        .containsExactly("2", "1", "null");
    assertThat(
            lake.query("SELECT x, row_number() OVER (ORDER BY x) AS n " + values + " ORDER BY n"))
        .containsExactly("null|1", "1|2", "2|3");
  }

  @Test
  void aWrongQueryShowsWhereItIsWrong() {
    assertThatThrownBy(() -> lake.query("SELECT title\nFROM stream.movies\nWHER mins > 1"))
        .isInstanceOf(WrongQueryException.class)
        .hasMessageContaining("line 3");
  }

  @Test
  void anUnknownTableNamesTheNearest() {
    assertThatThrownBy(() -> lake.query("SELECT * FROM stream.movie"))
        .isInstanceOf(WrongQueryException.class)
        .hasMessage("There is no table 'stream.movie'. Did you mean 'stream.movies'?");
  }

  @Test
  void aTableWithoutItsSchemaNamesTheOneThatIsMeant() {
    assertThatThrownBy(() -> lake.query("SELECT * FROM movies"))
        .isInstanceOf(WrongQueryException.class)
        .hasMessage("There is no table 'movies'. Did you mean 'stream.movies'?");
  }

  @Test
  void aQueryThatFailsAtItsFirstRowSaysWhy() {
    lake.load(MOVIES, 1, "title,mins\nAlien,1\n");

    assertThatThrownBy(() -> lake.query("SELECT cast(title AS int) FROM stream.movies"))
        .isInstanceOf(WrongQueryException.class)
        .hasMessageContaining("'Alien'");
    assertThat(lake.query("SELECT title FROM stream.movies")).containsExactly("Alien");
  }

  @Test
  @Timeout(60)
  void aQueryIsCancelledByAnotherThread() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (LakeView view = lake.engine().view()) {
      Query endless = Query.of("SELECT count(*) FROM range(10000000) a, range(10000000) b");
      Future<?> result = thread.submit(() -> view.query(endless).next());
      while (!result.isDone()) {
        view.cancel();
        // Nobody asks without a pause: requests would queue up before the query itself.
        TimeUnit.MILLISECONDS.sleep(10);
      }

      assertThatThrownBy(result::get).hasCauseInstanceOf(WrongQueryException.class);
      try (Rows rows = view.query(Query.of("SELECT 42"))) {
        assertThat(rows.next()).containsExactly(42);
      }
    } finally {
      thread.shutdown();
    }
  }

  @Test
  void aTableThatWasNeverLoadedSaysSo() {
    assertThatThrownBy(() -> lake.query("SELECT * FROM stream.movies"))
        .isInstanceOf(WrongQueryException.class)
        .hasMessageContaining("Table stream.movies is declared but was never loaded");
  }

  @Test
  void onlyQueriesAreRun() {
    for (String sql :
        List.of("DROP TABLE stream.movies", "INSERT INTO stream.movies VALUES ('A', 1)")) {
      assertThatThrownBy(() -> lake.query(sql))
          .isInstanceOf(WrongQueryException.class)
          .hasMessageContaining("Only queries can be run here");
    }
  }

  @Test
  void aParameterWithoutAValueIsNamed() {
    assertThatThrownBy(() -> lake.query("SELECT :p AS x"))
        .isInstanceOf(WrongQueryException.class)
        .hasMessage(
            "The query uses parameter ':p', which has no value. Write the value in its place: only questions have parameters");
  }

  @Test
  void systemTablesAreEmptyBeforeAnythingIsRecorded() {
    assertThat(lake.query("SELECT count(*) FROM lake.loads")).containsExactly("0");
  }
}
