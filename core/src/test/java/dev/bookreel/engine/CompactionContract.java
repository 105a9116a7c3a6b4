package dev.bookreel.engine;

import static dev.bookreel.engine.EngineContract.csv;
import static dev.bookreel.engine.TestLake.night;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LoadOutcome.AlreadyLoaded;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.Inventory;
import dev.bookreel.file.Inventory.Needed;
import dev.bookreel.file.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every engine must do about the files of its tables: keep their SHA-256, account for each of
 * them, and compact them.
 */
public abstract class CompactionContract {
  private static final TableDefinition MOVIES =
      csv("stream.movies", Contains.EVERYTHING, List.of("title"), "title:string", "mins:int");
  private static final TableDefinition STREAMS =
      csv(
          "stream.streams",
          Contains.CHANGES,
          List.of("user", "start_at"),
          "user:string",
          "start_at:timestamp",
          "size:double");
  private static final TableName ANSWERS = TableName.parse("analytics.runtimes");
  private static final String HISTORY = "SELECT * FROM stream.movies_history ORDER BY ALL";

  private @TempDir Path directory;
  private TestLake lake;

  /** Opens the engine under test on a lake. */
  protected abstract Engine open(Path lake, LakeDefinition definition);

  @BeforeEach
  void openLake() {
    lake = new TestLake(directory, List.of(MOVIES, STREAMS), this::open);
  }

  @AfterEach
  void closeLake() {
    lake.close();
  }

  private void loadFourNights() {
    lake.load(MOVIES, 1, "title,mins\nAlien,117\nBrazil,143\nCasino,178\nDune,155\n");
    lake.load(MOVIES, 2, "title,mins\nAlien,118\nBrazil,143\nCasino,178\nDune,155\n");
    lake.load(MOVIES, 3, "title,mins\nAlien,118\nBrazil,144\nCasino,178\n");
    lake.load(MOVIES, 4, "title,mins\nAlien,118\nBrazil,144\nCasino,179\nDune,155\nEmma,124\n");
  }

  private Inventory inventory(TableName table) {
    return lake.engine().inventory(table);
  }

  private Map<TableName, Long> tables() {
    try (LakeView view = lake.engine().view()) {
      return view.tables();
    }
  }

  /** The data files that the newest version needs. */
  private List<Path> current(TableName table) {
    return inventory(table).needed().stream()
        .filter(Needed::current)
        .map(Needed::file)
        .filter(file -> !file.toString().contains("_delta_log"))
        .toList();
  }

  @Test
  void compactingLeavesOneFileAPartitionAndEveryRowAsItWas() {
    loadFourNights();
    List<String> history = lake.query(HISTORY);
    List<String> latest = lake.query("SELECT * FROM stream.movies ORDER BY ALL");

    Optional<Compaction> done = lake.engine().compact(MOVIES.name());

    assertThat(done).hasValueSatisfying(it -> assertThat(it.version()).isEqualTo(4));
    assertThat(done.orElseThrow().filesAfter()).isEqualTo(2);
    assertThat(current(MOVIES.name())).hasSize(2);
    assertThat(lake.query(HISTORY)).isEqualTo(history);
    assertThat(lake.query("SELECT * FROM stream.movies ORDER BY ALL")).isEqualTo(latest);
  }

  @Test
  void compactingAgainFindsNothingToDo() {
    loadFourNights();
    lake.engine().compact(MOVIES.name());

    assertThat(lake.engine().compact(MOVIES.name())).isEmpty();
    assertThat(tables()).containsEntry(MOVIES.name(), 4L);
  }

  @Test
  void aTableThatIsNotThereOrHasOneFileOnlyIsLeftAlone() {
    assertThat(lake.engine().compact(MOVIES.name())).isEmpty();
    lake.load(MOVIES, 1, "title,mins\nAlien,117\n");

    assertThat(lake.engine().compact(MOVIES.name())).isEmpty();
  }

  @Test
  void afterCompactingALoadIsKnownAndTheNextOneGoesOn() {
    loadFourNights();
    lake.engine().compact(MOVIES.name());

    assertThat(lake.engine().lastLoaded(MOVIES)).contains(night(4));
    assertThat(lake.load(MOVIES, 4, "title,mins\nZ,1\n")).isEqualTo(new AlreadyLoaded());
    lake.load(MOVIES, 5, "title,mins\nAlien,118\nBrazil,145\nCasino,179\nDune,155\nEmma,124\n");
    assertThat(
            lake.query(
                "SELECT mins FROM stream.movies_history WHERE title = 'Brazil' ORDER BY valid_from"))
        .containsExactly("143", "144", "145");
  }

  @Test
  void whatALoadChangedCanStillBeCountedAgain() {
    loadFourNights();
    lake.engine().compact(MOVIES.name());

    Optional<LoadOutcome.Committed> again =
        lake.engine()
            .recount(
                MOVIES,
                lake.deliver(
                    MOVIES,
                    4,
                    "title,mins\nAlien,118\nBrazil,144\nCasino,179\nDune,155\nEmma,124\n"));

    assertThat(again.orElseThrow().counts()).isEqualTo(new ChangeCounts(5, 2, 1, 0, 2, 0, 0));
    assertThat(again.orElseThrow().version()).isEqualTo(3);
  }

  @Test
  void filesOfEarlierVersionsStay() {
    loadFourNights();
    List<Needed> before = inventory(MOVIES.name()).needed();

    lake.engine().compact(MOVIES.name());

    assertThat(inventory(MOVIES.name()).needed().stream().map(Needed::file))
        .containsAll(before.stream().map(Needed::file).toList());
    assertThat(before).allMatch(file -> Files.exists(file.file()));
  }

  @Test
  void answersAndThePipelinesOwnTablesAreCompactedToo() {
    for (int i = 0; i < 3; i++) {
      try (LakeView view = lake.engine().view()) {
        view.append(ANSWERS, Query.of("SELECT " + i + " AS minutes, 'a' AS title"));
        view.append(
            SystemTables.QUARANTINE,
            Query.of("SELECT 't' AS table_name, '" + i + "' AS reason, 'x' AS record"));
      }
    }

    assertThat(lake.engine().compact(ANSWERS).orElseThrow().filesBefore()).isEqualTo(3);
    assertThat(lake.engine().compact(SystemTables.QUARANTINE).orElseThrow().filesAfter())
        .isEqualTo(1);
    assertThat(lake.query("SELECT minutes FROM analytics.runtimes ORDER BY ALL"))
        .containsExactly("0", "1", "2");
    assertThat(lake.query("SELECT reason FROM lake.quarantine ORDER BY ALL"))
        .containsExactly("0", "1", "2");
  }

  @Test
  void compactingWhileOthersLoadLosesNothing() throws Exception {
    lake.load(STREAMS, 1, streams(1));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<?> loads =
          threads.submit(
              () -> {
                for (int night = 2; night <= 12; night++) {
                  lake.load(STREAMS, night, streams(night));
                }
              });
      Future<?> compactions =
          threads.submit(
              () -> {
                while (!loads.isDone()) {
                  lake.engine().compact(STREAMS.name());
                }
              });
      loads.get();
      compactions.get();
    } finally {
      threads.shutdownNow();
    }

    assertThat(lake.query("SELECT count(*), count(DISTINCT \"user\") FROM stream.streams"))
        .containsExactly("60|5");
  }

  private static String streams(int night) {
    StringBuilder content = new StringBuilder("user,start_at,size\n");
    for (int user = 0; user < 5; user++) {
      content.append(
          "u%d,%sT10:00:00Z,1\n".formatted(user, night(night).toString().substring(0, 10)));
    }
    return content.toString();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDamagedFileIsNotRewritten(boolean isLatest) throws IOException {
    loadFourNights();
    Path file =
        current(MOVIES.name()).stream()
            .filter(it -> it.toString().endsWith(".parquet"))
            .filter(it -> it.toString().contains("is_latest=" + isLatest))
            .findFirst()
            .orElseThrow();
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);

    assertThatThrownBy(() -> lake.engine().compact(MOVIES.name()))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(file + " is damaged: its SHA-256 is " + Sha256.of(content))
        .hasMessageContaining("The table is unchanged. 'bookreel verify stream.movies'");
    assertThat(tables()).containsEntry(MOVIES.name(), 3L);
    assertThat(inventory(MOVIES.name()).leftOvers()).isEmpty();
  }

  @Test
  void manyLoadsLeaveFewFilesAndEveryRow() {
    StringBuilder content = new StringBuilder("title,mins\nAlien,0\n");
    for (int night = 1; night <= 40; night++) {
      content.append("m%02d,%d%n".formatted(night, night));
      String delivered = content.toString().replace("Alien,0", "Alien," + night);
      LoadOutcome outcome = lake.load(MOVIES, night, delivered);
      assertThat(((LoadOutcome.Committed) outcome).counts().inserted())
          .isEqualTo(night == 1 ? 2 : 1);
      try (LakeView view = lake.engine().view()) {
        view.append(ANSWERS, Query.of("SELECT " + night + " AS minutes"));
      }
    }

    assertThat(current(MOVIES.name())).hasSizeLessThan(2 * 24);
    assertThat(current(ANSWERS)).hasSizeLessThan(24);
    assertThat(lake.query("SELECT count(*), sum(mins) FROM stream.movies"))
        .containsExactly("41|860");
    assertThat(
            lake.query(
                "SELECT count(*), count(DISTINCT valid_from), max(mins) FROM stream.movies_history WHERE title = 'Alien'"))
        .containsExactly("40|40|40");
    assertThat(lake.query("SELECT count(*), sum(minutes) FROM analytics.runtimes"))
        .containsExactly("40|820");
    assertThat(lake.engine().recount(MOVIES, lake.deliver(MOVIES, 40, content.toString())))
        .get()
        .extracting(LoadOutcome.Committed::counts)
        .isEqualTo(new ChangeCounts(41, 1, 1, 0, 39, 0, 0));
  }

  @Test
  void aDamagedFileKeepsNoLoadFromBeingCommitted() throws IOException {
    for (int night = 1; night <= 16; night++) {
      lake.load(STREAMS, night, streams(night));
    }
    Path file = current(STREAMS.name()).get(0);
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);

    assertThat(lake.load(STREAMS, 17, streams(17))).isInstanceOf(LoadOutcome.Committed.class);
    assertThat(tables()).containsEntry(STREAMS.name(), 16L);
    assertThat(current(STREAMS.name())).hasSize(17).contains(file);
  }

  @Test
  void everyFileOfEveryVersionHasTheSha256ThatWasKept() {
    for (int night = 1; night <= 23; night++) {
      lake.load(
          MOVIES, night, "title,mins\nAlien," + night + "\nBrazil,143\nCasino,178\nDune,155\n");
      if (night == 7) {
        lake.engine().compact(MOVIES.name());
      }
    }
    Inventory inventory = inventory(MOVIES.name());

    assertThat(inventory.damage()).isEmpty();
    assertThat(inventory.leftOvers()).isEmpty();
    assertThat(inventory.unexpected()).isEmpty();
    assertThat(inventory.needed()).hasSizeGreaterThan(23 * 3);
    assertThat(inventory.needed())
        .allSatisfy(file -> assertThat(file.sha256()).contains(sha256(file.file())));
  }

  private static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatARebuildReplacedIsNoLeftOver() {
    loadFourNights();
    List<dev.bookreel.delivery.Delivery> deliveries = new ArrayList<>();
    deliveries.add(lake.deliver(MOVIES, 1, "title,mins\nAlien,117\n"));
    deliveries.add(lake.deliver(MOVIES, 4, "title,mins\nAlien,118\n"));

    lake.engine().rebuild(MOVIES, deliveries);

    assertThat(inventory(MOVIES.name()).leftOvers()).isEmpty();
    assertThat(inventory(MOVIES.name()).damage()).isEmpty();
  }
}
