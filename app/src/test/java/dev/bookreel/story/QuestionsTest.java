package dev.bookreel.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.Parameter;
import dev.bookreel.definition.Question;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.pipeline.Answer;
import dev.bookreel.pipeline.AskReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a question is answered anew, and what its gold table keeps. */
class QuestionsTest {
  private static final String SQL =
      """
      SELECT title, duration_mins AS mins FROM stream.movies
      WHERE duration_mins >= :at_least ORDER BY title -- longest last""";
  private static final Question LONG_MOVIES = longMovies(SQL);
  private static final Question BOOKS =
      new Question(
          "books", "Books?", "Counts them.", List.of(), "SELECT count(*) AS n FROM vendor.books");
  private static final Question PAGES =
      new Question(
          "pages", "Pages?", "Adds them.", List.of(), "SELECT sum(pages) AS n FROM vendor.books");

  @TempDir Path directory;
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
  void loadMovies() {
    project = Project.ofFewRecords(directory.resolve("lake"), new TickingClock());
    source = new Source(directory.resolve("source"), project);
    source.deliversMovies(1, "A,1", "B,2", "C,3");
    project.load("stream.movies");
  }

  @AfterEach
  void closeLake() {
    project.close();
  }

  private Answer answer(Map<String, String> parameters, Question question) {
    AskReport asked = project.ask(parameters, question);
    assertThat(asked.failures()).isEmpty();
    assertThat(asked.answers()).hasSize(1);
    return asked.answers().get(0);
  }

  @Test
  void theSameAgainIsAnsweredFromTheGoldTableAndWritesNothing() throws IOException {
    Answer first = answer(Map.of(), LONG_MOVIES);
    List<String> before = LakeFiles.of(directory);
    Answer again = answer(Map.of("at_least", "2"), LONG_MOVIES);

    assertThat(first.isNew()).isTrue();
    assertThat(first.rows()).containsExactly(List.of("B", 2), List.of("C", 3));
    assertThat(again)
        .isEqualTo(
            new Answer(
                LONG_MOVIES,
                first.parameters(),
                first.inputs(),
                Optional.empty(),
                first.askedAt(),
                false,
                List.of("title", "mins"),
                first.rows()));
    assertThat(LakeFiles.of(directory)).isEqualTo(before);
  }

  @Test
  void otherParametersAndOtherInputsAreOtherAnswers() {
    answer(Map.of(), LONG_MOVIES);
    assertThat(answer(Map.of("at_least", "3"), LONG_MOVIES).rows())
        .containsExactly(List.of("C", 3));
    source.deliversMovies(2, "A,1", "B,2", "C,33");
    project.load("stream.movies");
    assertThat(answer(Map.of("at_least", "3"), LONG_MOVIES).rows())
        .containsExactly(List.of("C", 33));

    assertThat(
            project.query(
                "SELECT parameters, inputs, answer_row, title, mins FROM analytics.long_movies"
                    + " ORDER BY asked_at, answer_row"))
        .containsExactly(
            "{\"at_least\":\"2\"}|{\"stream.movies\":0}|1|B|2",
            "{\"at_least\":\"2\"}|{\"stream.movies\":0}|2|C|3",
            "{\"at_least\":\"3\"}|{\"stream.movies\":0}|1|C|3",
            "{\"at_least\":\"3\"}|{\"stream.movies\":1}|1|C|33");
  }

  @Test
  void aChangedQuestionIsAnsweredAnewAndShowsItsOwnColumnsOnly() {
    Answer before = answer(Map.of(), LONG_MOVIES);
    Question changed =
        longMovies(
            "SELECT count(*) AS movies, max(title) AS title FROM stream.movies"
                + " WHERE duration_mins >= :at_least");
    Answer after = answer(Map.of(), changed);

    assertThat(after.isNew()).isTrue();
    assertThat(after.firstRow()).containsExactly(Map.entry("movies", 2L), Map.entry("title", "C"));
    assertThat(answer(Map.of(), changed).firstRow()).isEqualTo(after.firstRow());
    assertThat(answer(Map.of(), LONG_MOVIES).rows()).isEqualTo(before.rows());
  }

  @Test
  void anAnswerWithoutRowsIsAnAnswer() throws IOException {
    Answer none = answer(Map.of("at_least", "4"), LONG_MOVIES);
    List<String> before = LakeFiles.of(directory);
    Answer again = answer(Map.of("at_least", "4"), LONG_MOVIES);

    assertThat(none.isNew()).isTrue();
    assertThat(none.columns()).containsExactly("title", "mins");
    assertThat(none.rows()).isEmpty();
    assertThat(again.isNew()).isFalse();
    assertThat(again.rows()).isEmpty();
    assertThat(LakeFiles.of(directory)).isEqualTo(before);
  }

  @Test
  void anUnknownParameterIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> project.ask(Map.of("at_leest", "3"), LONG_MOVIES))
        .isInstanceOf(WrongUsageException.class)
        .hasMessage("No question asked has a parameter 'at_leest'. Did you mean 'at_least'?");
    assertThatThrownBy(() -> project.ask(Map.of("month", "3"), BOOKS))
        .isInstanceOf(WrongUsageException.class)
        .hasMessage("No question asked has parameters, so 'month' cannot be set");
  }

  @Test
  void aValueThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> project.ask(Map.of("at_least", "many"), LONG_MOVIES))
        .isInstanceOf(WrongUsageException.class)
        .hasMessage(
            "long-movies: Parameter 'at_least' cannot be 'many': it is a whole number, such as 12");
  }

  @Test
  void questionsOnATableThatWasNeverLoadedFailAlone() {
    AskReport asked = project.ask(Map.of(), BOOKS, LONG_MOVIES, PAGES);

    String never =
        "Table vendor.books is declared but was never loaded. Run 'bookreel run', or 'bookreel fetch"
            + " vendor.books' and 'bookreel load vendor.books'";
    assertThat(asked.failures()).isEqualTo(Map.of("books", never, "pages", never));
    assertThat(asked.answers()).extracting(Answer::question).containsExactly(LONG_MOVIES);
  }

  @Test
  void aColumnWithoutAProperNameFailsItsQuestionWithAHint() {
    Question counting =
        longMovies("SELECT count(*) FROM stream.movies WHERE duration_mins > :at_least");

    assertThat(project.ask(Map.of(), counting).failures())
        .isEqualTo(
            Map.of(
                "long-movies",
                "Column 'count_star()' of analytics.long_movies cannot be kept: Delta allows no"
                    + " column name with one of ' ,;{}()=' or a line break or tab. Give it a name"
                    + " with AS"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Asked_At", "parameters", "inputs", "sql_sha256", "answer_columns", "answer_row"})
  void aColumnThatEveryAnswerHasItselfFailsItsQuestionWithAHint(String name) {
    Question counting =
        longMovies(
            "SELECT count(*) AS %s FROM stream.movies WHERE duration_mins > :at_least"
                .formatted(name));

    assertThat(project.ask(Map.of(), counting).failures())
        .isEqualTo(
            Map.of(
                "long-movies",
                "Column '%s' of analytics.long_movies cannot be kept: every answer has one of that name itself. Give it another name with AS"
                    .formatted(name)));
  }
}
