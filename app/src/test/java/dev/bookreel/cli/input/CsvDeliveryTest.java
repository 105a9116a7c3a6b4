package dev.bookreel.cli.input;

import static dev.bookreel.cli.input.Workplace.HEADER;
import static dev.bookreel.cli.input.Workplace.movies;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.input.Workplace.Outcome;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CSV files that are not as they should be. */
class CsvDeliveryTest {
  private static final String MOVIE = "New,90,2021-12-01T10:00:00Z\n";

  @TempDir Path directory;
  private Workplace place;

  @BeforeEach
  void aNightIsLoaded() {
    place = new Workplace(directory);
    place.firstNight();
  }

  @Test
  void anEmptyFileIsRefused() {
    refused("", "it is empty, without even a header. Ask for a new delivery");
  }

  @Test
  void aHeaderWithoutRowsIsHeld() {
    SortedMap<String, Long> before = place.tableFiles();

    Outcome outcome = load(HEADER);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            "held stream.movies of 2021-12-02T02:00:00Z: it has no rows, which would delete all 10"
                + " records: 'Movie 0', 'Movie 1', 'Movie 2', 'Movie 3', 'Movie 4' and 5 more. The"
                + " table is unchanged. If that is right, run 'bookreel load stream.movies"
                + " --accept'\n");
    assertThat(outcome.rows())
        .containsExactly("stream.movies 2021-12-02T02:00:00.000Z held 0 0 0 10 0 0 0");
    assertThat(place.tableFiles()).isEqualTo(before);
  }

  @Test
  void aMissingColumnIsRefused() {
    refused(
        "title,mins\nNew,90\n",
        "its header lacks 'added_at', from which column 'added_at' is read (it has: title, mins)."
            + " Ask for a delivery with it, or correct 'from' in the columns of stream.movies:"
            + " added_at: { type: timestamp, from: added_at }");
  }

  @Test
  void aRenamedColumnIsRefusedWithTheOneThatIsProbablyMeant() {
    refused(
        "title,min,added_at\nNew,90,2021-12-01T10:00:00Z\n",
        "its header lacks 'mins', from which column 'mins' is read (it has: title, min, added_at)."
            + " If it is called 'min' now, write so in the columns of stream.movies: mins: { type:"
            + " int, from: min }");
  }

  @Test
  void anotherColumnIsToldOnce() {
    String movies = movies().replace("\n", ",X\n");

    Outcome outcome = load("title,mins,added_at,director\n" + movies);

    assertThat(outcome.status()).isZero();
    assertThat(outcome.err())
        .isEqualTo("loaded stream.movies of 2021-12-02T02:00:00Z: 10 unchanged\n");
    assertThat(outcome.rows())
        .containsExactly(
            "stream.movies 2021-12-02T02:00:00.000Z loaded 10 0 0 0 10 0 0",
            "loaded stream.movies of 2021-12-02T02:00:00Z: new fields; to have one as a column, add"
                + " its line to the definition's columns:",
            " director: { type: string, from: director }");
    place.write("dump/movies.csv", "title,mins,added_at,director\n" + movies + "New,90,,X\n");
    assertThat(place.load("stream.movies", 3).out()).doesNotContain("new fields");
  }

  @Test
  void raggedRowsAreQuarantined() {
    Outcome outcome = load(HEADER + movies() + "Short,1\nLong,1,2021-12-01T10:00:00Z,x\n" + MOVIE);

    assertThat(outcome.status()).isZero();
    assertThat(outcome.err())
        .isEqualTo(
            "loaded stream.movies of 2021-12-02T02:00:00Z: 1 inserted, 10 unchanged, 2"
                + " quarantined\n");
    assertThat(quarantined())
        .containsExactly(
            "line 12: too few fields, 2 instead of 3|\"Short,1\"",
            "line 13: too many fields, 4 instead of 3|\"Long,1,2021-12-01T10:00:00Z,x\"");
    assertThat(place.query("select count(*) from stream.movies")).containsExactly("11");
  }

  @Test
  void aQuoteThatIsNeverClosedIsRefused() {
    refused(
        HEADER + movies() + "\"Open,1,2021-12-01T10:00:00Z\n" + MOVIE,
        "a quote opened in line 12 is never closed. Ask for a new delivery");
  }

  @Test
  void lineEndsOfWindowsAreRead() {
    read((HEADER + movies() + MOVIE).replace("\n", "\r\n"));
  }

  @Test
  void aByteOrderMarkIsRead() {
    read("\uFEFF" + HEADER + movies() + MOVIE);
  }

  @Test
  void columnsInAnotherOrderAreRead() {
    read(
        "added_at,title,mins\n"
            + movies().replaceAll("(?m)^(.*),(.*),(.*)$", "$3,$1,$2")
            + "2021-12-01T10:00:00Z,New,90\n");
  }

  @Test
  void aRowInLatin1IsQuarantined() {
    Outcome outcome =
        load(
            HEADER + movies() + "Amélie,90,2021-12-01T10:00:00Z\n" + MOVIE,
            StandardCharsets.ISO_8859_1);

    assertThat(outcome.status()).isZero();
    assertThat(outcome.err()).endsWith(": 1 inserted, 10 unchanged, 1 quarantined\n");
    assertThat(quarantined()).singleElement().asString().startsWith("line 12: not UTF-8|\"Am");
  }

  @Test
  void aHeaderInLatin1IsRefused() {
    refused(
        "titlé,mins,added_at\n",
        StandardCharsets.ISO_8859_1,
        "its header is not UTF-8. Ask for a delivery in UTF-8");
  }

  @Test
  void ofAKeyTwiceTheLastRowCounts() {
    Outcome outcome = load(HEADER + movies() + "New,1,2021-12-01T10:00:00Z\n" + MOVIE + MOVIE);

    assertThat(outcome.status()).isZero();
    assertThat(outcome.err())
        .isEqualTo(
            "loaded stream.movies of 2021-12-02T02:00:00Z: 1 inserted, 10 unchanged, 1 duplicate, 1"
                + " quarantined\n");
    assertThat(quarantined())
        .containsExactly(
            "key repeated: a later row has the same title and other content"
                + "|{\"title\":\"New\",\"mins\":\"1\",\"added_at\":\"2021-12-01T10:00:00Z\"}");
    assertThat(place.query("select mins from stream.movies where title = 'New'"))
        .containsExactly("90");
  }

  @Test
  void valuesThatAreNoneAreQuarantinedWithTheirRow() {
    Outcome outcome =
        load(
            HEADER
                + movies()
                + "A,lots,2021-12-01T10:00:00Z\n"
                + "B,1.5,2021-12-01T10:00:00Z\n"
                + "C,99999999999,2021-12-01T10:00:00Z\n"
                + "D,1,yesterday\n"
                + "E,1,2021-13-01T10:00:00Z\n"
                + "F,many,2021-12-01T10:00:00\n"
                + ",1,2021-12-01T10:00:00Z\n");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.err())
        .isEqualTo("loaded stream.movies of 2021-12-02T02:00:00Z: 10 unchanged, 7 quarantined\n");
    assertThat(place.query("select reason from lake.quarantine order by record ->> 'title'"))
        .containsExactly(
            "title: no value in a key column",
            "mins: 'lots' is not an int",
            "mins: '1.5' is not an int",
            "mins: '99999999999' is not an int",
            "added_at: 'yesterday' is not a timestamp",
            "added_at: '2021-13-01T10:00:00Z' is not a timestamp",
            "mins: 'many' is not an int; added_at: '2021-12-01T10:00:00' is not a timestamp");
    assertThat(place.query("select count(*) from stream.movies")).containsExactly("10");
  }

  @Test
  void whatIsNoCsvAtAllIsRefused() {
    refused(
        "<html>\n<body>502</body>\n</html>\n",
        "its header lacks 'title', from which column 'title' is read (it has: <html>). Ask for a"
            + " delivery with it, or correct 'from' in the columns of stream.movies: title: { type:"
            + " string, from: title }");
  }

  @Test
  void whatWasRefusedIsToldAgainUntilTheNextDelivery() {
    Outcome first = load("");
    Outcome second = place.run("load", "stream.movies");
    place.write("dump/movies.csv", HEADER + movies() + MOVIE);
    Outcome third = place.load("stream.movies", 3);

    assertThat(second).isEqualTo(first);
    assertThat(third.status()).isEqualTo(1);
    assertThat(third.err())
        .isEqualTo(
            first.err()
                + "loaded stream.movies of 2021-12-03T02:00:00Z: 1 inserted, 10 unchanged\n");
    assertThat(place.run("load", "stream.movies").status()).isZero();
    assertThat(place.query("select status from lake.loads where table_name = 'stream.movies'"))
        .containsExactlyInAnyOrder("loaded", "failed", "loaded");
  }

  private Outcome load(String content) {
    return load(content, StandardCharsets.UTF_8);
  }

  private Outcome load(String content, Charset charset) {
    place.write("dump/movies.csv", content.getBytes(charset));
    return place.load("stream.movies", 2);
  }

  private void read(String content) {
    Outcome outcome = load(content);

    assertThat(outcome.status()).isZero();
    assertThat(outcome.err())
        .isEqualTo("loaded stream.movies of 2021-12-02T02:00:00Z: 1 inserted, 10 unchanged\n");
    assertThat(place.query("select * from stream.movies where title = 'New'"))
        .containsExactly("New,90,2021-12-01T10:00:00.000Z,");
    assertThat(quarantined()).isEmpty();
  }

  private void refused(String content, String reason) {
    refused(content, StandardCharsets.UTF_8, reason);
  }

  private void refused(String content, Charset charset, String reason) {
    SortedMap<String, Long> before = place.tableFiles();

    Outcome outcome = load(content, charset);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            "failed stream.movies of 2021-12-02T02:00:00Z: Cannot load"
                + " LAKE/raw/stream/movies/2021-12-02T02-00-00.000Z.csv into stream.movies: "
                + reason
                + ". The table is unchanged and the delivery stays in raw.\n");
    assertThat(outcome.rows())
        .containsExactly("stream.movies 2021-12-02T02:00:00.000Z failed 0 0 0 0 0 0 0");
    assertThat(place.tableFiles()).isEqualTo(before);
    assertThat(quarantined()).isEmpty();
  }

  private List<String> quarantined() {
    return place.query("select reason || '|' || record from lake.quarantine order by 1").stream()
        .map(line -> line.replaceAll("^\"|\"$", "").replace("\"\"", "\""))
        .toList();
  }
}
