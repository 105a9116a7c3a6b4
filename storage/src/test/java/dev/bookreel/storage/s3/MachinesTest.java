package dev.bookreel.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Arrival;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.delivery.FetchProgress;
import dev.bookreel.delivery.OtherContentException;
import dev.bookreel.delivery.RawZone;
import dev.bookreel.delivery.Stored;
import dev.bookreel.engine.LoadOutcome;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.TestLake;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.error.CommitUnknownException;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.Sha256;
import dev.bookreel.source.FileState;
import dev.bookreel.source.SourceFile;
import dev.bookreel.storage.ObjectLake;
import dev.bookreel.storage.s3.S3Gate.Fault;
import dev.bookreel.storage.s3.S3Gate.Rule;
import dev.bookreel.upkeep.Cleaning;
import dev.bookreel.upkeep.Finding;
import dev.bookreel.upkeep.Upkeep;
import dev.bookreel.upkeep.VerifyListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory.Standard;

/** Several machines on one lake. A machine is a folder for copies and locks that no other has. */
class MachinesTest {
  private static final S3Server SERVER = S3Server.start();
  private static final TableDefinition MOVIES =
      new TableDefinition(
          TableName.parse("stream.movies"),
          "",
          "movies.csv",
          TableDefinition.Format.CSV,
          TableDefinition.Contains.CHANGES,
          List.of("title"),
          List.of(new Column("title", Scalar.STRING, ColumnPath.field("title"), List.of())),
          List.of(),
          1,
          1);
  private static final TableName ANSWERS = TableName.parse("analytics.numbers");
  private static final Instant NIGHT = Instant.parse("2022-01-01T02:00:00Z");

  private final S3Gate gate = new S3Gate(SERVER.endpoint());
  private final String place = "s3://" + SERVER.newBucket() + "/lake";
  private final Path directory;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  MachinesTest(@TempDir(factory = Standard.class) Path directory) {
    this.directory = directory;
  }

  @AfterEach
  void close() throws Exception {
    threads.shutdown();
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    gate.close();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private Path machine(String name) {
    ObjectLake lake =
        S3Lake.open(
            place,
            SERVER.connection(gate.endpoint()),
            new ObjectLake.Copying(directory.resolve(name), new ByteSize(1_000_000_000)));
    opened.add(lake);
    return lake.root();
  }

  private TestLake lake(String machine) {
    return lake(machine(machine));
  }

  private TestLake lake(Path root) {
    TestLake lake = new TestLake(root, List.of(MOVIES), EmbeddedEngine::new);
    opened.add(lake);
    return lake;
  }

  private <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
    List<T> results = new ArrayList<>();
    for (Future<T> future : threads.invokeAll(tasks)) {
      results.add(future.get());
    }
    return results;
  }

  @Test
  void whatManyAppendAtOnceIsAllThereOnce() throws Exception {
    List<Callable<Long>> writers = new ArrayList<>();
    for (int m = 0; m < 3; m++) {
      TestLake lake = lake("machine " + m);
      for (int i = 0; i < 4; i++) {
        int number = 10 * m + i;
        writers.add(
            () -> {
              try (var view = lake.engine().view()) {
                return view.append(ANSWERS, Query.of("SELECT " + number + " AS number"));
              }
            });
      }
    }

    List<Long> versions = atOnce(writers);

    assertThat(versions).doesNotHaveDuplicates();
    assertThat(versions)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 12).mapToObj(Long::valueOf).toList());
    assertThat(lake("reader").query("SELECT number FROM analytics.numbers ORDER BY number"))
        .containsExactly("0", "1", "2", "3", "10", "11", "12", "13", "20", "21", "22", "23");
  }

  @Test
  void ofMachinesThatLoadTheSameDeliveryOneDoes() throws Exception {
    List<Callable<LoadOutcome>> loads = new ArrayList<>();
    for (int m = 0; m < 3; m++) {
      TestLake lake = lake("machine " + m);
      Delivery delivery = lake.deliver(MOVIES, 1, "title\nAlien\nBrazil\n");
      loads.add(() -> lake.engine().load(MOVIES, delivery, false));
    }

    List<LoadOutcome> outcomes = atOnce(loads);

    assertThat(outcomes.stream().filter(it -> it instanceof LoadOutcome.Committed)).hasSize(1);
    assertThat(outcomes.stream().filter(it -> it instanceof LoadOutcome.AlreadyLoaded)).hasSize(2);
    assertThat(lake("reader").query("SELECT title FROM stream.movies_history ORDER BY title"))
        .containsExactly("Alien", "Brazil");
  }

  @Test
  void aMachineThatDiesBeforeItsCommitLeavesTheTableAsItWas() {
    Path first = machine("first");
    TestLake lake = lake(first);
    lake.load(MOVIES, 1, "title\nAlien\n");
    Rule dead =
        gate.let(it -> it.startsWith("PUT") && it.contains("_delta_log/"), Fault.REFUSED, 99);
    assertThatThrownBy(() -> lake.load(MOVIES, 2, "title\nBrazil\n"))
        .isInstanceOf(CommitUnknownException.class)
        .hasMessageContaining("Cannot tell whether a commit to " + place);
    assertThat(dead.struck()).isGreaterThan(1);
    gate.forgetRules();

    TestLake other = lake("other");
    assertThat(other.query("SELECT title FROM stream.movies")).containsExactly("Alien");
    Upkeep today = new Upkeep(first, lake.engine());
    assertThat(today.clean()).isEqualTo(new Cleaning(List.of(), List.of(), 1));
    Upkeep tomorrow =
        new Upkeep(first, lake.engine(), Clock.offset(Clock.systemUTC(), Duration.ofHours(25)));
    assertThat(tomorrow.clean().removed())
        .hasSize(1)
        .allMatch(it -> it.what().equals("a file of no version"));

    assertThat(other.load(MOVIES, 2, "title\nBrazil\n")).isInstanceOf(LoadOutcome.Committed.class);
    assertThat(lake.query("SELECT title FROM stream.movies ORDER BY 1"))
        .containsExactly("Alien", "Brazil");
  }

  @Test
  void aCommitWhoseAnswersAreAllLostIsFoundByTheNextLoad() {
    TestLake lake = lake("first");
    lake.load(MOVIES, 1, "title\nAlien\n");
    Delivery second = lake.deliver(MOVIES, 2, "title\nBrazil\n");
    gate.let(it -> it.startsWith("PUT") && it.contains("00001.json"), Fault.ANSWER_LOST, 99);
    Rule blind =
        gate.let(it -> it.startsWith("HEAD") && it.contains("00001.json"), Fault.REFUSED, 99);

    LoadOutcome outcome = lake.engine().load(MOVIES, second, false);

    assertThat(blind.struck()).isGreaterThan(1);
    assertThat(outcome).isInstanceOf(LoadOutcome.Committed.class);
    gate.forgetRules();
    assertThat(lake.engine().load(MOVIES, second, false))
        .isInstanceOf(LoadOutcome.AlreadyLoaded.class);
    assertThat(lake("other").query("SELECT title FROM stream.movies_history ORDER BY 1"))
        .containsExactly("Alien", "Brazil");
  }

  @Test
  void ofDeliveriesOfOneTimeFromManyMachinesOneIsKeptWhole() throws Exception {
    List<RawZone> zones = new ArrayList<>();
    for (int m = 0; m < 4; m++) {
      zones.add(new RawZone(machine("machine " + m)));
    }
    for (int night = 0; night < 5; night++) {
      Instant time = NIGHT.plus(Duration.ofDays(night));
      List<Callable<Boolean>> stores = new ArrayList<>();
      for (int m = 0; m < 4; m++) {
        RawZone zone = zones.get(m);
        String content = "title\nOf machine %d in night %d\n".formatted(m, night);
        stores.add(() -> store(zone, time, content));
      }

      assertThat(atOnce(stores)).containsOnlyOnce(true);
    }
    for (Delivery delivery : new RawZone(machine("reader")).deliveries(MOVIES.name())) {
      assertThat(Sha256.ofOriginal(delivery.file(), read -> {})).isEqualTo(delivery.sha256());
    }
  }

  @Test
  void aDeliverysContentDoesNotTakeThePlaceOfAnothers() throws IOException {
    RawZone first = new RawZone(machine("first"));
    Rule dead = gate.let(it -> it.startsWith("PUT") && it.contains("manifest"), Fault.REFUSED, 99);
    assertThatThrownBy(() -> store(first, NIGHT, "title\nFirst\n"))
        .isInstanceOf(LakeException.class);
    assertThat(dead.struck()).isGreaterThan(1);
    gate.forgetRules();

    Path root = machine("second");
    RawZone second = new RawZone(root);
    assertThat(store(second, NIGHT, "title\nSecond\n")).isTrue();
    assertThat(store(first, NIGHT, "title\nFirst\n")).isFalse();

    Delivery kept = first.deliveries(MOVIES.name()).get(0);
    assertThat(Files.readString(kept.file())).isEqualTo("title\nSecond\n");
    assertThat(kept.file().getFileName().toString())
        .isEqualTo("2022-01-01T02-00-00.000Z." + kept.sha256().substring(0, 16) + ".csv");
    assertThat(second.inventory(MOVIES.name()).leftOvers())
        .extracting(it -> it.path().getFileName().toString())
        .containsExactly("2022-01-01T02-00-00.000Z.csv");
  }

  private static boolean store(RawZone zone, Instant time, String content) {
    try {
      Arrival arrival = new Arrival(MOVIES, "test", new TextFile(content), Instant.now());
      return zone.store(arrival, time, FetchProgress.SILENT) instanceof Stored.New;
    } catch (OtherContentException lost) {
      return false;
    }
  }

  private record TextFile(String content) implements SourceFile {
    @Override
    public String location() {
      return "text:movies.csv";
    }

    @Override
    public Optional<Instant> deliveredAt() {
      return Optional.empty();
    }

    @Override
    public FileState state() {
      return FileState.of(content.length(), Instant.EPOCH);
    }

    @Override
    public InputStream open(long offset, FileState as) {
      return new ByteArrayInputStream(content.getBytes(UTF_8));
    }
  }

  @Test
  void anUploadThatWasNotFinishedIsFoundAndRemoved() {
    Path root = machine("first");
    TestLake lake = lake(root);
    lake.load(MOVIES, 1, "title\nAlien\n");
    String bucket = place.substring(5).replaceFirst("/.*", "");
    try (var client = SERVER.connection().open()) {
      client.createMultipartUpload(
          it -> it.bucket(bucket).key("lake/silver/stream/movies/a.parquet"));
      Upkeep tomorrow =
          new Upkeep(root, lake.engine(), Clock.offset(Clock.systemUTC(), Duration.ofHours(25)));

      assertThat(new Upkeep(root, lake.engine()).leftOvers().orElseThrow().young()).isEqualTo(1);
      assertThat(tomorrow.clean().removed())
          .extracting(it -> it.what())
          .containsExactly("an upload that was not finished");

      assertThat(client.listMultipartUploads(it -> it.bucket(bucket)).uploads()).isEmpty();
    }
  }

  @Test
  void damageOnS3IsFoundAlsoWhereAGoodCopyIsAtHand() throws IOException {
    Path root = machine("first");
    TestLake lake = lake(root);
    lake.load(MOVIES, 1, "title\nAlien\n");
    Path other = machine("other");
    try (var files = Files.walk(other.resolve("silver"))) {
      for (Path file : files.filter(it -> it.toString().endsWith(".parquet")).toList()) {
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
      }
    }

    assertThat(lake.query("SELECT title FROM stream.movies")).containsExactly("Alien");
    assertThat(new Upkeep(root, lake.engine()).verify(List.of(MOVIES.name()), SILENT).findings())
        .filteredOn(Finding::isDamage)
        .extracting(it -> it.kind() + " " + it.file().getFileName().toString().substring(0, 5))
        .containsExactly("damaged part-");
  }

  private static final VerifyListener SILENT =
      new VerifyListener() {
        @Override
        public void begins(TableName table, long bytes) {}

        @Override
        public void read(long bytes) {}

        @Override
        public void ends() {}
      };
}
