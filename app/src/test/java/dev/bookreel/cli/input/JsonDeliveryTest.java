package dev.bookreel.cli.input;

import static dev.bookreel.cli.input.Workplace.authors;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.input.Workplace.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON files that are not as they should be. */
class JsonDeliveryTest {
  @TempDir Path directory;
  private Workplace place;

  @BeforeEach
  void aNightIsLoaded() {
    place = new Workplace(directory);
    place.firstNight();
  }

  @Test
  void anEmptyFileIsRefused() {
    refused("", "it is empty. Ask for a new delivery");
  }

  @Test
  void anArrayCutInTheMiddleIsRefused() {
    String whole = authors("Ada", "Bo", "Cy");

    refused(
        whole.substring(0, whole.length() / 2),
        "its array is not closed, so the end of the file is missing. Ask for a new delivery");
  }

  @Test
  void whatIsMissingInTheMiddleIsRefusedWithItsPlace() {
    refused(
        authors("Ada", "Bo", "Cy").replace("\"Bo\",", "\"Bo"),
        "it is not valid JSON: Malformed JSON, at byte 25 in record 2: unexpected character."
            + " Ask for a new delivery");
  }

  @Test
  void theSameOneRecordALineIsRefusedWithItsPlace() {
    refused(
        authors("Ada", "Bo", "Cy")
            .replace("\"Bo\",", "\"Bo")
            .replace("[\n", "")
            .replace("\n]", "")
            .replace(",\n", "\n"),
        "it is not valid JSON: Malformed JSON, at byte 25 in record 2: unexpected character."
            + " Ask for a new delivery");
  }

  @Test
  void anObjectInsteadOfAnArrayIsRefused() {
    refused(
        "{\"authors\":" + authors("Ada", "Bo", "Cy").replace("\n", "") + "}",
        "no record has the field 'metadata.name', from which column 'name' is read. Ask for a"
            + " delivery with it, or correct 'from' in the columns of vendor.authors: name: { type:"
            + " string, from: metadata.name } (the file's other fields: authors[].metadata.born,"
            + " authors[].metadata.name)");
  }

  @Test
  void aPageOfAServerThatFailedIsRefused() {
    refused(
        "<html><body>502 Bad Gateway</body></html>",
        "it is not JSON: it begins with '<'. It should be an array of objects, or one object a"
            + " line");
  }

  @Test
  void anEmptyArrayIsHeld() {
    SortedMap<String, Long> before = place.tableFiles();

    Outcome outcome = load("[]");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            "held vendor.authors of 2021-12-02T02:00:00Z: it has no rows, which would delete all 3"
                + " records: 'Ada', 'Bo', 'Cy'. The table is unchanged. If that is right, run"
                + " 'bookreel load vendor.authors --accept'\n");
    assertThat(place.tableFiles()).isEqualTo(before);
    assertThat(place.run("load", "vendor.authors", "--accept").status()).isZero();
    assertThat(place.query("select count(*) from vendor.authors where deleted_at is null"))
        .containsExactly("0");
  }

  @Test
  void aRenamedFieldIsRefused() {
    refused(
        authors("Ada", "Bo", "Cy").replace("\"born\"", "\"birth\""),
        "no record has the field 'metadata.born', from which column 'born' is read. If it is"
            + " called 'metadata.birth' now, write so in the columns of vendor.authors: born: { type:"
            + " date, from: metadata.birth } (the file's other fields: metadata.birth)");
  }

  @Test
  void valuesThatAreNoneAndOtherThingsThanRecordsAreQuarantined() {
    Outcome outcome =
        load(
            authors("Ada", "Bo", "Cy", "Di")
                .replace("\"Di\",\"born\":\"1956-05-07\"", "\"Di\",\"born\":\"1956-02-30\"")
                .replace("\n]", ",\n42\n]"));

    assertThat(outcome.status()).isZero();
    assertThat(outcome.err())
        .isEqualTo("loaded vendor.authors of 2021-12-02T02:00:00Z: 3 unchanged, 2 quarantined\n");
    assertThat(place.query("select reason from lake.quarantine order by reason"))
        .containsExactly("born: '1956-02-30' is not a date", "the record is no JSON object");
  }

  @Test
  void aByteOrderMarkAndLineEndsOfWindowsAreRead() {
    Outcome outcome = load("\uFEFF" + authors("Ada", "Bo", "Cy", "Di").replace("\n", "\r\n"));

    assertThat(outcome.status()).isZero();
    assertThat(outcome.err())
        .isEqualTo("loaded vendor.authors of 2021-12-02T02:00:00Z: 1 inserted, 3 unchanged\n");
  }

  @Test
  void oneObjectALineIsReadToo() {
    Outcome outcome = load(authors("Ada", "Bo", "Cy").replaceAll("(?m)^\\[\n|^\\]\n|,$", ""));

    assertThat(outcome.status()).isZero();
    assertThat(outcome.err())
        .isEqualTo("loaded vendor.authors of 2021-12-02T02:00:00Z: 3 unchanged\n");
  }

  @Test
  void latin1IsRefused() {
    SortedMap<String, Long> before = place.tableFiles();
    place.write(
        "dump/authors.json",
        authors("Ada", "Bo", "Cy", "Zoë").getBytes(StandardCharsets.ISO_8859_1));

    Outcome outcome = place.load("vendor.authors", 2);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("failed vendor.authors of 2021-12-02T02:00:00Z: Cannot load LAKE/raw/")
        .contains("it is not valid JSON: ")
        .endsWith(". The table is unchanged and the delivery stays in raw.\n");
    assertThat(place.tableFiles()).isEqualTo(before);
  }

  private Outcome load(String content) {
    place.write("dump/authors.json", content);
    return place.load("vendor.authors", 2);
  }

  private void refused(String content, String reason) {
    SortedMap<String, Long> before = place.tableFiles();

    Outcome outcome = load(content);

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            "failed vendor.authors of 2021-12-02T02:00:00Z: Cannot load"
                + " LAKE/raw/vendor/authors/2021-12-02T02-00-00.000Z.json into vendor.authors: "
                + reason
                + ". The table is unchanged and the delivery stays in raw.\n");
    assertThat(outcome.rows())
        .containsExactly("vendor.authors 2021-12-02T02:00:00.000Z failed 0 0 0 0 0 0 0");
    assertThat(place.tableFiles()).isEqualTo(before);
  }
}
