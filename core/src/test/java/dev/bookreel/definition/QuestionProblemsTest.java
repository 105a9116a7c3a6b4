package dev.bookreel.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionProblemsTest {
  private Project project;

  @BeforeEach
  void start(@TempDir Path parent) {
    project = new Project(parent);
  }

  @Test
  void aQuestionBeginsWithAHeader() {
    project.write("questions/long-books.sql", "select 1\n");
    assertProblems(":1: The file does not begin with a header. Begin it with '-- title: ...'.");
  }

  @Test
  void titleAndDescriptionAreNeeded() {
    project.write("questions/long-books.sql", "-- titel: Why?\n\nselect 1\n");
    assertProblems(
        ":1: Unknown key 'titel'. Did you mean 'title'?",
        ":1: Key 'description' is missing. Say what exactly is counted.");
  }

  @Test
  void theHeaderIsAMapping() {
    project.write("questions/long-books.sql", "-- Counts long books\nselect 1\n");
    assertProblems(":1: This is no mapping. Write 'key: value' lines.");
  }

  @Test
  void anEmptyHeaderIsNone() {
    project.write("questions/long-books.sql", "--\nselect 1\n");
    assertProblems(":1: There is no YAML here. Write 'key: value' lines.");
  }

  @Test
  void aMistakeInTheHeaderIsInItsLineOfTheFile() {
    project.question("-- parameters:", "-- parameters: {");
    assertProblems(
        ":5: Not valid YAML: expected ',' or '}', but got <stream end>. Check indentation,"
            + " quotes and brackets here and in the lines before.");
  }

  @Test
  void thereIsSqlBelowTheHeader() {
    project.write("questions/long-books.sql", "-- title: Why?\n-- description: Because.\n\n;\n");
    assertProblems(":3: There is no SQL. Write a query below the header.");
  }

  @Test
  void parametersAreDeclared() {
    project.question(
        "where pages >= :pages", "where\n  pages >= :page and pages < :limit or :limit");
    assertProblems(
        ":4: The SQL does not use parameter 'pages'. Remove it, or write :pages in the SQL.",
        ":7: The SQL uses :page, which the header does not declare. Did you mean :pages?",
        ":7: The SQL uses :limit, which the header does not declare. Declare it: -- parameters: {"
            + " name: { type: ..., default: ... } }.");
  }

  @Test
  void aParametersTypeExists() {
    project.question("type: int", "type: integer");
    assertProblems(
        ":4: 'integer' is no type of a parameter that exists. There are: string, int, double,"
            + " month, timestamp.");
  }

  @Test
  void aParameterNeedsItsTypeAndItsDefault() {
    project.question("{ type: int, default: 500 }", "{}");
    assertProblems(
        ":4: Key 'type' is missing. Parameter 'pages' needs one, for example type: month.",
        ":4: Key 'default' is missing. Parameter 'pages' needs one, so that the question can be"
            + " run.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int | many | a whole number, such as 12",
        "double | half | a number, such as 0.5",
        "double | 1e400 | a number, such as 0.5",
        "month | 2021-13 | a month, such as 2021-12",
        "timestamp | yesterday | a day or a time, such as 2021-12-25, 2021-12-25 07:00 or"
            + " 2021-12-25T07:00:00+01:00",
      })
  void aDefaultFitsItsType(String type, String value, String right) {
    project.question("type: int, default: 500", "type: " + type + ", default: " + value);
    assertProblems(":4: The default of parameter 'pages' is '" + value + "'. Write " + right + ".");
  }

  @Test
  void aParametersNameIsALowerCaseWord() {
    project.write("questions/long-books.sql", Project.QUESTION.replace("pages:", "Pages:"));
    assertProblems(
        ":4: 'Pages' cannot be a parameter's name. Write lower-case letters, digits and"
            + " underscores, beginning with a letter.",
        ":4: The SQL does not use parameter 'Pages'. Remove it, or write :Pages in the SQL.",
        ":6: The SQL uses :pages, which the header does not declare. Did you mean :Pages?");
  }

  @Test
  void anIdIsLowerCaseWordsJoinedByHyphens() {
    project.write("questions/Long_Books.sql", Project.QUESTION);
    assertThat(project.problems())
        .containsExactly(
            "lake/questions/Long_Books.sql:1: 'Long_Books' cannot be a question's id. Write"
                + " lower-case words of letters and digits, joined by hyphens.");
  }

  @Test
  void aQuestionLiesDirectlyAmongTheQuestions() {
    project.write("questions/old/long-books.sql", Project.QUESTION);
    assertThat(project.problems())
        .containsExactly(
            "lake/questions/old/long-books.sql:1: The file is not in the place of a question. Move"
                + " it to questions/<id>.sql.");
  }

  private void assertProblems(String... problems) {
    assertThat(project.problems())
        .containsExactly(
            Arrays.stream(problems)
                .map("lake/questions/long-books.sql"::concat)
                .toArray(String[]::new));
  }
}
