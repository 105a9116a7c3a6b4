package dev.bookreel.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableProblemsTest {
  private static final String FILE = "lake/tables/vendor/books.yaml";

  private Project project;

  @BeforeEach
  void start(@TempDir Path parent) {
    project = new Project(parent);
  }

  @Test
  void anUnknownKeyNamesTheNearestAndIsNotMissingToo() {
    project.table("columns:", "colums:");
    assertProblems(":7: Unknown key 'colums'. Did you mean 'columns'?");
  }

  @Test
  void anUnknownKeyWithoutANearOneListsAll() {
    project.table("columns:", "colour: red\ncolumns:");
    assertProblems(
        ":7: Unknown key 'colour'. There are: table, description, delivery, format, contains, key,"
            + " columns, checks, max_deleted, max_changed, max_inflated.");
  }

  @Test
  void everyMissingKeyIsNamed() {
    project.write("tables/vendor/books.yaml", "checks: {}\n");
    assertProblems(
        ":1: Key 'table' is missing. Add table: vendor.books.",
        ":1: Key 'description' is missing. Say what the table holds.",
        ":1: Key 'delivery' is missing. Name the file within a source, for example"
            + " vendor/authors.json.",
        ":1: Key 'format' is missing. Add format: json, or format: csv.",
        ":1: Key 'contains' is missing. Add contains: everything, or contains: changes.",
        ":1: Key 'key' is missing. Name the columns that identify a record: key: [name].",
        ":1: Key 'columns' is missing. Name the columns and their types.");
  }

  @Test
  void aKeyThatIsThereTwiceNamesBothLines() {
    project.table("format: json", "format: json\nformat: csv");
    assertProblems(
        ":5: Key 'format' is there twice, first in line 4. Remove or rename one of them.");
  }

  @Test
  void aColumnThatIsThereTwiceNamesBothLines() {
    project.table("  name: string", "  name: string\n  name: int");
    assertProblems(":9: Key 'name' is there twice, first in line 8. Remove or rename one of them.");
  }

  @Test
  void aKeyThatIsNoWordIsRefused() {
    project.table("format: json", "format: json\n[a]: b");
    assertProblems(":5: A key is not a single word. Write 'key: value'.");
  }

  @Test
  void wrongTypesOfValuesAreRefused() {
    project
        .table("description: Books.", "description: 5")
        .write(
            "tables/vendor/movies.yaml",
            """
            table: [vendor.movies]
            description: { is: wrong }
            delivery: vendor/movies.json
            format:
            contains: " "
            key: title
            columns: [title]
            checks: { one: { that: yes, otherwise: warn } }
            max_deleted: [1]
            """);
    assertThat(project.problems())
        .containsExactly(
            FILE + ":2: 'description' is 5, which YAML does not take for a text. Put it in quotes.",
            "lake/tables/vendor/movies.yaml:1: 'table' is a list. Write a text.",
            "lake/tables/vendor/movies.yaml:2: 'description' is a mapping. Write a text.",
            "lake/tables/vendor/movies.yaml:4: 'format' has no value. Give it one, or remove it.",
            "lake/tables/vendor/movies.yaml:5: 'contains' is empty. Give it a value, or remove it.",
            "lake/tables/vendor/movies.yaml:6: 'key' is a single value. Write a list: [one, two].",
            "lake/tables/vendor/movies.yaml:7: 'columns' is a list. Write a mapping: one"
                + " 'name: value' a line, indented.",
            "lake/tables/vendor/movies.yaml:9: 'max_deleted' is a list. Write a single value.");
  }

  @Test
  void entriesOfListsAreTexts() {
    project.table("key: [name]", "key: [name, 5, ~, [pages]]");
    assertProblems(
        ":6: An entry of 'key' is a list. Write a single value.",
        ":6: An entry of 'key' is 5, which YAML does not take for a text. Put it in quotes.",
        ":6: An entry of 'key' is empty, which YAML does not take for a text. Put it in quotes.");
  }

  @Test
  void theTableIsTheOneThatTheFilesPlaceSays() {
    project.table("vendor.books\n", "vendor.novels\n");
    assertProblems(
        ":1: Table 'vendor.novels' is declared in the file of vendor.books. Write table:"
            + " vendor.books, or move the file.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/vendor/books.json", "../books.json", "a/../b", "a//b", "./a", "a\\b", "C:/a"})
  void aDeliveryIsAPathWithinItsSource(String delivery) {
    project.table("vendor/books.json", delivery);
    assertProblems(
        ":3: Delivery '"
            + delivery
            + "' is not a path within a source. Write it relative, with forward slashes and"
            + " without '..', like vendor/authors.json.");
  }

  @Test
  void formatContainsAndOtherwiseAreOneOfAFewWords() {
    project.write(
        "tables/vendor/books.yaml",
        Project.TABLE.replace("json\nc", "jsn\nc").replace("everything", "all")
            + "checks: { long: { that: pages > 9, otherwise: warm } }\n");
    assertProblems(
        ":4: 'jsn' is no format that exists. Did you mean 'json'?",
        ":5: 'all' is no contains that exists. There are: everything, changes.",
        ":10: 'warm' is no otherwise that exists. Did you mean 'warn'?");
  }

  @Test
  void theKeyNamesColumnsOnce() {
    project.table("key: [name]", "key: [name, nam, name]");
    assertProblems(
        ":6: The key names 'nam', which is no column. Did you mean 'name'?",
        ":6: The key names 'name' twice. Remove one of them.");
  }

  @Test
  void theKeyIsNotEmpty() {
    project.table("key: [name]", "key: []");
    assertProblems(":6: The key is empty. Name the columns that identify a record.");
  }

  @Test
  void thereAreColumns() {
    project.table(
        "columns:\n  name: string\n  pages: { type: int, from: facts.pages }", "columns: {}");
    assertProblems(
        ":6: The key names 'name', which is no column. There are: .",
        ":7: 'columns' names none. Add one, for example name: string.");
  }

  @Test
  void namesOfColumnsAndChecksAreLowerCaseWords() {
    project.write(
        "tables/vendor/books.yaml",
        Project.TABLE + "  Size: int\nchecks: { is-long: { that: pages > 9, otherwise: warn } }\n");
    assertProblems(
        ":10: 'Size' cannot be a column's name. Write lower-case letters, digits and underscores,"
            + " beginning with a letter.",
        ":11: 'is-long' cannot be a check's name. Write lower-case letters, digits and underscores,"
            + " beginning with a letter.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"valid_from", "valid_to", "is_latest", "deleted_at"})
  void reservedColumnNamesAreRefused(String name) {
    project.table("  pages:", "  " + name + ":");
    assertProblems(
        ":9: Column name '" + name + "' is reserved. Every history has it. Rename yours.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rowid", "filename", "file_row_number"})
  void columnNamesThatWouldHideARowsPlaceAreRefused(String name) {
    project.table("  pages:", "  " + name + ":");
    assertProblems(
        ":9: Column name '%s' is reserved. SQL knows a row's place by it. Rename yours, with from: %s."
            .formatted(name, name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "strng | Did you mean 'string'?",
        "varchar(20) | Write one of: string, int, long, double, boolean, date, timestamp,"
            + " decimal(18,2), array<string>.",
      })
  void unknownTypesAreRefused(String type, String fix) {
    project.table("name: string", "name: " + type);
    assertProblems(":8: Unknown type '" + type + "'. " + fix);
  }

  @Test
  void aTypeCutAtItsCommaIsToBePutInQuotes() {
    project.table("type: int", "type: decimal(18,2)");
    assertProblems(
        ":9: Unknown key '2)'. There are: type, from, drop.",
        ":9: Unknown type 'decimal(18'. Put a type with a comma in quotes: \"decimal(18,2)\".");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "facts..pages | A path needs a field name between its dots.",
        "a[].b[].c | A path can go into one array only ('[]' once).",
        "facts[0].pages | Brackets stand only behind an array's name, and are empty: books[].title.",
      })
  void badPathsAreRefused(String path, String fix) {
    project.table("from: facts.pages", "from: \"" + path + "\"");
    assertProblems(":9: '" + path + "' is not a path. " + fix);
  }

  @Test
  void bracketsGoWithArrays() {
    project.table(
        "{ type: int, from: facts.pages }",
        "{ type: int, from: \"facts[].pages\" }\n  shops: { type: array<int>, from: shops.id }");
    assertProblems(
        ":9: Column 'pages' is no array, but its path 'facts[].pages' goes into one. Make it an"
            + " array, for example array<string>, or remove the [].",
        ":10: Column 'shops' is an array, but its path 'shops.id' goes into none. Write [] behind"
            + " the array's name.");
  }

  @Test
  void onlyElementsOfArraysCanBeDropped() {
    project.table("from: facts.pages", "drop: [0]");
    assertProblems(
        ":9: Column 'pages' has 'drop' but is no array. Remove it: only elements of arrays can be"
            + " dropped.");
  }

  @Test
  void csvHasNoArrays() {
    project.write(
        "tables/vendor/books.yaml",
        Project.TABLE.replace("format: json", "format: csv") + "  tags: array<string>\n");
    assertProblems(
        ":10: Column 'tags' is an array, but CSV has none. Make it a string, or deliver JSON.");
  }

  @Test
  void aColumnNeedsAType() {
    project.table("type: int, from", "form");
    assertProblems(
        ":9: Unknown key 'form'. Did you mean 'from'?",
        ":9: Key 'type' is missing. Add one, for example type: string.");
  }

  @Test
  void aCheckNeedsItsConditionAndItsAction() {
    project.write("tables/vendor/books.yaml", Project.TABLE + "checks:\n  long: {}\n");
    assertProblems(
        ":11: Key 'that' is missing. Write a SQL condition on the columns, for example pages > 0.",
        ":11: Key 'otherwise' is missing. Add otherwise: warn, quarantine or fail.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "1.5", "130 %", "-0.1", "a third", "3e-1"})
  void limitsOfTheBreakerAreShares(String share) {
    project.table("key:", "max_deleted: " + share + "\nmax_changed: " + share + "\nkey:");
    String reason =
        "' is no share of the records. Write a percentage such as 30 %, or a number from 0 to 1 such"
            + " as 0.3.";
    assertProblems(":6: max_deleted '" + share + reason, ":7: max_changed '" + share + reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"64", "0 GB", "1.5 GB", "64 gb", "64 GiB", "-1 MB", "1000000 TB", "large"})
  void maxInflatedIsASize(String size) {
    project.table("key:", "max_inflated: " + size + "\nkey:");
    assertProblems(
        ":6: max_inflated '"
            + size
            + "' is no size. Write a whole number with B, KB, MB, GB or TB, such as 64 GB.");
  }

  @Test
  void twoTablesOfOneSourceDoNotShareADelivery() {
    project.write(
        "tables/vendor/novels.yaml", Project.TABLE.replace("vendor.books", "vendor.novels"));
    assertThat(project.problems())
        .containsExactly(
            "lake/tables/vendor/novels.yaml:3: vendor.novels has the same delivery as vendor.books."
                + " Give each table its own file, or its own source.");
  }

  @Test
  void tablesOfDifferentSourcesMayShareADeliverysPath() {
    project
        .write("tables/other/books.yaml", Project.TABLE.replace("vendor.books", "other.books"))
        .lake(
            "  here: { kind: directory, path: samples }",
            """
              here: { kind: directory, path: samples, tables: [vendor.*] }
              there: { kind: directory, path: others, tables: [other.books] }
            """
                .stripTrailing());
    assertThat(project.problems()).isEmpty();
  }

  private void assertProblems(String... problems) {
    assertThat(project.problems())
        .containsExactly(Arrays.stream(problems).map(FILE::concat).toArray(String[]::new));
  }
}
