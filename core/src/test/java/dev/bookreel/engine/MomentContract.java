package dev.bookreel.engine;

import static dev.bookreel.engine.EngineContract.csv;
import static dev.bookreel.engine.TestLake.night;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.error.WrongQueryException;
import dev.bookreel.error.WrongUsageException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every engine must show of a lake's past. Each engine's module extends this and supplies its
 * engine.
 */
public abstract class MomentContract {
  private static final TableDefinition MOVIES =
      csv("app.movies", Contains.EVERYTHING, List.of("title"), "title:string", "mins:int");
  private static final TableDefinition LOG =
      csv("app.log", Contains.CHANGES, List.of("k"), "k:string", "v:int");
  private static final TableName ANSWERS = TableName.parse("analytics.counts");
  private static final String HISTORY =
      "SELECT title, mins, valid_from, valid_to, is_latest FROM app.movies_history"
          + " ORDER BY title, valid_from";
  private static final String LATEST = "SELECT * FROM app.movies ORDER BY title";

  private @TempDir Path directory;
  private TestLake lake;

  /** Opens the engine under test on a lake. */
  protected abstract Engine open(Path lake, LakeDefinition definition);

  @BeforeEach
  void openLake() {
    lake = new TestLake(directory, List.of(MOVIES, LOG), this::open);
  }

  @AfterEach
  void closeLake() {
    lake.close();
  }

  private static Moment asOf(Instant instant) {
    return Moment.NEWEST.asOf(Optional.of(instant));
  }

  private List<String> query(Moment moment, String sql) {
    return lake.query(moment, Query.of(sql));
  }

  /** A is always there, B is gone on the second night and comes back, C changes, D is deleted. */
  private void fourNights() {
    lake.load(MOVIES, 1, "title,mins\nA,1\nB,2\nC,3\nD,4\n");
    lake.load(MOVIES, 2, "title,mins\nA,1\nC,33\nD,4\n");
    lake.load(MOVIES, 3, "title,mins\nA,1\nB,2\nC,33\nD,4\n");
    lake.load(MOVIES, 4, "title,mins\nA,1\nB,2\nC,3\nE,5\n");
  }

  @Test
  void asOfANightEveryRecordIsAsThatNightLeftIt() {
    fourNights();

    assertThat(query(asOf(night(1)), LATEST))
        .containsExactly("A|1|null", "B|2|null", "C|3|null", "D|4|null");
    assertThat(query(asOf(night(2)), LATEST))
        .containsExactly("A|1|null", "B|2|2022-01-02T02:00:00Z", "C|33|null", "D|4|null");
    assertThat(query(asOf(night(3)), LATEST))
        .containsExactly("A|1|null", "B|2|null", "C|33|null", "D|4|null");
    assertThat(query(asOf(night(4)), LATEST))
        .isEqualTo(query(Moment.NEWEST, LATEST))
        .containsExactly(
            "A|1|null", "B|2|null", "C|3|null", "D|4|2022-01-04T02:00:00Z", "E|5|null");
  }

  @Test
  void aDeliverysOwnInstantIsAfterItAndTheOneBeforeIsNot() {
    fourNights();

    assertThat(query(asOf(night(2).minusNanos(1_000)), LATEST))
        .isEqualTo(query(asOf(night(1)), LATEST));
    assertThat(query(asOf(night(3).minusNanos(1_000)), LATEST))
        .isEqualTo(query(asOf(night(2)), LATEST));
  }

  @Test
  void valuesAreTheSameWhateverTheMoment() {
    TableDefinition ratios =
        csv("app.ratios", Contains.EVERYTHING, List.of("id"), "id:int", "ratio:double");
    try (TestLake other = new TestLake(directory.resolve("other"), List.of(ratios), this::open)) {
      other.load(ratios, 1, "id,ratio\n1,-0.0\n2,5\n");
      other.load(ratios, 2, "id,ratio\n1,7\n2,5\n");

      assertThat(other.query(asOf(night(1)), Query.of("SELECT * FROM app.ratios ORDER BY id")))
          .containsExactly("1|-0.0|null", "2|5.0|null");
    }
  }

  @Test
  void asOfANightTheHistoryEndsThereAndWhatIsLatestIsSaidAnew() {
    fourNights();

    assertThat(query(asOf(night(2)), HISTORY))
        .containsExactly(
            "A|1|2022-01-01T02:00:00Z|null|true",
            "B|2|2022-01-01T02:00:00Z|2022-01-02T02:00:00Z|true",
            "C|3|2022-01-01T02:00:00Z|2022-01-02T02:00:00Z|false",
            "C|33|2022-01-02T02:00:00Z|null|true",
            "D|4|2022-01-01T02:00:00Z|null|true");
    assertThat(query(asOf(night(3)), HISTORY))
        .contains(
            "B|2|2022-01-01T02:00:00Z|2022-01-02T02:00:00Z|false",
            "B|2|2022-01-03T02:00:00Z|null|true");
    assertThat(query(asOf(night(9)), HISTORY)).isEqualTo(query(Moment.NEWEST, HISTORY));
  }

  /** What a lake that was loaded only so far would show, whatever came later. */
  @Test
  void asOfEveryNightALakeIsWhatItWasWhenThatNightWasItsLast(@TempDir Path other) {
    Random random = new Random(20220101);
    List<String> dumps = new ArrayList<>();
    for (int night = 1; night <= 12; night++) {
      StringBuilder dump = new StringBuilder("title,mins\n");
      for (char title = 'A'; title <= 'L'; title++) {
        if (random.nextInt(3) > 0) {
          dump.append(title).append(',').append(random.nextInt(2)).append('\n');
        }
      }
      dumps.add(dump.toString());
    }
    for (int night = 1; night <= 12; night++) {
      Delivery delivery = lake.deliver(MOVIES, night, dumps.get(night - 1));
      lake.engine().load(MOVIES, delivery, true);
    }
    try (TestLake growing = new TestLake(other, List.of(MOVIES, LOG), this::open)) {
      for (int night = 1; night <= 12; night++) {
        Delivery delivery = growing.deliver(MOVIES, night, dumps.get(night - 1));
        growing.engine().load(MOVIES, delivery, true);
        assertThat(query(asOf(night(night)), HISTORY))
            .as("as of night %d", night)
            .isEqualTo(growing.query(HISTORY));
        assertThat(query(asOf(night(night)), LATEST)).isEqualTo(growing.query(LATEST));
      }
    }
  }

  @Test
  void asOfANightARebuiltHistoryIsTheRebuiltOne() {
    Delivery first = lake.deliver(MOVIES, 1, "title,mins\nA,1\nB,2\n");
    Delivery late = lake.deliver(MOVIES, 2, "title,mins\nA,11\nB,2\n");
    Delivery last = lake.deliver(MOVIES, 3, "title,mins\nA,1\nB,22\n");
    lake.engine().load(MOVIES, first, true);
    lake.engine().load(MOVIES, last, true);
    assertThat(query(asOf(night(2)), LATEST)).containsExactly("A|1|null", "B|2|null");

    lake.engine().rebuild(MOVIES, List.of(first, late, last));

    assertThat(query(asOf(night(2)), LATEST)).containsExactly("A|11|null", "B|2|null");
    assertThat(query(asOf(night(3)), LATEST)).containsExactly("A|1|null", "B|22|null");
    assertThat(query(Moment.committedWith(MOVIES.name(), 1).asOf(Optional.of(night(2))), LATEST))
        .containsExactly("A|1|null", "B|2|null");
  }

  @Test
  void recordsOfATableOfChangesAreAsKnownThen() {
    lake.load(LOG, 1, "k,v\na,1\nb,1\n");
    lake.load(LOG, 2, "k,v\nb,2\nc,2\n");

    assertThat(query(asOf(night(1)), "SELECT * FROM app.log ORDER BY k"))
        .containsExactly("a|1|null", "b|1|null");
    assertThat(query(asOf(night(2)), "SELECT * FROM app.log ORDER BY k"))
        .containsExactly("a|1|null", "b|2|null", "c|2|null");
  }

  @Test
  void thePipelinesOwnRowsAndAnswersAreAsKnownThen() {
    lake.load(MOVIES, 1, "title,mins\nA,1\nB,x\n");
    lake.load(MOVIES, 2, "title,mins\nA,1\nC,y\n");
    try (LakeView view = lake.engine().view()) {
      for (int night = 1; night <= 2; night++) {
        view.append(
            ANSWERS, new Query("SELECT :at AS asked_at, 7 AS n", Map.of("at", night(night))));
      }
    }

    assertThat(query(asOf(night(1)), "SELECT reason FROM lake.quarantine"))
        .containsExactly("mins: 'x' is not an int");
    assertThat(query(asOf(night(1)), "SELECT asked_at, n FROM analytics.counts"))
        .containsExactly("2022-01-01T02:00:00Z|7");
    assertThat(query(asOf(night(2)), "SELECT count(*) FROM analytics.counts")).containsExactly("2");
  }

  @Test
  void beforeAnythingTablesAreEmptyButHaveTheirColumns() {
    fourNights();
    try (LakeView view = lake.engine().view()) {
      view.append(ANSWERS, new Query("SELECT :at AS asked_at, 7 AS n", Map.of("at", night(1))));
    }

    for (Moment before :
        List.of(asOf(night(1).minusNanos(1_000)), Moment.committedBy(Instant.EPOCH))) {
      assertThat(query(before, LATEST)).isEmpty();
      assertThat(query(before, HISTORY)).isEmpty();
      assertThat(query(before, "SELECT count(k), count(v), count(deleted_at) FROM app.log"))
          .containsExactly("0|0|0");
      assertThat(query(before, "SELECT count(valid_from) FROM app.log_history"))
          .containsExactly("0");
      assertThat(query(before, "SELECT sum(n) FROM analytics.counts")).containsExactly("null");
      assertThat(query(before, "SELECT count(status) FROM lake.loads")).containsExactly("0");
    }
    assertThatThrownBy(() -> query(Moment.NEWEST, "SELECT * FROM app.log"))
        .isInstanceOf(WrongQueryException.class)
        .hasMessageStartingWith("Table app.log is declared but was never loaded.");
  }

  @Test
  void atAVersionAllTablesAreAsTheyStoodWhenItWasCommitted() {
    lake.load(MOVIES, 1, "title,mins\nA,1\n");
    lake.load(LOG, 1, "k,v\na,1\n");
    lake.load(MOVIES, 2, "title,mins\nA,2\n");
    lake.load(LOG, 2, "k,v\na,2\n");

    assertThat(query(Moment.committedWith(MOVIES.name(), 0), LATEST)).containsExactly("A|1|null");
    assertThat(query(Moment.committedWith(MOVIES.name(), 0), "SELECT * FROM app.log")).isEmpty();
    assertThat(query(Moment.committedWith(MOVIES.name(), 1), LATEST)).containsExactly("A|2|null");
    assertThat(query(Moment.committedWith(MOVIES.name(), 1), "SELECT * FROM app.log"))
        .containsExactly("a|1|null");
    try (LakeView view = lake.engine().view(Moment.committedWith(LOG.name(), 1))) {
      assertThat(view.tables())
          .containsExactlyInAnyOrderEntriesOf(Map.of(MOVIES.name(), 1L, LOG.name(), 1L));
      assertThat(view.inputs("SELECT * FROM app.log")).isEqualTo(Map.of(LOG.name(), 1L));
    }
  }

  @Test
  void byATimeAfterEverythingTheLakeIsTheNewest() {
    fourNights();
    assertThat(query(Moment.committedBy(Instant.parse("9999-01-01T00:00:00Z")), LATEST))
        .isEqualTo(query(Moment.NEWEST, LATEST));
    assertThat(query(Moment.committedBy(Instant.MAX), LATEST)).hasSize(5);
  }

  @Test
  void pinnedTablesStayWhereTheyAreAndTheOthersAreTheNewest() {
    fourNights();
    lake.load(LOG, 1, "k,v\na,1\n");
    Moment pinned = Moment.pinned(Map.of(MOVIES.name(), 1L));

    assertThat(query(pinned, "SELECT count(*) FROM app.movies_history")).containsExactly("5");
    assertThat(query(pinned, "SELECT v FROM app.log")).containsExactly("1");
  }

  @Test
  void anOpenViewDoesNotSeeWhatIsCommittedLater() {
    lake.load(MOVIES, 1, "title,mins\nA,1\n");
    try (LakeView view = lake.engine().view(Moment.committedBy(Instant.MAX))) {
      lake.load(MOVIES, 2, "title,mins\nA,2\n");
      assertThat(TestLake.texts(view.query(Query.of(LATEST)))).containsExactly("A|1|null");
    }
  }

  @Test
  void aVersionThatDoesNotExistSaysWhichDo() {
    lake.load(MOVIES, 1, "title,mins\nA,1\n");
    refused(
        Moment.committedWith(MOVIES.name(), 7),
        "There is no version 7 of app.movies. There is only version 0");
    lake.load(MOVIES, 2, "title,mins\nA,2\n");
    refused(
        Moment.committedWith(MOVIES.name(), 7),
        "There is no version 7 of app.movies. There are versions 0 to 1");
    refused(
        Moment.pinned(Map.of(MOVIES.name(), -1L)),
        "There is no version -1 of app.movies. There are versions 0 to 1");
    refused(
        Moment.committedWith(LOG.name(), 0), "There is no version 0 of app.log: it has none yet");
    refused(
        Moment.committedWith(TableName.parse("app.movie"), 0),
        "There is no table 'app.movie'. Did you mean 'app.movies'?");
  }

  private void refused(Moment moment, String message) {
    assertThatThrownBy(() -> lake.engine().view(moment))
        .isInstanceOf(WrongUsageException.class)
        .hasMessage(message);
  }

  @Test
  void rowsAsKeptAreWhatAppendingThemKeeps() {
    lake.load(MOVIES, 1, "title,mins\nA,1\nB,2\n");
    Query query =
        Query.of(
            "SELECT sum(mins) AS total, count(*) AS n, avg(mins) AS mean, max(title) AS title"
                + " FROM app.movies");
    try (LakeView view = lake.engine().view()) {
      List<String> kept = TestLake.texts(view.asKept(ANSWERS, query));
      assertThat(view.tables()).doesNotContainKey(ANSWERS);
      view.append(ANSWERS, query);

      assertThat(kept).isEqualTo(lake.query("SELECT * FROM analytics.counts"));
      assertThat(TestLake.texts(view.asKept(ANSWERS, query))).isEqualTo(kept);
    }
  }

  @Test
  void aRecordIsFoundInItsDelivery() {
    Delivery delivery =
        lake.deliver(MOVIES, 1, "title,mins\nA,1\nB,x\n\"C, too\",3\nA,1\nD,4,more\nD,4\nD,5\n");

    assertThat(position(MOVIES, delivery, "A")).hasValue(4);
    assertThat(position(MOVIES, delivery, "C, too")).hasValue(3);
    assertThat(position(MOVIES, delivery, "D")).as("behind a broken line").hasValue(7);
    assertThat(position(MOVIES, delivery, "B")).isEmpty();
    assertThat(position(MOVIES, delivery, "Z")).isEmpty();
  }

  private OptionalLong position(TableDefinition table, Delivery delivery, Object... key) {
    return lake.engine().position(table, delivery, List.of(key));
  }

  @Test
  void valuesOfEveryTypeCanBeBoundAndNameARecord() {
    TableDefinition all =
        csv(
            "app.all",
            Contains.EVERYTHING,
            List.of("s", "i", "x", "b", "d", "t", "n"),
            "s:string",
            "i:int",
            "x:double",
            "b:boolean",
            "d:date",
            "t:timestamp",
            "n:decimal(9,2)");
    Delivery delivery =
        lake.deliver(
            all,
            1,
            "s,i,x,b,d,t,n\no'clock,1,0.1,true,2021-01-02,2021-01-02T03:04:05.123456Z,1.50\n");
    List<Object> key =
        List.of(
            "o'clock",
            1L,
            0.1,
            true,
            LocalDate.parse("2021-01-02"),
            Instant.parse("2021-01-02T03:04:05.123456Z"),
            new BigDecimal("1.5"));

    assertThat(lake.engine().position(all, delivery, key)).hasValue(1);
    for (Object value : key) {
      assertThat(lake.query(new Query("SELECT :value = :value", Map.of("value", value))))
          .containsExactly("true");
    }
    for (List<Object> list :
        List.of(
            List.<Object>of("a", "b"),
            List.<Object>of(1L),
            List.<Object>of(0.5, 1.0),
            List.<Object>of(true),
            List.<Object>of(LocalDate.parse("2021-01-02")),
            List.<Object>of(Instant.parse("2021-01-02T03:04:05Z")),
            List.<Object>of(new BigDecimal("1.25")),
            Arrays.<Object>asList(null, "it's"))) {
      assertThat(lake.query(new Query("SELECT :list", Map.of("list", list))))
          .containsExactly(
              list.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]")));
    }
  }
}
