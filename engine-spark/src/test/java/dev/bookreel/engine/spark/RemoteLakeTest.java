package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.TestLake;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.Folders;
import dev.bookreel.file.Inventory.LeftOver;
import dev.bookreel.file.RemoteFiles;
import dev.bookreel.storage.ObjectLake;
import dev.bookreel.storage.ReplacedObjectException;
import dev.bookreel.storage.Sums;
import dev.bookreel.storage.s3.S3Gate;
import dev.bookreel.upkeep.Upkeep;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A lake where only Spark's connectors reach is what it would be on the disk. */
class RemoteLakeTest {
  private static final TableDefinition MOVIES = Tables.movies("app.movies");
  private static final TableName ANSWERS = TableName.parse("analytics.films");

  @TempDir private Path directory;

  /** Where such lakes lie. */
  private enum Place {
    S3("s3://" + TestSpark.S3.newBucket() + "/a lake", TestSpark::open),
    HDFS(Hdfs.uri() + "/a lake", new SlicedSpark()::open);

    private final String uri;

    @SuppressWarnings("ImmutableEnumChecker") // It only opens others.
    private final BiFunction<Path, LakeDefinition, Engine> engine;

    Place(String uri, BiFunction<Path, LakeDefinition, Engine> engine) {
      this.uri = uri;
      this.engine = engine;
    }
  }

  private ObjectLake open(Place place) {
    return SparkLake.open(
        place.uri, TestSpark.settings(), Map.of("BOOKREEL_CACHE", directory.toString()));
  }

  private static TestLake lake(Path root, BiFunction<Path, LakeDefinition, Engine> engine) {
    return new TestLake(root, List.of(MOVIES), engine);
  }

  /** Records that stay, change, go and come back, repeated ones, and one that is refused. */
  private static String dump(int night) {
    StringBuilder csv = new StringBuilder("title,mins\nAlien,117\nAlien,117\nBad,x\n");
    for (int film = 0; film < 8; film++) {
      if ((film + night) % 3 > 0) {
        csv.append("Film %d,%d\n".formatted(film, film % 2 == 0 ? 90 : night));
      }
    }
    return csv.toString();
  }

  /** Loads, asks, tidies and rebuilds, and tells everything that can be seen. */
  private static List<String> story(
      Path root,
      BiFunction<Path, LakeDefinition, Engine> first,
      BiFunction<Path, LakeDefinition, Engine> second) {
    List<String> told = new ArrayList<>();
    List<Delivery> deliveries = new ArrayList<>();
    for (int night = 1; night <= 4; night++) {
      try (TestLake lake = lake(root, night == 3 ? second : first)) {
        Delivery delivery = lake.deliver(MOVIES, night, dump(night));
        deliveries.add(delivery);
        told.add(String.valueOf(lake.engine().load(MOVIES, delivery, true)));
      }
    }
    try (TestLake lake = lake(root, first)) {
      told.addAll(seen(lake));
      try (LakeView view = lake.engine().view()) {
        Query query = Query.of("SELECT title, mins FROM app.movies WHERE mins > 90");
        told.add(String.valueOf(view.append(ANSWERS, query)));
      }
      lake.engine().compact(MOVIES.name());
      told.addAll(seen(lake));
      lake.engine().rebuild(MOVIES, deliveries);
      told.addAll(seen(lake));
      told.addAll(lake.query("SELECT * FROM analytics.films ORDER BY title"));
    }
    return told;
  }

  private static List<String> seen(TestLake lake) {
    List<String> seen = new ArrayList<>();
    seen.addAll(lake.query("SELECT * FROM app.movies_history ORDER BY title, valid_from"));
    seen.addAll(lake.query("SELECT * FROM app.movies ORDER BY title"));
    seen.addAll(
        lake.query(
            "SELECT table_name, delivered_at, position, reason, record FROM lake.quarantine ORDER BY delivered_at, position"));
    return seen;
  }

  @ParameterizedTest
  @EnumSource
  void everythingIsAsOnTheDisk(Place place) throws IOException {
    List<String> expected =
        story(directory.resolve("disk"), EmbeddedEngine::new, EmbeddedEngine::new);

    try (ObjectLake lake = open(place)) {
      assertThat(story(lake.root(), place.engine, EmbeddedEngine::new))
          .containsExactlyElementsOf(expected);
    }
    try (ObjectLake lake = open(place)) {
      assertThat(names(lake.root().resolve("system")))
          .contains("quarantine")
          .noneMatch(name -> name.startsWith("_"));
    }
    assertThat(expected).hasSizeGreaterThan(40);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static HadoopStore store(Place place) throws IOException {
    return store(place, TestSpark.settings());
  }

  private static HadoopStore store(Place place, Map<String, String> settings) throws IOException {
    SparkConf spark = new SparkConf();
    settings.forEach(spark::set);
    return new HadoopStore(
        new org.apache.hadoop.fs.Path(
            place.uri.replaceFirst("^s3:", "s3a:").replace("/a lake", "/")),
        "",
        SparkHadoopUtil.get().newConfiguration(spark));
  }

  private Path content(String text) throws IOException {
    return Files.writeString(directory.resolve("content of " + text), text);
  }

  private String read(HadoopStore store, String key) throws IOException {
    Path file = directory.resolve("read");
    assertThat(store.read(key, file, Optional.empty())).isPresent();
    return Files.readString(file);
  }

  @ParameterizedTest
  @EnumSource
  void ofSeveralThatCreateAnObjectOneSucceeds(Place place) throws Exception {
    int writers = 6;
    CyclicBarrier barrier = new CyclicBarrier(writers);
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try (HadoopStore store = store(place)) {
      for (int round = 0; round < 5; round++) {
        String key = "created/in-round-" + round;
        List<Future<Boolean>> created = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          Path content = content("writer " + writer);
          created.add(
              threads.submit(
                  () -> {
                    barrier.await();
                    try {
                      store.create(key, content);
                      return true;
                    } catch (FileAlreadyExistsException lost) {
                      return false;
                    }
                  }));
        }
        List<String> winners = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
          if (created.get(writer).get()) {
            winners.add("writer " + writer);
          }
        }
        assertThat(winners).containsExactly(read(store, key));
      }
      assertThat(store.unfinished("")).isEmpty();
    } finally {
      threads.shutdownNow();
    }
  }

  /** As when the answer to the first got lost, and the connector itself asks again. */
  @ParameterizedTest
  @EnumSource
  void whatWasCreatedByTheSameWriterCounts(Place place) throws IOException {
    try (HadoopStore store = store(place)) {
      Path content = content("a commit");

      long bytes = store.create("once", content).size();

      assertThat(store.create("once", content).size()).isEqualTo(bytes);
      assertThatThrownBy(() -> store.create("once", content("another commit")))
          .isInstanceOf(FileAlreadyExistsException.class);
      assertThat(read(store, "once")).isEqualTo("a commit");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aReplacedObjectIsReadAgainAndAnotherIsNot(Place place) throws IOException {
    try (HadoopStore store = store(place)) {
      String first = store.write("replaced", content("first")).etag();
      assertThat(store.read("replaced", directory.resolve("read"), Optional.of(first))).isEmpty();

      store.write("replaced", content("other"));

      assertThat(store.read("replaced", directory.resolve("read"), Optional.of(first))).isPresent();
      assertThat(read(store, "replaced")).isEqualTo("other");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPartIsWhatTheObjectHasThere(Place place) throws IOException {
    Path part = directory.resolve("part");
    try (HadoopStore store = store(place)) {
      String etag = store.write("parts", content("0123456789")).etag();

      long crc32c = store.readPart("parts", etag, 3, 4, part);

      assertThat(part).hasContent("3456");
      assertThat(crc32c).isEqualTo(Sums.number(part, 0, 4));
      assertThatThrownBy(() -> store.readPart("parts", etag, 8, 4, part))
          .isInstanceOf(EOFException.class);
      assertThatThrownBy(() -> store.readPart("missing", etag, 0, 1, part))
          .isInstanceOf(NoSuchFileException.class)
          .hasMessage(store.uri("missing"));
      store.write("parts", content("abcdefghij"));
      assertThatThrownBy(() -> store.readPart("parts", etag, 3, 4, part))
          .isInstanceOf(ReplacedObjectException.class);
    }
  }

  /** Connectors may ask for all that follows, and break the connection off. */
  @Test
  void onS3NoMoreIsAskedForThanThePart() throws IOException {
    int block = 8 * 1024 * 1024;
    Path content = Files.write(directory.resolve("large"), new byte[4 * block]);
    Map<String, String> environment = new HashMap<>(TestSpark.S3.environment());
    try (S3Gate gate = new S3Gate(TestSpark.S3.endpoint());
        HadoopStore writer = store(Place.S3)) {
      environment.put("AWS_ENDPOINT_URL", gate.endpoint().toString());
      String etag = writer.write("large", content).etag();
      try (HadoopStore store =
          store(Place.S3, SparkLake.settings("s3a://any", environment, Map.of()))) {
        store.readPart("large", etag, block, block, directory.resolve("part"));

        assertThat(gate.takeRequests())
            .filteredOn(it -> it.startsWith("GET"))
            .singleElement()
            .asString()
            .endsWith("/large bytes=8388608-16777215");
      }
    }
  }

  /** The folder that the lake is in may be somebody's, and lies outside. */
  @Test
  void foldersOfTheLakeGoWithWhatWasInThemAndNoOthers() throws IOException {
    String home = Hdfs.uri() + "/home/ada";
    try (FileSystem hdfs = FileSystem.newInstance(URI.create(Hdfs.uri()), new Configuration());
        ObjectLake lake =
            SparkLake.open(
                home + "/lake", Map.of(), Map.of("BOOKREEL_CACHE", directory.toString()))) {
      Path file = lake.root().resolve("system/loads/only");
      Files.writeString(file, "only");

      Files.delete(file);

      assertThat(hdfs.exists(new org.apache.hadoop.fs.Path(home + "/lake/system"))).isFalse();
      assertThat(hdfs.exists(new org.apache.hadoop.fs.Path(home))).isTrue();
    }
  }

  /** Keys are for who needs them. */
  @Test
  void sparkIsToldOfS3OnlyForALakeThere() {
    assertThat(SparkLake.settings("/a/lake", TestSpark.S3.environment(), Map.of())).isEmpty();
    assertThat(SparkLake.settings("s3://b/lake", TestSpark.S3.environment(), Map.of()))
        .containsKeys("spark.hadoop.fs.s3a.secret.key", "spark.hadoop.fs.s3a.endpoint");
  }

  /** A process that ends before it renames leaves what it wrote. */
  @Test
  void whatWasNotRenamedIsFoundAndRemoved() throws IOException {
    try (ObjectLake lake = open(Place.HDFS);
        FileSystem hdfs = FileSystem.newInstance(URI.create(Hdfs.uri()), new Configuration())) {
      Path folder = lake.root().resolve("system/loads");
      Files.writeString(folder.resolve("whole"), "whole");
      hdfs.create(
              new org.apache.hadoop.fs.Path(
                  Hdfs.uri() + "/a lake/system/loads/.00.json." + UUID.randomUUID() + ".tmp"))
          .close();

      assertThat(names(folder)).containsExactly("whole");
      List<LeftOver> found = ((RemoteFiles) folder.getFileSystem()).unfinished(folder);
      assertThat(found).hasSize(1);
      Files.delete(found.get(0).path());
      assertThat(((RemoteFiles) folder.getFileSystem()).unfinished(folder)).isEmpty();
    }
  }

  /** A folder in a store has no time of its own, and this one may be another machine's. */
  @ParameterizedTest
  @EnumSource
  void whatIsStagedIsLeftOverAfterADayOnly(Place place) throws IOException {
    String name = "system/_staged-by-another/part.parquet";
    try (ObjectLake another = open(place)) {
      Files.writeString(another.root().resolve(name), "rows");
    }
    try (ObjectLake lake = open(place);
        Engine engine =
            new EmbeddedEngine(
                lake.root(),
                new LakeDefinition("test", ZoneId.of("UTC"), List.of(), List.of(), List.of()))) {
      Instant now = Instant.now();

      assertThat(cleaned(lake, engine, now)).isEmpty();
      assertThat(cleaned(lake, engine, now.plus(Duration.ofDays(2))))
          .containsExactly(lake.root().resolve("system/_staged-by-another"));
      assertThat(Files.exists(lake.root().resolve(name))).isFalse();
    }
  }

  private static List<Path> cleaned(ObjectLake lake, Engine engine, Instant now) {
    return new Upkeep(lake.root(), engine, Clock.fixed(now, ZoneOffset.UTC))
        .clean().removed().stream().map(LeftOver::path).toList();
  }

  /** Unlike a folder on S3 it is there without anything in it. */
  @Test
  void anEmptyFolderIsListedAndDeleted() throws IOException {
    try (ObjectLake lake = open(Place.HDFS)) {
      Path folder = lake.root().resolve("system/_staged-empty");
      Files.writeString(folder.resolve("file"), "rows");
      org.apache.hadoop.fs.Path inner = new org.apache.hadoop.fs.Path(folder + "/empty");
      inner.getFileSystem(new Configuration()).mkdirs(inner);

      Folders.delete(folder);

      assertThat(Files.exists(folder)).isFalse();
      assertThat(inner.getFileSystem(new Configuration()).exists(inner.getParent())).isFalse();
    }
  }

  @Test
  void noKeyIsShown() {
    Map<String, String> settings = new HashMap<>(TestSpark.settings());
    settings.put("spark.hadoop.fs.azure.account.key.any", "NoSuchBucket");

    assertThatThrownBy(() -> SparkLake.open("s3a://test-nowhere/lake", settings, Map.of()))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("•••")
        .hasMessageNotContaining("NoSuchBucket");
  }

  /** Others' commits could get lost there. */
  @ParameterizedTest
  @CsvSource({
    "ftp://host/lake, commits could get lost. Use s3a",
    "abfss://lake@account.dfs.core.windows.net/a, there is no connector for it",
    "gs://bucket/lake, there is no connector for it",
    "s3a://test-nowhere/lake, NoSuchBucket",
    "s3a:///lake, Cannot open"
  })
  void whatCannotBeTrustedOrReachedIsRefused(String place, String reason) {
    assertThatThrownBy(() -> SparkLake.open(place, TestSpark.settings(), Map.of()))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(place)
        .hasMessageContaining(reason);
  }
}
