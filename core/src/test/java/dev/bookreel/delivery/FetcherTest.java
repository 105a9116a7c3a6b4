package dev.bookreel.delivery;

import static dev.bookreel.delivery.Tables.AUTHORS;
import static dev.bookreel.delivery.Tables.BOOKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.FetchReport.FetchedTable;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherTest {
  private static final Instant NOW = Instant.parse("2022-01-03T06:00:00.123Z");
  private static final Instant GIVEN = Instant.parse("2021-12-29T02:00:00Z");

  private final RawZone raw;
  private final Fetcher fetcher;
  private final MemorySource nightly = new MemorySource();

  FetcherTest(@TempDir Path lake) {
    raw = new RawZone(lake);
    fetcher = new Fetcher(raw, Clock.fixed(NOW.plusNanos(456_789), ZoneOffset.UTC));
  }

  @Test
  void filesWithoutATimeShareTheTimeOfTheFetch() {
    nightly.has(AUTHORS, new MemoryFile("A"));
    nightly.has(BOOKS, new MemoryFile("B"));

    FetchReport report = fetch(Optional.empty(), AUTHORS, BOOKS);

    assertThat(report.fetchedAt()).isEqualTo(NOW);
    assertThat(report.complete()).isTrue();
    assertThat(lines(report))
        .containsExactly(
            "vendor.authors: new 2022-01-03T06:00:00.123Z memory:authors.json",
            "vendor.books: new 2022-01-03T06:00:00.123Z memory:authors.json");
    assertThat(raw.entries(AUTHORS.name()).get(0).source()).isEqualTo("nightly");
  }

  @Test
  void fetchingAgainBringsNothingNewAndReadsNothing() {
    MemoryFile file = new MemoryFile("A");
    nightly.has(AUTHORS, file);
    fetch(Optional.empty(), AUTHORS);

    FetchReport again =
        new Fetcher(raw, Clock.fixed(NOW.plusSeconds(60), ZoneOffset.UTC))
            .fetch(request(Optional.empty(), AUTHORS), FetchProgress.SILENT);

    assertThat(lines(again))
        .containsExactly("vendor.authors: nothing 2022-01-03T06:00:00.123Z memory:authors.json");
    assertThat(file.opened()).isEqualTo(1);
  }

  @Test
  void aGivenTimeIsTheDeliveryTime() {
    nightly.has(AUTHORS, new MemoryFile("A"));

    assertThat(lines(fetch(Optional.of(GIVEN), AUTHORS)))
        .containsExactly("vendor.authors: new 2021-12-29T02:00:00Z memory:authors.json");
    assertThat(lines(fetch(Optional.of(GIVEN), AUTHORS)))
        .containsExactly("vendor.authors: nothing 2021-12-29T02:00:00Z memory:authors.json");
  }

  @Test
  void filesWithTimesOfTheirOwnAreDeliveredThen() {
    nightly.has(
        AUTHORS,
        new MemoryFile("A").deliveredAt("2021-12-29T02:00:00Z"),
        new MemoryFile("A").deliveredAt("2021-12-30T02:00:00Z"),
        new MemoryFile("B").deliveredAt("2021-12-31T02:00:00Z"));

    assertThat(lines(fetch(Optional.empty(), AUTHORS)))
        .containsExactly(
            "vendor.authors: new 2021-12-29T02:00:00Z memory:authors.json",
            "vendor.authors: unchanged 2021-12-30T02:00:00Z memory:authors.json",
            "vendor.authors: new 2021-12-31T02:00:00Z memory:authors.json");
  }

  @Test
  void aGivenTimeForFilesWithTheirOwnIsWrongUsageBeforeAnythingIsStored() {
    nightly.has(AUTHORS, new MemoryFile("A"));
    nightly.has(BOOKS, new MemoryFile("B").deliveredAt("2021-12-30T02:00:00Z"));

    assertThatThrownBy(() -> fetch(Optional.of(GIVEN), AUTHORS, BOOKS))
        .isInstanceOf(WrongUsageException.class)
        .hasMessage(
            "--delivered-at 2021-12-29T02:00:00Z cannot be given here: the source already gives"
                + " memory:authors.json the time 2021-12-30T02:00:00Z, that of its dated folder."
                + " Leave --delivered-at out, or fetch from one of the dated folders");
    assertThat(raw.deliveries(AUTHORS.name())).isEmpty();
    assertThat(nightly.closed).isEqualTo(1);
  }

  @Test
  void aMissingFileFailsItsTableAndNoOther() {
    nightly.has(AUTHORS, new MemoryFile("A"));

    FetchReport report = fetch(Optional.empty(), BOOKS, AUTHORS);

    assertThat(report.complete()).isFalse();
    assertThat(report.tables().get(0))
        .isEqualTo(
            new FetchedTable(
                BOOKS.name(),
                List.of(),
                List.of(
                    "vendor.books: there is no 'vendor/books.json' in memory: (memory source"
                        + " 'nightly'). Put the file there, or correct 'delivery' in the table's"
                        + " definition")));
    assertThat(lines(report))
        .containsExactly("vendor.authors: new 2022-01-03T06:00:00.123Z memory:authors.json");
  }

  @Test
  void aFileThatCannotBeReadStopsThoseDeliveredLater() {
    MemoryFile broken =
        new MemoryFile("A") {
          @Override
          public InputStream open() throws IOException {
            throw new IOException("Connection refused");
          }
        };
    MemoryFile later = new MemoryFile("B").deliveredAt("2021-12-30T02:00:00Z");
    nightly.has(AUTHORS, broken.deliveredAt("2021-12-29T02:00:00Z"), later);

    FetchedTable authors = fetch(Optional.empty(), AUTHORS).tables().get(0);

    assertThat(authors.files()).isEmpty();
    assertThat(authors.failures())
        .containsExactly(
            "vendor.authors: cannot read memory:authors.json: Connection refused. Nothing was"
                + " stored. Fetch again when it can be read");
    assertThat(later.opened()).isZero();
  }

  @Test
  void aTimeThatIsTakenStopsNothing() {
    nightly.has(AUTHORS, new MemoryFile("A").deliveredAt("2021-12-29T02:00:00Z"));
    fetch(Optional.empty(), AUTHORS);
    nightly.has(
        AUTHORS,
        new MemoryFile("other").deliveredAt("2021-12-29T02:00:00Z"),
        new MemoryFile("B").deliveredAt("2021-12-30T02:00:00Z"));

    FetchReport report = fetch(Optional.empty(), AUTHORS);

    assertThat(lines(report))
        .containsExactly("vendor.authors: new 2021-12-30T02:00:00Z memory:authors.json");
    assertThat(report.tables().get(0).failures())
        .singleElement()
        .asString()
        .startsWith("vendor.authors: there is a delivery of 2021-12-29T02:00:00Z already");
  }

  @Test
  void theFirstSourceThatDeliversATableIsAskedAndOthersAreNotOpened() {
    nightly.has(AUTHORS, new MemoryFile("A"));
    FetchSource unused = refusing("unused", AUTHORS);
    FetchSource books = source("books", BOOKS, new MemorySource());

    FetchReport report =
        fetcher.fetch(
            new FetchRequest(
                List.of(AUTHORS),
                List.of(books, source("nightly", AUTHORS, nightly), unused),
                Optional.empty()),
            FetchProgress.SILENT);

    assertThat(lines(report))
        .containsExactly("vendor.authors: new 2022-01-03T06:00:00.123Z memory:authors.json");
    assertThat(nightly.opened).isEqualTo(1);
    assertThat(nightly.closed).isEqualTo(1);
  }

  @Test
  void aSourceThatCannotBeOpenedFailsItsTablesOnly() {
    nightly.has(AUTHORS, new MemoryFile("A"));

    FetchReport report =
        fetcher.fetch(
            new FetchRequest(
                List.of(BOOKS, AUTHORS),
                List.of(refusing("vendor-ftp", BOOKS), source("nightly", AUTHORS, nightly)),
                Optional.empty()),
            FetchProgress.SILENT);

    assertThat(report.tables().get(0).failures())
        .containsExactly("vendor.books: cannot open vendor-ftp");
    assertThat(lines(report)).hasSize(1);
  }

  @Test
  void aTableThatNoSourceDeliversIsNamedWithTheSources() {
    FetchReport report =
        fetcher.fetch(
            new FetchRequest(
                List.of(BOOKS), List.of(source("nightly", AUTHORS, nightly)), Optional.empty()),
            FetchProgress.SILENT);

    assertThat(report.tables().get(0).failures())
        .containsExactly(
            "vendor.books: no source delivers it; there are: memory source 'nightly'. Add it to the"
                + " 'tables' of one in lake.yaml, or give --from");
  }

  @Test
  void withoutAnySourceTheFixIsToDeclareOne() {
    FetchReport report =
        fetcher.fetch(
            new FetchRequest(List.of(BOOKS), List.of(), Optional.empty()), FetchProgress.SILENT);

    assertThat(report.tables().get(0).failures())
        .containsExactly(
            "vendor.books: no source is declared. Declare one in lake.yaml, or give --from");
  }

  private FetchReport fetch(Optional<Instant> deliveredAt, TableDefinition... tables) {
    return fetcher.fetch(request(deliveredAt, tables), FetchProgress.SILENT);
  }

  private FetchRequest request(Optional<Instant> deliveredAt, TableDefinition... tables) {
    FetchSource source =
        new FetchSource("nightly", "memory source 'nightly'", table -> true, nightly::open);
    return new FetchRequest(List.of(tables), List.of(source), deliveredAt);
  }

  private static FetchSource source(String name, TableDefinition only, MemorySource source) {
    return new FetchSource(name, "memory source '" + name + "'", only.name()::equals, source::open);
  }

  private static FetchSource refusing(String name, TableDefinition only) {
    return new FetchSource(
        name,
        name,
        only.name()::equals,
        () -> {
          throw new LakeException("cannot open " + name);
        });
  }

  private static List<String> lines(FetchReport report) {
    return report.tables().stream()
        .flatMap(table -> table.files().stream().map(file -> line(table, file)))
        .collect(Collectors.toList());
  }

  private static String line(FetchedTable table, FetchReport.FetchedFile file) {
    String word =
        file.stored().match(isNew -> "new", unchanged -> "unchanged", nothing -> "nothing");
    return "%s: %s %s %s"
        .formatted(table.table(), word, file.stored().delivery().deliveredAt(), file.location());
  }

  /** A source in memory that counts how often it is opened and closed. */
  private static final class MemorySource implements Source {
    private final Map<String, List<SourceFile>> files = new HashMap<>();
    private int opened;
    private int closed;

    void has(TableDefinition table, SourceFile... offered) {
      files.put(table.delivery(), List.of(offered));
    }

    Source open() {
      opened++;
      return this;
    }

    @Override
    public List<SourceFile> files(String path) {
      return files.getOrDefault(path, List.of());
    }

    @Override
    public String location() {
      return "memory:";
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
