package dev.bookreel.delivery;

import static dev.bookreel.delivery.Tables.AUTHORS;
import static dev.bookreel.delivery.Tables.BOOKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.Secret;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.FetchReport.FetchedTable;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.source.FileState;
import dev.bookreel.source.MissingFileException;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import dev.bookreel.source.Wanted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherTest {
  private static final Instant NOW = Instant.parse("2022-01-03T06:00:00.123Z");
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Instant GIVEN = Instant.parse("2021-12-29T02:00:00Z");

  private final RawZone raw;
  private final Fetcher fetcher;
  private final MemorySource nightly = new MemorySource();

  FetcherTest(@TempDir Path lake) {
    raw = new RawZone(lake, new Retries(2, Duration.ofMillis(1), Duration.ofMillis(2)));
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
    assertThat(raw.entries(AUTHORS.name(), times -> times).get(0).source()).isEqualTo("nightly");
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
                + " memory:authors.json the time 2021-12-30T02:00:00Z."
                + " Leave --delivered-at out, or fetch from a folder without times");
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
          public InputStream open(long offset, FileState as) throws IOException {
            throw new IOException("Connection refused");
          }
        };
    MemoryFile later = new MemoryFile("B").deliveredAt("2021-12-30T02:00:00Z");
    nightly.has(AUTHORS, broken.deliveredAt("2021-12-29T02:00:00Z"), later);

    FetchedTable authors = fetch(Optional.empty(), AUTHORS).tables().get(0);

    assertThat(authors.files()).isEmpty();
    assertThat(authors.failures())
        .containsExactly(
            "vendor.authors: cannot read memory:authors.json: Connection refused. Tried 2"
                + " times. Nothing was stored. Fetch again when it can be read");
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
  void ofTwoNewFilesOfOneTimeNeitherIsTakenNorWhatCameLater() {
    nightly.has(
        AUTHORS,
        new MemoryFile("A").deliveredAt("2021-12-28T02:00:00Z"),
        new MemoryFile("B").deliveredAt("2021-12-29T02:00:00Z"),
        new MemoryFile("C").deliveredAt("2021-12-29T02:00:00Z"),
        new MemoryFile("D").deliveredAt("2021-12-30T02:00:00Z"));

    FetchReport report = fetch(Optional.empty(), AUTHORS);

    assertThat(lines(report))
        .containsExactly("vendor.authors: new 2021-12-28T02:00:00Z memory:authors.json");
    assertThat(report.tables().get(0).failures())
        .containsExactly(
            "vendor.authors: memory:authors.json and memory:authors.json both have the delivery"
                + " time 2021-12-29T02:00:00Z, and nothing tells which is the later. Neither is"
                + " taken, nor what is delivered later. Leave one of them, or have it named so that"
                + " it has another time");
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
                Optional.empty(),
                ZONE),
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
                Optional.empty(),
                ZONE),
            FetchProgress.SILENT);

    assertThat(report.tables().get(0).failures())
        .containsExactly("vendor.books: cannot open vendor-ftp");
    assertThat(lines(report)).hasSize(1);
  }

  @Test
  void aSourceWithNothingNewIsNoFailure() {
    nightly.has(AUTHORS);

    FetchReport report = fetch(Optional.empty(), AUTHORS);

    assertThat(report.complete()).isTrue();
    assertThat(lines(report)).isEmpty();
  }

  @Test
  void theLastWatermarkOfASourceIsGivenBackToIt() {
    nightly.has(AUTHORS, marked("A", "7"));
    fetch(Optional.of(GIVEN), AUTHORS);
    fetcher.fetch(
        new FetchRequest(
            List.of(AUTHORS),
            List.of(source("other", AUTHORS, other(marked("B", "99")))),
            Optional.of(GIVEN.plusSeconds(1)),
            ZONE),
        FetchProgress.SILENT);
    nightly.has(AUTHORS);

    fetch(Optional.empty(), AUTHORS);

    assertThat(nightly.wishes)
        .extracting(Wanted::reached)
        .containsExactly(
            Optional.empty(), Optional.of(new Wanted.Reached("memory:authors.json", "7")));
    assertThat(nightly.wishes).extracting(Wanted::zone).containsOnly(ZONE);
  }

  private static MemorySource other(SourceFile file) {
    MemorySource source = new MemorySource();
    source.has(AUTHORS, file);
    return source;
  }

  private static MemoryFile marked(String content, String watermark) {
    return new MemoryFile(content) {
      @Override
      public Optional<String> watermark() {
        return Optional.of(watermark);
      }
    };
  }

  @Test
  void aSourceThatCannotBeReachedIsTriedAgainAndTellsSo() {
    nightly.has(AUTHORS, new MemoryFile("A"));
    List<String> heard = new ArrayList<>();
    List<IOException> failures = new ArrayList<>(List.of(new IOException("Connection refused")));
    FetchSource late =
        new FetchSource(
            "nightly",
            "memory source 'nightly'",
            table -> true,
            () -> {
              if (!failures.isEmpty()) {
                throw failures.remove(0);
              }
              return nightly.open();
            });

    FetchReport report =
        fetcher.fetch(
            new FetchRequest(List.of(AUTHORS), List.of(late), Optional.empty(), ZONE),
            new FetchProgress() {
              @Override
              public void retrying(TableName table, String reason, Duration wait) {
                heard.add(table + ": " + reason);
              }
            });

    assertThat(report.complete()).isTrue();
    assertThat(heard).containsExactly("vendor.authors: Connection refused");
  }

  @Test
  void secretsDoNotStandInWhatIsTriedAgain() {
    List<String> heard = new ArrayList<>();
    FetchSource talkative =
        new FetchSource(
            "talkative",
            "memory source 'talkative'",
            table -> true,
            () -> {
              throw new IOException("no route to me:hunter2@host");
            },
            new Secret("hunter2")::hiddenIn);

    FetchReport report =
        fetcher.fetch(
            new FetchRequest(List.of(AUTHORS), List.of(talkative), Optional.empty(), ZONE),
            new FetchProgress() {
              @Override
              public void retrying(TableName table, String reason, Duration wait) {
                heard.add(reason);
              }
            });

    assertThat(heard).containsExactly("no route to me:•••@host");
    assertThat(report.tables().get(0).failures())
        .containsExactly(
            "vendor.authors: cannot reach the memory source 'talkative': no route to me:•••@host."
                + " Tried 2 times. Nothing was stored. Fetch again when it can be read");
  }

  @Test
  void secretsDoNotStandInFailures() {
    FetchSource talkative =
        new FetchSource(
            "talkative",
            "memory source 'talkative'",
            table -> true,
            () -> {
              throw new LakeException("login of me:hunter2 refused");
            },
            new Secret("hunter2")::hiddenIn);

    FetchReport report =
        fetcher.fetch(
            new FetchRequest(List.of(AUTHORS), List.of(talkative), Optional.empty(), ZONE),
            FetchProgress.SILENT);

    assertThat(report.tables().get(0).failures())
        .containsExactly("vendor.authors: login of me:••• refused");
  }

  @Test
  void aSourceThatCannotBeReachedFailsEachTableUnderItsOwnName() {
    FetchSource away =
        new FetchSource(
            "away",
            "memory source 'away'",
            table -> true,
            () -> {
              throw new IOException("no route");
            });

    FetchReport report =
        fetcher.fetch(
            new FetchRequest(List.of(AUTHORS, BOOKS), List.of(away), Optional.empty(), ZONE),
            FetchProgress.SILENT);

    assertThat(report.tables())
        .allSatisfy(
            table ->
                assertThat(table.failures())
                    .containsExactly(
                        table.table()
                            + ": cannot reach the memory source 'away': no route. Tried 2 times."
                            + " Nothing was stored. Fetch again when it can be read"));
  }

  @Test
  void aTableThatNoSourceDeliversIsNamedWithTheSources() {
    FetchReport report =
        fetcher.fetch(
            new FetchRequest(
                List.of(BOOKS),
                List.of(source("nightly", AUTHORS, nightly)),
                Optional.empty(),
                ZONE),
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
            new FetchRequest(List.of(BOOKS), List.of(), Optional.empty(), ZONE),
            FetchProgress.SILENT);

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
    return new FetchRequest(List.of(tables), List.of(source), deliveredAt, ZONE);
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
    private final List<Wanted> wishes = Collections.synchronizedList(new ArrayList<>());
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
    public List<SourceFile> files(Wanted wanted) {
      wishes.add(wanted);
      List<SourceFile> offered = files.get(wanted.table().delivery());
      if (offered == null) {
        throw new MissingFileException(
            "there is no '%s' in memory:".formatted(wanted.table().delivery()));
      }
      return offered;
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
