package dev.bookreel.engine;

import static dev.bookreel.engine.EngineContract.csv;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.compression.Packed;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.LoadOutcome.Committed;
import dev.bookreel.error.UnreadableDeliveryException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every engine must make of files that are not as they should be, each with its whole outcome.
 * Each engine's module extends this and supplies its engine.
 */
public abstract class OddFileContract {
  private static final String[] COLUMNS = {
    "title:string", "mins:int", "size:double", "day:date", "seen:timestamp"
  };
  private static final TableDefinition CSV =
      csv("app.movies", Contains.EVERYTHING, List.of("title"), COLUMNS);
  private static final TableDefinition JSON = json();
  private static final String HEADER = "title,mins,size,day,seen\n";
  private static final String NEW_DELIVERY = ". Ask for a new delivery";
  private static final String NOT_CLOSED =
      "refused: its array is not closed, so the end of the file is missing" + NEW_DELIVERY;

  private @TempDir Path directory;
  private TestLake lake;
  private int night;

  /** Opens the engine under test on a lake. */
  protected abstract Engine open(Path lake, LakeDefinition definition);

  /** How many bytes lie between the lengths to which small files are cut. */
  protected int cutsApart() {
    return 1;
  }

  /** How many bytes a record has that is too large for every format. */
  protected int largeRecord() {
    return 200_000_000;
  }

  private static TableDefinition json() {
    TableDefinition table = csv("vendor.movies", Contains.EVERYTHING, List.of("title"), COLUMNS);
    return new TableDefinition(
        table.name(),
        table.description(),
        table.delivery(),
        Format.JSON,
        table.contains(),
        table.key(),
        table.columns(),
        table.checks(),
        table.maxDeleted(),
        table.maxChanged());
  }

  @BeforeEach
  void openLake() {
    lake = new TestLake(directory, List.of(CSV, JSON), this::open);
    load(CSV, (HEADER + "Good,1,1,2021-12-01,2021-12-01T00:00:00Z\n").getBytes(UTF_8));
    load(JSON, record("Good", "").getBytes(UTF_8));
  }

  @AfterEach
  void closeLake() {
    assertThat(lake.query("SELECT count(*) FROM app.movies_history")).isNotEmpty();
    assertThat(lake.query("SELECT count(*) FROM vendor.movies_history")).isNotEmpty();
    lake.close();
  }

  /** What loading it comes to: the counts, or why it was refused. */
  private String load(TableDefinition table, byte[] content) {
    Delivery delivery = lake.deliver(table, ++night, content);
    List<String> before = night > 2 ? live(table) : List.of();
    try {
      LoadOutcome outcome = lake.engine().load(table, delivery, true);
      ChangeCounts counts = ((Committed) outcome).counts();
      assertThat(lake.query("SELECT count(*) FROM " + table.name() + " WHERE deleted_at IS NULL"))
          .containsExactly(
              String.valueOf(counts.inserted() + counts.updated() + counts.unchanged()));
      return "%d read, %d duplicates, %d quarantined"
          .formatted(counts.read(), counts.duplicates(), counts.quarantined());
    } catch (UnreadableDeliveryException e) {
      assertThat(live(table)).isEqualTo(before);
      return "refused: "
          + String.valueOf(e.getMessage())
              .replace("Cannot load " + delivery.file() + " into " + table.name() + ": ", "")
              .replace(". The table is unchanged and the delivery stays in raw.", "");
    }
  }

  private String loadCsv(String content) {
    return load(CSV, content.getBytes(UTF_8));
  }

  private String loadJson(String content) {
    return load(JSON, content.getBytes(UTF_8));
  }

  private List<String> live(TableDefinition table) {
    return lake.query(
        "SELECT title, mins, size, day, seen FROM "
            + table.name()
            + " WHERE deleted_at IS NULL ORDER BY title");
  }

  private List<String> quarantined() {
    return lake.query(
        "SELECT reason, left(record, 100) FROM lake.quarantine ORDER BY delivered_at, reason");
  }

  private static String record(String title, String more) {
    return "{\"title\":\"%s\",\"mins\":1,\"size\":1,\"day\":\"2021-12-01\",\"seen\":\"2021-12-01T00:00:00Z\"%s}"
        .formatted(title, more);
  }

  /** A last line that is cut cannot be told from a short one; all before it is right. */
  @Test
  void aCsvFileCutAtAnyByteKeepsWhatIsWhole() {
    String whole =
        HEADER + "\"A, a\",1,1.5,2021-12-01,2021-12-01T00:00:00Z\nBé,2,,,\n\"C\nc\",3,,,\n";
    byte[] bytes = whole.getBytes(UTF_8);
    load(CSV, bytes);
    List<String> all = live(CSV);
    for (int length = 0; length < bytes.length; length += cutsApart()) {
      String outcome = load(CSV, Arrays.copyOf(bytes, length));
      if (!outcome.startsWith("refused: ")) {
        List<String> rows = live(CSV);
        assertThat(rows.stream().filter(row -> !all.contains(row)).count())
            .as("cut to %d bytes: %s, %s", length, outcome, rows)
            .isLessThanOrEqualTo(1);
      } else {
        assertThat(outcome)
            .as("cut to %d bytes", length)
            .matches(
                "refused: (it is empty, without even a header|its header lacks '.*|its header names '.*' twice|a quote opened in line \\d is never closed|it is not valid CSV: .*)\\..*");
      }
    }
  }

  @Test
  void aJsonArrayCutAtAnyByteIsRefused() {
    byte[] bytes =
        ("[\n" + record("A", ",\"x\":[[1],[2]]") + ",\n" + record("Bé", "") + "\n]")
            .getBytes(UTF_8);
    for (int length = 0; length < bytes.length; length += cutsApart()) {
      assertThat(load(JSON, Arrays.copyOf(bytes, length)))
          .as("cut to %d bytes", length)
          .matches(
              "refused: (it is empty|its array is not closed, so the end of the file is missing|it is not valid JSON: .*)\\. Ask for a new delivery");
    }
    assertThat(load(JSON, bytes)).isEqualTo("2 read, 0 duplicates, 0 quarantined");
  }

  @Test
  void linesOfJsonCutWithinARecordAreRefused() {
    String first = record("A", "") + "\n";
    byte[] bytes = (first + record("Bé", "") + "\n").getBytes(UTF_8);
    for (int length = 1; length < bytes.length; length += cutsApart()) {
      String outcome = load(JSON, Arrays.copyOf(bytes, length));
      boolean betweenRecords = length == first.length() || length == first.length() - 1;
      boolean whole = length == bytes.length - 1;
      if (betweenRecords || whole) {
        assertThat(outcome).isEqualTo((whole ? 2 : 1) + " read, 0 duplicates, 0 quarantined");
      } else {
        assertThat(outcome)
            .as("cut to %d bytes", length)
            .matches(
                "refused: (it is not valid JSON: .*|its last line is one character, so the end of the file is missing)\\. Ask for a new delivery");
      }
    }
  }

  @Test
  void aGzipFileCutAtAnyByteIsRefused() {
    byte[] bytes = Packed.gzip((HEADER + "A,1,,,\n").getBytes(UTF_8));
    for (int length = 2; length < bytes.length; length += cutsApart()) {
      assertThat(load(CSV, Arrays.copyOf(bytes, length)))
          .startsWith("refused: it is a damaged gzip file: ")
          .endsWith(NEW_DELIVERY);
    }
  }

  @Test
  void valuesInEachOthersColumnsAreQuarantined() {
    assertThat(loadCsv("mins,title,size,day,seen\nA,1,,,\nB,2,,,\n3,C,,,\n"))
        .isEqualTo("3 read, 0 duplicates, 2 quarantined");
    assertThat(quarantined())
        .containsExactly(
            "mins: 'A' is not an int|{\"mins\":\"A\",\"title\":\"1\",\"size\":null,\"day\":null,\"seen\":null}",
            "mins: 'B' is not an int|{\"mins\":\"B\",\"title\":\"2\",\"size\":null,\"day\":null,\"seen\":null}");
    assertThat(live(CSV)).containsExactly("C|3|null|null|null");
  }

  @Test
  void mixedLineEndsAreRefused() {
    assertThat(loadCsv(HEADER + "A,1,,,2021-12-01T00:00:00Z\r\nB,2,,,\nC,3,,,\r\n"))
        .startsWith("refused: it is not valid CSV: its line ends are of both kinds");
  }

  @Test
  void lineBreaksInQuotesAreKept() {
    assertThat(loadCsv(HEADER + "\"A\nB\",1,,,\n\"C\r\nD\",2,,,\n"))
        .isEqualTo("2 read, 0 duplicates, 0 quarantined");
    assertThat(live(CSV)).containsExactly("A\nB|1|null|null|null", "C\r\nD|2|null|null|null");
  }

  @Test
  void utf16IsRefusedByItsName() {
    for (Charset charset : List.of(UTF_16, UTF_16LE, UTF_16BE)) {
      for (String mark : List.of("", "\uFEFF")) {
        assertThat(load(CSV, (mark + HEADER + "A,1,,,\n").getBytes(charset)))
            .isEqualTo("refused: it is UTF-16, not UTF-8. Ask for a delivery in UTF-8");
        assertThat(load(JSON, (mark + "[" + record("A", "") + "]").getBytes(charset)))
            .isEqualTo("refused: it is UTF-16, not UTF-8. Ask for a delivery in UTF-8");
      }
    }
  }

  @Test
  void badUtf8InTheMiddleQuarantinesARowAndRefusesJson() {
    assertThat(load(CSV, (HEADER + "A,1,,,\né,1,,,\nB,2,,,\n").getBytes(ISO_8859_1)))
        .isEqualTo("3 read, 0 duplicates, 1 quarantined");
    assertThat(quarantined()).singleElement().asString().startsWith("line 3: not UTF-8|");
    assertThat(
            load(
                JSON, ("[" + record("A", "") + ",\n" + record("é", "") + "]").getBytes(ISO_8859_1)))
        .startsWith(
            "refused: it is not valid JSON: Malformed JSON, at byte 11 in record 2: invalid UTF-8 encoding in string");
  }

  @Test
  void aZeroByteIsPartOfATextAndNothingElse() {
    assertThat(loadCsv(HEADER + "A\0B,1,,,\nC,\0,,,\n\0\0\0\n"))
        .isEqualTo("3 read, 0 duplicates, 2 quarantined");
    assertThat(live(CSV)).containsExactly("A\0B|1|null|null|null");
    assertThat(loadJson("[" + record("A\\u0000B", "") + "]"))
        .isEqualTo("1 read, 0 duplicates, 0 quarantined");
    assertThat(live(JSON)).singleElement().asString().startsWith("A\0B|1");
    assertThat(loadJson("[" + record("A\0B", "") + "]"))
        .startsWith("refused: it is not valid JSON: ");
    assertThat(loadJson("[" + record("A", "") + ",\0" + record("B", "") + "]"))
        .startsWith("refused: it is not valid JSON: ");
    assertThat(loadJson("[" + record("A", "") + "]\0\0")).isEqualTo(NOT_CLOSED);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 127, 128, 129, 5_000, 100_000})
  void recordsMayBeNestedDeeply(int levels) {
    String arrays = "[".repeat(levels) + "]".repeat(levels);
    String objects = "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);

    assertThat(loadJson("[" + record("A", ",\"x\":" + arrays) + "," + record("B", "") + "]"))
        .isEqualTo("2 read, 0 duplicates, 0 quarantined");
    assertThat(loadJson(record("A", ",\"x\":" + objects) + "\n" + record("B", "")))
        .isEqualTo("2 read, 0 duplicates, 0 quarantined");
    assertThat(loadJson("[" + record("A", "").replace("\"mins\":1", "\"mins\":" + arrays) + "]"))
        .isEqualTo("1 read, 0 duplicates, 1 quarantined");
    assertThat(quarantined()).singleElement().asString().startsWith("mins: '[[[[");
  }

  @Test
  void bracketsInTextsAreNoNesting() {
    assertThat(loadJson("[" + record("[".repeat(500) + "\\\"{".repeat(500), ",\"other\":1") + "]"))
        .isEqualTo("1 read, 0 duplicates, 0 quarantined");
  }

  @Test
  void numbersThatNoDoubleHoldsAreQuarantined() {
    assertThat(
            loadJson(
                Stream.of("1e400", "-1e400", "\"1e400\"", "\"Infinity\"", "\"NaN\"", "1e308")
                    .map(
                        size ->
                            record("T" + size.replace("\"", "'"), "")
                                .replace("\"size\":1", "\"size\":" + size))
                    .collect(Collectors.joining(",", "[", "]"))))
        .isEqualTo("6 read, 0 duplicates, 5 quarantined");
    assertThat(loadCsv(HEADER + "A,1,1e400,,\nB,1,-1e400,,\nC,1,nan,,\nD,1,inf,,\nE,1,1e308,,\n"))
        .isEqualTo("5 read, 0 duplicates, 4 quarantined");
    assertThat(live(CSV)).containsExactly("E|1|1.0E308|null|null");
    assertThat(loadJson("[" + record("A", ",\"other\":1e400") + "]"))
        .isEqualTo("1 read, 0 duplicates, 0 quarantined");
  }

  @Test
  void ofAFieldTwiceInAnObjectTheFirstCounts() {
    assertThat(loadJson("[" + record("A", ",\"title\":\"B\",\"mins\":{}") + "]"))
        .isEqualTo("1 read, 0 duplicates, 0 quarantined");
    assertThat(live(JSON)).containsExactly("A|1|1.0|2021-12-01|2021-12-01T00:00:00Z");
  }

  @Test
  void daysAndTimesAreThoseOfTheYears1To9999() {
    String days =
        Stream.of(
                "0000-12-31",
                "0001-01-01",
                "1582-10-04",
                "1582-10-10",
                "1900-02-29",
                "9999-12-31",
                "10000-01-01")
            .map(day -> "day %s,1,,%s,\n".formatted(day, day))
            .collect(Collectors.joining());
    String times =
        Stream.of(
                "0000-12-31T23:59:59Z",
                "0001-01-01T00:00:00+14:00",
                "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z",
                "9999-12-31T23:59:59-12:00",
                "9999-12-31T23:59:59Z")
            .map(at -> "time %s,1,,,%s\n".formatted(at, at))
            .collect(Collectors.joining());

    assertThat(loadCsv(HEADER + days + times)).isEqualTo("13 read, 0 duplicates, 6 quarantined");
    assertThat(lake.query("SELECT reason FROM lake.quarantine ORDER BY reason"))
        .containsExactly(
            "day: '0000-12-31' is not a date",
            "day: '10000-01-01' is not a date",
            "day: '1900-02-29' is not a date",
            "seen: '0000-12-31T23:59:59Z' is not a timestamp",
            "seen: '0001-01-01T00:00:00+14:00' is not a timestamp",
            "seen: '9999-12-31T23:59:59-12:00' is not a timestamp");
    assertThat(
            lake.query(
                "SELECT day FROM app.movies_history WHERE is_latest AND title LIKE 'day%' ORDER BY title"))
        .containsExactly("0001-01-01", "1582-10-04", "1582-10-10", "9999-12-31");
    assertThat(lake.query("SELECT seen FROM app.movies WHERE title LIKE 'time%' ORDER BY seen"))
        .containsExactly(
            "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999999Z");
  }

  @Test
  void aRecordOfManyMegabytesIsRefused() {
    String noBreak =
        "refused: it has no line break in the 8000000 bytes from byte 8000000 on: no record is that long"
            + NEW_DELIVERY;
    assertThat(load(CSV, bytes(HEADER + "A,1,,,\n", "x", ",1,,,\nB,2,,,\n"))).isEqualTo(noBreak);
    assertThat(load(CSV, bytes(HEADER + "A,1,,,\n\"", "x", "\",1,,,\nB,2,,,\n")))
        .isEqualTo(noBreak);
    assertThat(load(CSV, bytes("", "x", "," + HEADER)))
        .isEqualTo(
            "refused: its header is no CSV: it is longer than 2000000 characters" + NEW_DELIVERY);
    String tooLarge =
        "refused: it is not valid JSON: a record is larger than the 32 MB that one may have"
            + NEW_DELIVERY;
    assertThat(load(JSON, bytes("[" + record("A", "") + ",{\"title\":\"", "x", "\"}]")))
        .isEqualTo(tooLarge);
    assertThat(load(JSON, bytes(record("A", "") + "\n{\"title\":\"", "x", "\"}\n")))
        .isEqualTo(tooLarge);
  }

  @Test
  void aRecordOf3MegabytesIsSetAsideInCsvAndReadInJson() {
    String large = "x".repeat(3_000_000);
    assertThat(loadCsv(HEADER + "A,1,,,\n" + large + ",1,,,\nB,2,,,\n"))
        .isEqualTo("3 read, 0 duplicates, 1 quarantined");
    assertThat(quarantined())
        .containsExactly("line 3: longer than the 2 MB that a record may have|\"" + "x".repeat(99));
    assertThat(live(CSV)).hasSize(2);
    assertThat(loadJson("[" + record("A", "") + "," + record(large, "") + "]"))
        .isEqualTo("2 read, 0 duplicates, 0 quarantined");
  }

  private byte[] bytes(String before, String repeated, String after) {
    byte[] start = before.getBytes(UTF_8);
    byte[] end = after.getBytes(UTF_8);
    byte[] all = Arrays.copyOf(start, start.length + largeRecord() + end.length);
    Arrays.fill(all, start.length, all.length - end.length, (byte) repeated.charAt(0));
    System.arraycopy(end, 0, all, all.length - end.length, end.length);
    return all;
  }

  @Test
  void aMillionColumnsAreRefusedAndFiveThousandRead() {
    assertThat(loadCsv(columns(1_000_000))).startsWith("refused: its header ");
    assertThat(loadCsv(columns(4_990))).isEqualTo("1 read, 0 duplicates, 0 quarantined");
    assertThat(loadCsv(columns(5_000)))
        .isEqualTo(
            "refused: its header names 5005 columns, more than the 5000 that are read. Ask for a delivery with fewer");
  }

  private static String columns(int count) {
    return IntStream.range(0, count)
            .mapToObj(i -> "c" + i)
            .collect(Collectors.joining(",", "", ","))
        + HEADER
        + "x,".repeat(count)
        + "A,1,,,\n";
  }

  @Test
  void aHundredThousandFieldsAreRead() {
    String more =
        IntStream.range(0, 100_000)
            .mapToObj(i -> ",\"f" + i + "\":1")
            .collect(Collectors.joining());
    assertThat(loadJson("[" + record("A", more) + "]"))
        .isEqualTo("1 read, 0 duplicates, 0 quarantined");
  }
}
