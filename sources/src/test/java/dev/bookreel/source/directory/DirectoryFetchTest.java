package dev.bookreel.source.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.delivery.FetchProgress;
import dev.bookreel.delivery.FetchReport;
import dev.bookreel.delivery.FetchRequest;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.delivery.Fetcher;
import dev.bookreel.delivery.RawZone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a directory on the disk into the raw zone, as a run does it. */
class DirectoryFetchTest {
  private static final TableDefinition BOOKS =
      new TableDefinition(
          TableName.parse("vendor.books"),
          "",
          "vendor/books.json",
          TableDefinition.Format.JSON,
          TableDefinition.Contains.EVERYTHING,
          List.of("name"),
          List.of(
              new Column("name", ColumnType.Scalar.STRING, ColumnPath.field("name"), List.of())),
          List.of(),
          TableDefinition.DEFAULT_MAX_DELETED,
          TableDefinition.DEFAULT_MAX_CHANGED);

  private final Path base;
  private final RawZone raw;

  DirectoryFetchTest(@TempDir Path base) {
    this.base = base;
    raw = new RawZone(base.resolve("lake"));
  }

  @Test
  void eachNightOfADatedSourceIsADelivery() throws IOException {
    write("samples/2021-12-29T02-00-00Z/vendor/books.json", "A");
    write("samples/2021-12-30T02-00-00Z/vendor/authors.json", "no books that night");
    write("samples/2021-12-31T02-00-00Z/vendor/books.json", "A");

    FetchReport report = fetch(declared());

    assertThat(report.complete()).isTrue();
    assertThat(raw.deliveries(BOOKS.name()))
        .extracting(Delivery::deliveredAt)
        .containsExactly(
            Instant.parse("2021-12-29T02:00:00Z"), Instant.parse("2021-12-31T02:00:00Z"));
    assertThat(raw.deliveries(BOOKS.name()).get(1).file()).hasContent("A");
  }

  @Test
  void aTableMissingFromEveryNightIsAFailure() throws IOException {
    write("samples/2021-12-29T02-00-00Z/vendor/authors.json", "A");
    write("samples/vendor/books.json", "ignored beside dated folders");

    assertThat(fetch(declared()).tables().get(0).failures())
        .containsExactly(
            "vendor.books: there is no '{delivered_at}/vendor/books.json' in %s (directory source 'nightly'). Put the file there, or correct 'delivery' in the table's definition"
                .formatted(base.resolve("samples")));
  }

  @Test
  void aTableMissingFromAGivenDirectoryIsAFailure() throws IOException {
    Files.createDirectories(base.resolve("elsewhere"));

    assertThat(fetch(given("elsewhere")).tables().get(0).failures())
        .containsExactly(
            "vendor.books: there is no 'vendor/books.json' in %s (directory given by --from). Put the file there, or correct 'delivery' in the table's definition"
                .formatted(base.resolve("elsewhere")));
  }

  @Test
  void aGivenDirectoryThatDoesNotExistFailsTheTable() {
    assertThat(fetch(given("nowhere")).tables().get(0).failures())
        .containsExactly(
            "vendor.books: Cannot open the directory given by --from: %s does not exist. Name the directory that holds the deliveries"
                .formatted(base.resolve("nowhere")));
  }

  private FetchSource declared() {
    return FetchSource.declared(
        SourceDefinition.of("nightly", "directory", Map.of("path", "samples")),
        new DirectorySourceKind(),
        base);
  }

  private FetchSource given(String location) {
    DirectorySourceKind kind = new DirectorySourceKind();
    return FetchSource.declared(
        SourceDefinition.of(SourceDefinition.FROM, kind.name(), kind.settingsOf(location)),
        kind,
        base);
  }

  private FetchReport fetch(FetchSource source) {
    return new Fetcher(raw, Clock.fixed(Instant.parse("2022-01-03T06:00:00Z"), ZoneOffset.UTC))
        .fetch(
            new FetchRequest(
                List.of(BOOKS), List.of(source), Optional.empty(), ZoneId.of("Europe/Berlin")),
            FetchProgress.SILENT);
  }

  private void write(String path, String content) throws IOException {
    Path file = base.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, content);
  }
}
