package dev.bookreel.delivery;

import static dev.bookreel.delivery.Tables.AUTHORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.FileState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawZoneTest {
  private static final Instant NOW = Instant.parse("2022-01-03T06:00:00.123Z");
  private static final Instant NIGHT_1 = Instant.parse("2021-12-29T02:00:00Z");
  private static final Instant NIGHT_2 = Instant.parse("2021-12-30T02:00:00Z");
  private static final Instant NIGHT_3 = Instant.parse("2021-12-31T02:00:00Z");
  private static final Instant NIGHT_4 = Instant.parse("2022-01-01T02:00:00Z");
  private static final Instant NIGHT_5 = Instant.parse("2022-01-02T02:00:00Z");
  private static final String SHA_256_OF_A =
      "559aead08264d5795d3909718cdd05abd49572e84fe55590eef31a88a08fdffd";
  private static final String SHA_256_OF_B =
      "df7e70e5021544f4834bbee64a9e3789febc4be81470df629cad6ddb03320a5c";

  private final Path lake;
  private final Path folder;
  private final RawZone raw;

  RawZoneTest(@TempDir Path lake) {
    this.lake = lake;
    folder = lake.resolve("raw/vendor/authors");
    raw = new RawZone(lake, new Retries(2, Duration.ofMillis(1), Duration.ofMillis(2)));
  }

  @Test
  void aDeliveryIsKeptUnchangedBesideItsManifest() {
    Stored stored = store(NIGHT_1, new MemoryFile("A"));

    Path file = folder.resolve("2021-12-29T02-00-00.000Z.json");
    assertThat(stored)
        .isEqualTo(new Stored.New(new Delivery(AUTHORS.name(), NIGHT_1, file, 1, SHA_256_OF_A)));
    assertThat(file).hasContent("A");
    assertThat(folder.resolve("2021-12-29T02-00-00.000Z.manifest.json"))
        .hasContent(
            """
            {
              "delivered_at" : "2021-12-29T02:00:00Z",
              "fetched_at" : "2022-01-03T06:00:00.123Z",
              "source" : "nightly",
              "location" : "memory:authors.json",
              "modified_at" : "2021-12-28T22:11:00.123456789Z",
              "bytes" : 1,
              "sha256" : "%s",
              "file" : "2021-12-29T02-00-00.000Z.json"
            }
            """
                .formatted(SHA_256_OF_A));
    assertThat(names())
        .containsExactly("2021-12-29T02-00-00.000Z.json", "2021-12-29T02-00-00.000Z.manifest.json");
  }

  @Test
  void anEmptyFileIsADeliveryToo() {
    assertThat(store(NIGHT_1, new MemoryFile("")).delivery().bytes()).isZero();
    assertThat(folder.resolve("2021-12-29T02-00-00.000Z.json")).isEmptyFile();
  }

  @ParameterizedTest
  @CsvSource({
    "authors.json.gz, json.gz",
    "authors.JSON.GZ, json.gz",
    "authors.zip, json.zip",
    "a b.json.zst, json.zst",
    "authors.gz.txt, json",
    "authors.xz, json"
  })
  void theEndingOfACompressedFilesNameIsKept(String name, String extension) {
    store(NIGHT_1, new MemoryFile("A").at("memory:" + name));

    assertThat(names())
        .containsExactly(
            "2021-12-29T02-00-00.000Z." + extension, "2021-12-29T02-00-00.000Z.manifest.json");
    assertThat(raw.deliveries(AUTHORS.name()))
        .extracting(Delivery::file)
        .containsExactly(folder.resolve("2021-12-29T02-00-00.000Z." + extension));
  }

  @Test
  void aFileIsReadOnce() {
    MemoryFile file = new MemoryFile("a file of some length");

    store(NIGHT_1, file);

    assertThat(file.opened()).isEqualTo(1);
    assertThat(file.bytesRead()).isEqualTo(file.bytes());
  }

  @Test
  void whileAFileIsReadThereIsNoDelivery() {
    raw.store(
        arrival(new MemoryFile("A")),
        NIGHT_1,
        new FetchProgress() {
          @Override
          public void read(TableName table, String location, long bytesRead, OptionalLong bytes) {
            assertThat(names())
                .singleElement()
                .asString()
                .matches("\\.2021-12-29T02-00-00\\.000Z\\..*\\.tmp");
            assertThat(raw.deliveries(table)).isEmpty();
          }
        });

    assertThat(names()).hasSize(2);
  }

  @Test
  void readingTellsItsProgress() {
    List<String> heard = new ArrayList<>();

    raw.store(
        arrival(new MemoryFile("1234567890".repeat(60_000))),
        NIGHT_1,
        new FetchProgress() {
          @Override
          public void read(TableName table, String location, long bytesRead, OptionalLong bytes) {
            heard.add(bytesRead + " of " + bytes.getAsLong());
          }

          @Override
          public void ended(TableName table, String location) {
            heard.add("ended " + location);
          }
        });

    assertThat(heard)
        .hasSizeGreaterThan(3)
        .endsWith("600000 of 600000", "ended memory:authors.json");
  }

  @Test
  void timesAreKeptInMilliseconds() {
    Stored stored = store(NIGHT_1.plusNanos(5_000_001), new MemoryFile("A"));

    assertThat(stored.delivery().deliveredAt()).isEqualTo(NIGHT_1.plusMillis(5));
    assertThat(raw.deliveries(AUTHORS.name())).containsExactly(stored.delivery());
  }

  @Test
  void contentThatDoesNotChangeIsKeptOnce() {
    Stored first = store(NIGHT_1, new MemoryFile("A"));
    Stored second = store(NIGHT_2, new MemoryFile("A"));
    Stored third = store(NIGHT_3, new MemoryFile("A"));
    Stored changed = store(NIGHT_4, new MemoryFile("B"));
    Stored back = store(NIGHT_5, new MemoryFile("A"));

    assertThat(Stream.of(first, second, third, changed, back).map(RawZoneTest::word))
        .containsExactly("new", "unchanged", "unchanged", "new", "new");
    assertThat(raw.entries(AUTHORS.name(), times -> times).stream().map(RawZoneTest::line))
        .containsExactly(
            "2021-12-29T02:00:00Z stored raw/vendor/authors/2021-12-29T02-00-00.000Z.json",
            "2021-12-30T02:00:00Z unchanged raw/vendor/authors/2021-12-29T02-00-00.000Z.json",
            "2021-12-31T02:00:00Z unchanged raw/vendor/authors/2021-12-29T02-00-00.000Z.json",
            "2022-01-01T02:00:00Z stored raw/vendor/authors/2022-01-01T02-00-00.000Z.json",
            "2022-01-02T02:00:00Z stored raw/vendor/authors/2022-01-02T02-00-00.000Z.json");
    assertThat(raw.deliveries(AUTHORS.name()))
        .containsExactly(
            first.delivery(),
            second.delivery(),
            third.delivery(),
            changed.delivery(),
            back.delivery())
        .allSatisfy(delivery -> assertThat(delivery.file()).hasSize(delivery.bytes()));
    assertThat(third.delivery().file()).isEqualTo(first.delivery().file());
    assertThat(folder.resolve("2021-12-31T02-00-00.000Z.manifest.json"))
        .content()
        .contains("\"content_of\" : \"2021-12-29T02:00:00Z\"");
    assertThat(names()).hasSize(3 + 5);
  }

  @Test
  void entriesTellWhereADeliveryCameFrom() {
    Delivery delivery = store(NIGHT_1, new MemoryFile("A")).delivery();

    assertThat(raw.entries(AUTHORS.name(), times -> times))
        .containsExactly(
            new RawEntry(
                delivery,
                "nightly",
                "memory:authors.json",
                "raw/vendor/authors/2021-12-29T02-00-00.000Z.json",
                NOW,
                RawEntry.Status.STORED));
  }

  @Test
  void aLateDeliveryIsComparedWithTheOneBeforeItInTime() {
    store(NIGHT_1, new MemoryFile("A"));
    store(NIGHT_4, new MemoryFile("B"));

    assertThat(word(store(NIGHT_2, new MemoryFile("A")))).isEqualTo("unchanged");
    assertThat(word(store(NIGHT_3, new MemoryFile("B")))).isEqualTo("new");
    assertThat(raw.deliveries(AUTHORS.name()).stream().map(Delivery::deliveredAt))
        .containsExactly(NIGHT_1, NIGHT_2, NIGHT_3, NIGHT_4);
  }

  @Test
  void aDeliveryStoredBetweenDoesNotChangeWhatLaterOnesHold() {
    store(NIGHT_1, new MemoryFile("A"));
    store(NIGHT_3, new MemoryFile("A"));

    store(NIGHT_2, new MemoryFile("B"));

    assertThat(raw.deliveries(AUTHORS.name()).stream().map(Delivery::sha256))
        .containsExactly(SHA_256_OF_A, SHA_256_OF_B, SHA_256_OF_A);
    assertThat(raw.deliveries(AUTHORS.name()).get(2).file()).hasContent("A");
  }

  @Test
  void contentWhoseFileGotLostIsKeptAgain() throws IOException {
    Files.delete(store(NIGHT_1, new MemoryFile("A")).delivery().file());

    assertThat(word(store(NIGHT_2, new MemoryFile("A")))).isEqualTo("new");
  }

  @Test
  void theSameFileAtTheSameTimeIsNothingNewAndNotRead() {
    Stored first = store(NIGHT_1, new MemoryFile("A"));
    MemoryFile again = new MemoryFile("A");

    assertThat(store(NIGHT_1, again)).isEqualTo(new Stored.Nothing(first.delivery()));
    assertThat(again.opened()).isZero();
  }

  @Test
  void theSameContentAtTheSameTimeIsNothingNew() {
    Stored first = store(NIGHT_1, new MemoryFile("A"));
    MemoryFile again = new MemoryFile("A").modifiedAt(NOW);

    assertThat(store(NIGHT_1, again)).isEqualTo(new Stored.Nothing(first.delivery()));
    assertThat(again.opened()).isEqualTo(1);
  }

  @Test
  void aFileElsewhereThatOnlyLooksTheSameIsRead() {
    store(NIGHT_1, new MemoryFile("A"));
    MemoryFile elsewhere = new MemoryFile("B").at("elsewhere:authors.json");

    assertThatThrownBy(() -> store(NIGHT_1, elsewhere)).isInstanceOf(OtherContentException.class);
    assertThat(elsewhere.opened()).isEqualTo(1);
  }

  @Test
  void otherContentAtTheSameTimeIsRefused() throws IOException {
    store(NIGHT_1, new MemoryFile("A"));
    Path manifest = folder.resolve("2021-12-29T02-00-00.000Z.manifest.json");
    String before = Files.readString(manifest);

    assertThatThrownBy(() -> store(NIGHT_1, new MemoryFile("B").modifiedAt(NOW)))
        .isInstanceOf(OtherContentException.class)
        .hasMessage(
            "vendor.authors: there is a delivery of 2021-12-29T02:00:00Z already, with other"
                + " content (SHA-256 559aead08264..., but df7e70e50215... in memory:authors.json)."
                + " Deliveries are never overwritten. Deliver the other content at another time"
                + " (--delivered-at, or the name of its dated folder)");

    assertThat(folder.resolve("2021-12-29T02-00-00.000Z.json")).hasContent("A");
    assertThat(manifest).hasContent(before);
    assertThat(names()).hasSize(2);
  }

  @Test
  void withoutATimeTheFileFetchedLastIsNothingNewAndNotRead() {
    Stored first = raw.store(arrival(new MemoryFile("A")), FetchProgress.SILENT);
    MemoryFile again = new MemoryFile("A");

    Stored second =
        raw.store(
            new Arrival(AUTHORS, "nightly", again, NOW.plusSeconds(60)), FetchProgress.SILENT);

    assertThat(first.delivery().deliveredAt()).isEqualTo(NOW);
    assertThat(second).isEqualTo(new Stored.Nothing(first.delivery()));
    assertThat(again.opened()).isZero();
    assertThat(names()).hasSize(2);
  }

  @Test
  void withoutATimeATouchedFileIsAnUnchangedDelivery() {
    raw.store(arrival(new MemoryFile("A")), FetchProgress.SILENT);

    Stored second =
        raw.store(
            new Arrival(
                AUTHORS, "nightly", new MemoryFile("A").modifiedAt(NOW), NOW.plusSeconds(60)),
            FetchProgress.SILENT);

    assertThat(word(second)).isEqualTo("unchanged");
    assertThat(second.delivery().deliveredAt()).isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void aFileThatBreaksOffLeavesNothing() {
    MemoryFile broken =
        new MemoryFile("A") {
          @Override
          public FileState state() {
            return FileState.of(2000, NOW);
          }

          @Override
          public InputStream open(long offset, FileState as) {
            return new InputStream() {
              private int left = 1000;

              @Override
              public int read() throws IOException {
                if (left-- == 0) {
                  throw new IOException("Connection reset");
                }
                return 'A';
              }

              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                buffer[offset] = (byte) read();
                return 1;
              }
            };
          }
        };

    assertThatThrownBy(() -> store(NIGHT_1, broken))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "vendor.authors: cannot read memory:authors.json: Connection reset. Tried 2 times. Nothing"
                + " was stored. Fetch again when it can be read");
    assertNothingStored();
  }

  @Test
  void aFileThatIsStillBeingWrittenIsRefused() {
    MemoryFile growing =
        new MemoryFile("A") {
          @Override
          public InputStream open(long offset, FileState as) throws IOException {
            InputStream in = super.open(offset, as);
            become("AB");
            return in;
          }
        };

    assertThatThrownBy(() -> store(NIGHT_1, growing))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "vendor.authors: memory:authors.json is still being written: it had 1 bytes, changed at"
                + " 2021-12-28T22:11:00.123456789Z, before reading gave 1, and 2 bytes, changed at"
                + " 2021-12-28T22:11:00.123456789Z, after. Nothing was stored. Fetch again when it"
                + " is complete");
    assertNothingStored();
  }

  @Test
  void aFileRewrittenInItsSizeWhileItIsReadIsRefused() {
    MemoryFile rewritten =
        new MemoryFile("A") {
          @Override
          public InputStream open(long offset, FileState as) throws IOException {
            modifiedAt(NOW);
            return super.open(offset, as);
          }
        };

    assertThatThrownBy(() -> store(NIGHT_1, rewritten))
        .hasMessageContaining("memory:authors.json is still being written");
    assertNothingStored();
  }

  @Test
  void aFileShorterThanItsSourceSaysIsRefused() {
    MemoryFile cut =
        new MemoryFile("A") {
          @Override
          public FileState state() {
            return FileState.of(10, NOW);
          }
        };

    assertThatThrownBy(() -> store(NIGHT_1, cut))
        .hasMessageContaining("memory:authors.json: it ended after 1 of 10 bytes. Tried 2 times.");
    assertNothingStored();
  }

  @Test
  void aLakeThatCannotBeWrittenIsNamed() throws IOException {
    Files.writeString(lake.resolve("raw"), "a file in the way");

    assertThatThrownBy(() -> store(NIGHT_1, new MemoryFile("A")))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "vendor.authors: cannot keep its delivery in %s: '%s' is not a directory. The delivery was not stored. Make sure that the folder can be written and the disk has space, then fetch again"
                .formatted(folder, lake.resolve("raw")));
  }

  @Test
  void whatACrashLeftIsNoDeliveryAndIsReplaced() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("2021-12-29T02-00-00.000Z.json"), "left over");
    Files.writeString(folder.resolve(".2021-12-29T02-00-00.000Z.1234.tmp"), "half");
    Files.writeString(folder.resolve(".2021-12-29T02-00-00.000Z.manifest.json.1.tmp"), "{");
    assertThat(raw.deliveries(AUTHORS.name())).isEmpty();

    Stored stored = store(NIGHT_1, new MemoryFile("A"));

    assertThat(word(stored)).isEqualTo("new");
    assertThat(stored.delivery().file()).hasContent("A");
    assertThat(raw.deliveries(AUTHORS.name())).containsExactly(stored.delivery());
  }

  @Test
  void whatACrashLeftIsRemovedWhenTheDeliverySharesAnothersFile() throws IOException {
    Delivery first = store(NIGHT_1, new MemoryFile("A")).delivery();
    Path leftOver = Files.writeString(folder.resolve("2021-12-30T02-00-00.000Z.json"), "left over");

    assertThat(store(NIGHT_2, new MemoryFile("A")).delivery().file()).isEqualTo(first.file());
    assertThat(leftOver).doesNotExist();
  }

  @Test
  void aTableThatNothingWasDeliveredForHasNoDeliveries() {
    assertThat(raw.deliveries(AUTHORS.name())).isEmpty();
    assertThat(raw.entries(AUTHORS.name(), times -> times)).isEmpty();
    assertThat(folder).doesNotExist();
  }

  @Test
  void ofManyThreadsStoringOneDeliveryExactlyOneMakesIt() throws Exception {
    List<String> outcomes =
        concurrently(
            16,
            i ->
                word(
                    new RawZone(lake)
                        .store(arrival(new MemoryFile("A")), NIGHT_1, FetchProgress.SILENT)));

    assertThat(outcomes).containsOnlyOnce("new").hasSize(16);
    assertThat(outcomes).filteredOn("nothing"::equals).hasSize(15);
    assertThat(names()).hasSize(2);
  }

  @Test
  void ofManyThreadsStoringOtherContentsAtOneTimeExactlyOneWinsAndIsWhole() throws Exception {
    List<String> outcomes =
        concurrently(
            16,
            i -> {
              try {
                return word(
                    store(NIGHT_1, new MemoryFile("content " + i).modifiedAt(NOW.plusSeconds(i))));
              } catch (OtherContentException lost) {
                return "refused";
              }
            });

    assertThat(outcomes).containsOnlyOnce("new");
    assertThat(outcomes).filteredOn("refused"::equals).hasSize(15);
    Delivery winner = raw.deliveries(AUTHORS.name()).get(0);
    String content = Files.readString(winner.file());
    assertThat(store(NIGHT_1, new MemoryFile(content).modifiedAt(NOW)))
        .isEqualTo(new Stored.Nothing(winner));
    assertThat(names()).hasSize(2);
  }

  private static List<String> concurrently(int count, Task task) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Callable<String>> tasks =
          IntStream.range(0, count)
              .<Callable<String>>mapToObj(i -> () -> task.run(i))
              .collect(Collectors.toList());
      List<String> results = new ArrayList<>();
      for (Future<String> result : threads.invokeAll(tasks)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private interface Task {
    String run(int number) throws Exception;
  }

  private void assertNothingStored() {
    assertThat(names()).isEmpty();
    assertThat(raw.deliveries(AUTHORS.name())).isEmpty();
  }

  private Stored store(Instant deliveredAt, MemoryFile file) {
    return raw.store(arrival(file), deliveredAt, FetchProgress.SILENT);
  }

  private static Arrival arrival(MemoryFile file) {
    return new Arrival(AUTHORS, "nightly", file, NOW);
  }

  private static String word(Stored stored) {
    return stored.match(isNew -> "new", unchanged -> "unchanged", nothing -> "nothing");
  }

  private static String line(RawEntry entry) {
    return entry.delivery().deliveredAt() + " " + entry.status() + " " + entry.path();
  }

  /** The files of the table's folder, but for the lock. */
  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(".lock") && !name.endsWith(".sha256"))
          .sorted()
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
