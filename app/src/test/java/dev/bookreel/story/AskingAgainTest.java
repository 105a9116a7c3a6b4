package dev.bookreel.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.Parameter;
import dev.bookreel.definition.Question;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.Query;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.pipeline.Again;
import dev.bookreel.pipeline.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Asking of the past, and computing an answer of the past again. */
class AskingAgainTest {
  private static final TableName MOVIES = TableName.parse("stream.movies");
  private static final Question LONG_MOVIES =
      longMovies(
          "SELECT title, duration_mins AS mins, duration_mins / 3 AS third, sum(size_mb) AS size"
              + " FROM stream.movies WHERE duration_mins >= :at_least AND deleted_at IS NULL"
              + " GROUP BY title, duration_mins ORDER BY mins DESC -- longest first");

  @TempDir Path directory;

  @TempDir(factory = LakeFolders.class, cleanup = CleanupMode.NEVER)
  Path lake;

  private Project project;
  private Source source;

  private static Question longMovies(String sql) {
    return new Question(
        "long-movies",
        "Which movies are long?",
        "Lists them.",
        List.of(new Parameter("at_least", Parameter.Type.INT, "2")),
        sql);
  }

  @BeforeEach
  void loadTwoNights() {
    project = Project.ofFewRecords(lake, new TickingClock());
    source = new Source(directory.resolve("source"), project);
    source.deliversMovies(1, "A,1", "B,2", "C,3");
    project.load("stream.movies");
    source.deliversMovies(2, "A,1", "B,22", "C,3", "D,");
    project.load("stream.movies");
  }

  @AfterEach
  void closeLake() {
    project.close();
  }

  private static Moment asOf(int night) {
    return Moment.NEWEST.asOf(Optional.of(Source.night(night)));
  }

  private Answer ask(Moment moment, Question question) {
    return ask(moment, Map.of(), question);
  }

  private Answer ask(Moment moment, Map<String, String> parameters, Question question) {
    var asked = project.ask(moment, parameters, question);
    assertThat(asked.failures()).isEmpty();
    return asked.answers().get(0);
  }

  private static List<Object> titles(Answer answer) {
    return answer.rows().stream().map(row -> row.get(0)).toList();
  }

  @Test
  void anAnswerAsOfANightIsKeptBesideTodaysAndFoundAgain() throws IOException {
    Answer today = ask(Moment.NEWEST, LONG_MOVIES);
    Answer then = ask(asOf(1), LONG_MOVIES);
    List<String> before = LakeFiles.of(lake);

    assertThat(titles(today)).containsExactly("B", "C");
    assertThat(titles(then)).containsExactly("C", "B");
    assertThat(then.isNew()).isTrue();
    assertThat(then.asOf()).contains(Source.night(1));
    assertThat(ask(asOf(1), LONG_MOVIES).isNew()).isFalse();
    assertThat(ask(Moment.NEWEST, LONG_MOVIES).askedAt()).isEqualTo(today.askedAt());
    assertThat(LakeFiles.of(lake)).isEqualTo(before);
    assertThat(project.query("SELECT DISTINCT inputs FROM analytics.long_movies ORDER BY 1"))
        .containsExactly(
            "{\"as_of\":\"2022-01-01T02:00:00Z\",\"stream.movies\":1}", "{\"stream.movies\":1}");
  }

  @Test
  void anAnswerAtAVersionIsTheOneThatWasGivenOnIt() {
    Answer then = ask(Moment.committedWith(MOVIES, 0), LONG_MOVIES);

    assertThat(titles(then)).containsExactly("C", "B");
    assertThat(then.inputs()).isEqualTo(Map.of(MOVIES, 0L));
    assertThat(ask(Moment.pinned(Map.of(MOVIES, 0L)), LONG_MOVIES).askedAt())
        .isEqualTo(then.askedAt());
  }

  @Test
  void beforeAnythingAQuestionHasItsAnswerOfNothing() {
    assertThat(ask(asOf(-1), LONG_MOVIES).rows()).isEmpty();
    assertThat(ask(Moment.committedBy(Instant.EPOCH), LONG_MOVIES).rows()).isEmpty();
  }

  private Again again(Question question, Instant askedAt) {
    List<Again> again = project.askAgain(question, askedAt, Map.of());
    assertThat(again).hasSize(1);
    return again.get(0);
  }

  @Test
  void anAnswerComputedAgainIsTheSameAndWritesNothing() throws IOException {
    Answer recorded = ask(Moment.NEWEST, LONG_MOVIES);
    List<String> before = LakeFiles.of(lake);
    Again again = again(LONG_MOVIES, recorded.askedAt());

    assertThat(again.isSame()).isTrue();
    assertThat(again.rows()).isEqualTo(recorded.rows()).hasSize(2);
    assertThat(again.moved()).isEmpty();
    assertThat(again.sqlHasChanged()).isFalse();
    assertThat(LakeFiles.of(lake)).isEqualTo(before);
  }

  @Test
  void itIsTheSameAfterFurtherLoadsAndARebuildAndSaysWhatMoved() {
    Answer recorded = ask(Moment.NEWEST, LONG_MOVIES);
    Answer asOf = ask(asOf(1), LONG_MOVIES);
    source.deliversMovies(3, "A,1", "B,222", "C,33", "D,4");
    project.load("stream.movies");
    project.rebuild("stream.movies");

    for (Answer answer : List.of(recorded, asOf)) {
      Again again = again(LONG_MOVIES, answer.askedAt());
      assertThat(again.isSame()).isTrue();
      assertThat(again.recorded()).isEqualTo(answerFoundAgain(answer));
      assertThat(again.moved()).containsExactly(new Again.Moved(MOVIES, 1, 3));
    }
  }

  /** Compacting changes no row, but makes a version: the answer's own versions are still there. */
  @Test
  void itIsTheSameAfterItsTableWasCompacted() {
    source.deliversMovies(3, "A,1", "B,222", "C,33", "D,4");
    project.load("stream.movies");
    Answer recorded = ask(Moment.NEWEST, LONG_MOVIES);
    Answer asOf = ask(asOf(1), LONG_MOVIES);
    assertThat(project.engine().compact(MOVIES)).isPresent();

    for (Answer answer : List.of(recorded, asOf)) {
      Again again = again(LONG_MOVIES, answer.askedAt());
      assertThat(again.isSame()).isTrue();
      assertThat(again.recorded()).isEqualTo(answerFoundAgain(answer));
      assertThat(again.moved()).containsExactly(new Again.Moved(MOVIES, 2, 3));
    }
    Answer today = ask(Moment.NEWEST, LONG_MOVIES);
    assertThat(today.isNew()).isTrue();
    assertThat(today.rows()).isEqualTo(recorded.rows());
  }

  private static Answer answerFoundAgain(Answer answer) {
    return new Answer(
        answer.question(),
        answer.parameters(),
        answer.inputs(),
        answer.asOf(),
        answer.askedAt(),
        false,
        answer.columns(),
        answer.rows());
  }

  @Test
  void recordedParametersCountAndGivenOnesSelect() {
    Answer three = ask(Moment.NEWEST, Map.of("at_least", "3"), LONG_MOVIES);

    assertThat(again(LONG_MOVIES, three.askedAt()).rows()).hasSize(2);
    assertThat(project.askAgain(LONG_MOVIES, three.askedAt(), Map.of("at_least", "3"))).hasSize(1);
    assertThatThrownBy(
            () -> project.askAgain(LONG_MOVIES, three.askedAt(), Map.of("at_least", "2")))
        .isInstanceOf(WrongUsageException.class)
        .hasMessage(
            "long-movies was not answered at %s with those parameters, but with: {at_least=3}"
                .formatted(three.askedAt()));
  }

  @Test
  void severalAnswersOfOneInstantAreAllComputed() {
    Answer recorded = ask(Moment.NEWEST, LONG_MOVIES);
    insertAnswer(recorded.askedAt(), "{\"at_least\":\"3\"}", "{\"stream.movies\":0}", "C", 3);

    List<Again> both = project.askAgain(LONG_MOVIES, recorded.askedAt(), Map.of());
    assertThat(both).hasSize(2);
    assertThat(project.askAgain(LONG_MOVIES, recorded.askedAt(), Map.of("at_least", "3")))
        .extracting(it -> it.recorded().inputs())
        .containsExactly(new TreeMap<>(Map.of(MOVIES, 0L)));
  }

  private void insertAnswer(
      Instant askedAt, String parameters, String inputs, String title, long mins) {
    try (LakeView view = project.engine().view()) {
      view.append(
          LONG_MOVIES.answers(),
          new Query(
              """
              SELECT :at AS asked_at, :parameters AS parameters, :inputs AS inputs,
                (SELECT max(sql_sha256) FROM analytics.long_movies) AS sql_sha256,
                'title,mins,third,size' AS answer_columns, 1::bigint AS answer_row,
                :title AS title, :mins::int AS mins, :mins / 3 AS third, 1::decimal(38, 0) AS size
              """,
              Map.of(
                  "at",
                  askedAt,
                  "parameters",
                  parameters,
                  "inputs",
                  inputs,
                  "title",
                  title,
                  "mins",
                  mins)));
    }
  }

  @Test
  void anAnswerThatIsNotTheSameIsShownWithWhatWasComputed() {
    ask(Moment.NEWEST, LONG_MOVIES);
    Instant forged = Instant.parse("2022-03-01T00:00:00Z");
    insertAnswer(forged, "{\"at_least\":\"3\"}", "{\"stream.movies\":0}", "C", 4);
    Again again = again(LONG_MOVIES, forged);

    assertThat(again.isSame()).isFalse();
    assertThat(again.recorded().rows().get(0)).startsWith("C", 4);
    assertThat(again.rows().get(0)).startsWith("C", 3);
  }

  @Test
  void aQuestionThatHasChangedSinceSaysSo() {
    Answer recorded = ask(Moment.NEWEST, LONG_MOVIES);
    Again reworded = again(longMovies(LONG_MOVIES.sql() + " - really"), recorded.askedAt());
    Again another =
        again(
            longMovies("SELECT title FROM stream.movies WHERE duration_mins > :at_least"),
            recorded.askedAt());

    assertThat(reworded.sqlHasChanged()).isTrue();
    assertThat(reworded.isSame()).isTrue();
    assertThat(another.sqlHasChanged()).isTrue();
    assertThat(another.isSame()).isFalse();
    assertThat(another.columns()).containsExactly("title");
  }

  @Test
  void anInstantWithoutAnAnswerNamesTheNearest() {
    assertThatThrownBy(() -> again(LONG_MOVIES, Source.night(1)))
        .isInstanceOf(WrongUsageException.class)
        .hasMessage("long-movies was not answered at 2022-01-01T02:00:00Z. It was never answered");

    Instant first = ask(Moment.NEWEST, LONG_MOVIES).askedAt();
    Instant second = ask(asOf(1), LONG_MOVIES).askedAt();
    assertThatThrownBy(() -> again(LONG_MOVIES, second.plusMillis(1)))
        .isInstanceOf(WrongUsageException.class)
        .hasMessage(
            "long-movies was not answered at %s. Answers nearest to that: %s, %s"
                .formatted(second.plusMillis(1), second, first));
  }

  @Test
  void aVersionThatTheLogNoLongerHasIsNamed() {
    ask(Moment.NEWEST, LONG_MOVIES);
    Instant forged = Instant.parse("2022-03-01T00:00:00Z");
    insertAnswer(forged, "{\"at_least\":\"3\"}", "{\"stream.movies\":7}", "C", 4);

    assertThatThrownBy(() -> again(LONG_MOVIES, forged))
        .isInstanceOf(LakeException.class)
        .isNotInstanceOf(WrongUsageException.class)
        .hasMessage(
            "Cannot compute the answer of 2022-03-01T00:00:00Z to long-movies again: There is no"
                + " version 7 of stream.movies. There are versions 0 to 1");
  }
}
