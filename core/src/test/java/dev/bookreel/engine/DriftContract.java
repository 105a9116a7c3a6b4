package dev.bookreel.engine;

import static dev.bookreel.engine.EngineContract.column;
import static dev.bookreel.engine.TestLake.night;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.NewField;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.LoadOutcome.Committed;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.UnreadableDeliveryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every engine does when deliveries get other fields, or definitions other columns. Each
 * engine's module extends this and supplies its engine.
 */
public abstract class DriftContract {
  private static final String TABLE = "app.films";

  private @TempDir Path directory;

  /** Opens the engine under test on a lake. */
  protected abstract Engine open(Path lake, LakeDefinition definition);

  /** Columns are written {@code name:type} or {@code name:type:from}; the key is the first. */
  protected static TableDefinition films(Format format, Contains contains, String... columns) {
    List<Column> read =
        Arrays.stream(columns)
            .map(text -> text.split(":"))
            .map(parts -> column(parts[0], parts[1], parts[parts.length - 1 > 1 ? 2 : 0]))
            .toList();
    return new TableDefinition(
        TableName.parse(TABLE),
        "Films",
        "films",
        format,
        contains,
        List.of(read.get(0).name()),
        read,
        List.of(),
        1,
        1);
  }

  private static TableDefinition csv(String... columns) {
    return films(Format.CSV, Contains.EVERYTHING, columns);
  }

  private static TableDefinition json(String... columns) {
    return films(Format.JSON, Contains.EVERYTHING, columns);
  }

  /** The same lake, opened by a process that knows the table by this definition. */
  protected TestLake lake(TableDefinition table) {
    return new TestLake(directory, List.of(table), this::open);
  }

  private static Committed committed(LoadOutcome outcome) {
    assertThat(outcome).isInstanceOf(Committed.class);
    return (Committed) outcome;
  }

  /** Every version of the films but for its times, in the order of their texts. */
  private static List<String> versions(TestLake lake, Moment moment) {
    try (LakeView view = lake.engine().view(moment);
        Rows rows = view.query(Query.of("SELECT * FROM app.films_history"))) {
      List<String> columns = rows.columns();
      List<String> texts = new ArrayList<>();
      for (var row = rows.next(); row != null; row = rows.next()) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
          if (!columns.get(i).startsWith("valid_")) {
            values.add(String.valueOf(row.get(i)));
          }
        }
        texts.add(String.join("|", values));
      }
      Collections.sort(texts);
      return texts;
    }
  }

  private static List<String> rows(TestLake lake, String what) {
    return lake.query(what).stream().sorted().collect(Collectors.toList());
  }

  // What deliveries bring.

  @Test
  void newFieldsAreReportedWithALineToCopyIntoTheDefinition() {
    TableDefinition table = json("title:string", "height:int:box.height");
    try (TestLake lake = lake(table)) {
      Committed loaded =
          committed(
              lake.load(
                  table,
                  1,
                  """
                  [{"title":"A","box":{"height":1},"metadata":{"height":1.5,"Shown At":"x"},
                    "year":1979,"old":true,"casts":[{"name":"N","ages":[1]}],"tags":["t"],"n":null},
                   {"title":"B","box":{"height":2},"odd":1,"made":{"id":1},"shown":{"id":1},"valid_from":"x","Alter":"a"},
                   {"title":"C","box":{"height":2},"odd":{"x":1},"with.dot":1}]
                  """));
      assertThat(loaded.newFields().stream().map(NewField::line))
          .containsExactly(
              "alter: { type: string, from: Alter }",
              "# from: \"casts[].ages[]\" cannot be a column: no path leads to it",
              "casts_name: { type: array<string>, from: \"casts[].name\" }",
              "id: { type: long, from: made.id }",
              "shown_at: { type: string, from: \"metadata.Shown At\" }",
              "metadata_height: { type: double, from: metadata.height }",
              "n: { type: string, from: n }",
              "# from: odd cannot be a column: its values are of several kinds, or objects without"
                  + " fields",
              "old: { type: boolean, from: old }",
              "shown_id: { type: long, from: shown.id }",
              "tags: { type: array<string>, from: \"tags[]\" }",
              "valid_from_2: { type: string, from: valid_from }",
              "# from: with.dot cannot be a column: no path leads to it",
              "year: { type: long, from: year }");
    }
  }

  @Test
  void newColumnsOfACsvAreReportedToo() {
    TableDefinition table = csv("title:string", "mins:int");
    try (TestLake lake = lake(table)) {
      assertThat(
              committed(lake.load(table, 1, "title,Mins,mins,,a.b,\"x, y\"\nA,2,1,,,\n"))
                  .newFields()
                  .stream()
                  .map(NewField::line))
          .containsExactly(
              "mins_2: { type: string, from: Mins }",
              "# from: \"\" cannot be a column: it has no name",
              "a_b: { type: string, from: a.b }",
              "x_y: { type: string, from: \"x, y\" }");
    }
  }

  private void refusesFieldsOf(TableDefinition table, String good, String bad, String... parts) {
    try (TestLake lake = lake(table)) {
      committed(lake.load(table, 1, good));
      List<String> before = lake.query("SELECT * FROM app.films_history");
      Delivery delivery = lake.deliver(table, 2, bad);

      assertThatThrownBy(() -> lake.engine().load(table, delivery, true))
          .isInstanceOf(UnreadableDeliveryException.class)
          .hasMessageStartingWith("Cannot load " + delivery.file() + " into app.films: ")
          .hasMessageContainingAll(parts)
          .hasMessageEndingWith("The table is unchanged and the delivery stays in raw.");
      assertThat(lake.query("SELECT * FROM app.films_history")).isEqualTo(before);
      assertThat(lake.query("SELECT * FROM lake.quarantine")).isEmpty();
    }
  }

  @Test
  void aFieldThatIsCalledOtherwiseFailsTheLoadWithALineToCopy() {
    refusesFieldsOf(
        json("title:string", "mins:int:facts.mins"),
        "[{\"title\":\"A\",\"facts\":{\"mins\":1}}]",
        "[{\"title\":\"A\",\"facts\":{\"minutes\":1},\"tags\":[\"x\"]}]",
        "no record has the field 'facts.mins', from which column 'mins' is read. If it is called"
            + " 'facts.minutes' now, write so in the columns of app.films: mins: { type: int, from:"
            + " facts.minutes } (the file's other fields: facts.minutes, tags[]).");
  }

  @Test
  void aFieldThatNoColumnCanHaveIsNotProposedForOneThatIsGone() {
    refusesFieldsOf(
        csv("title:string", "mins:int"),
        "title,mins\nA,1\n",
        "title,\nA,1\n",
        "correct 'from' in the columns of app.films: mins: { type: int, from: mins }.");
  }

  @Test
  void aFieldThatIsGoneFailsTheLoadWithItsLine() {
    refusesFieldsOf(
        json("title:string", "mins:int:facts.mins"),
        "[{\"title\":\"A\",\"facts\":{\"mins\":1}}]",
        "[{\"title\":\"A\",\"alpha\":1,\"beta\":1}]",
        "no record has the field 'facts.mins', from which column 'mins' is read. Ask for a delivery"
            + " with it, or correct 'from' in the columns of app.films: mins: { type: int, from:"
            + " facts.mins } (the file's other fields: alpha, beta).");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int       | 5    | 5.5,6.5     | double",
        "int       | 5    | 7000000000,8000000000 | long",
        "int       | 5    | lots,few    | string",
        "timestamp | 2021-12-01T00:00:00Z | 2021-12-01,2021-12-02 | date",
        "date      | 2021-12-01 | 5,6   | long",
        "double    | 5    | true,false  | boolean",
        "boolean   | true | 2021-12-01T00:00:00Z,2021-12-02T00:00:00Z | timestamp",
      })
  void aFieldOfAnotherTypeFailsTheLoadWithALineToCopy(
      String type, String good, String bad, String other) {
    String[] values = bad.split(",", -1);
    refusesFieldsOf(
        csv("title:string", "x:" + type),
        "title,x\nA," + good + "\n",
        "title,x\nA," + values[0] + "\nB,\nC," + values[1] + "\n",
        "none of the 2 values of field 'x' is a",
        ", as column 'x' wants, for example '",
        "Ask for a delivery of the old type, or write the new one in the columns of app.films: x: {"
            + " type: "
            + other
            + ", from: x }.");
  }

  @Test
  void aValueThatBecameAnObjectFailsTheLoadWithTheWayIntoIt() {
    refusesFieldsOf(
        json("title:string", "mins:int"),
        "[{\"title\":\"A\",\"mins\":1}]",
        "[{\"title\":\"A\",\"mins\":{\"net\":1}},{\"title\":\"B\",\"mins\":{\"net\":2}}]",
        "none of the 2 values of field 'mins' is an int",
        "net: { type: long, from: mins.net }");
  }

  @Test
  void aValueThatBecameAnArrayFailsTheLoadWithTheWayIntoIt() {
    refusesFieldsOf(
        json("title:string", "mins:int"),
        "[{\"title\":\"A\",\"mins\":1}]",
        "[{\"title\":\"A\",\"mins\":[1]},{\"title\":\"B\",\"mins\":[2]}]",
        "none of the 2 values of field 'mins' is an int",
        "{ type: array<long>, from: \"mins[]\" }");
  }

  @Test
  void aTextThatBecameAnObjectFailsTheLoad() {
    refusesFieldsOf(
        json("title:string", "by:string"),
        "[{\"title\":\"A\",\"by\":\"x\"}]",
        "[{\"title\":\"A\",\"by\":{\"name\":\"x\"}},{\"title\":\"B\",\"by\":{\"name\":\"y\"}}]",
        "none of the 2 values of field 'by' is a string",
        "name: { type: string, from: by.name }");
  }

  @Test
  void anArrayWhoseElementsAreOfAnotherTypeFailsTheLoad() {
    refusesFieldsOf(
        json("title:string", "years:array<int>:years[]"),
        "[{\"title\":\"A\",\"years\":[1,2]}]",
        "[{\"title\":\"A\",\"years\":[\"x\"]},{\"title\":\"B\",\"years\":[\"y\",null]},{\"title\":\"C\",\"years\":[]}]",
        "none of the 2 values of field 'years[]' is an array<int>",
        "years: { type: array<string>, from: \"years[]\" }");
  }

  @Test
  void oneValueThatDoesNotFitIsABadRowAndNoOtherType() {
    TableDefinition table = csv("title:string", "x:int");
    try (TestLake lake = lake(table)) {
      assertThat(committed(lake.load(table, 1, "title,x\nA,lots\nB,\n")).counts())
          .isEqualTo(new ChangeCounts(2, 1, 0, 0, 0, 0, 1));
      assertThat(committed(lake.load(table, 2, "title,x\nA,lots\nB,few\nC,3\n")).counts())
          .describedAs("one fits")
          .isEqualTo(new ChangeCounts(3, 1, 0, 1, 0, 0, 2));
      assertThat(committed(lake.load(table, 3, "title,x\n,1\n,2\nC,\n")).counts())
          .describedAs("refused for another reason")
          .isEqualTo(new ChangeCounts(3, 0, 1, 0, 0, 0, 2));
    }
  }

  // What definitions change.

  @ParameterizedTest
  @EnumSource(Contains.class)
  void anAddedColumnMakesNoNewVersionOfRecordsThatDidNotChange(Contains contains) {
    TableDefinition narrow = films(Format.CSV, contains, "title:string", "mins:int");
    TableDefinition wide =
        films(Format.CSV, contains, "title:string", "stars:double", "mins:int", "tag:string");
    try (TestLake lake = lake(narrow)) {
      lake.load(narrow, 1, "title,mins\nA,1\nB,2\nC,3\n");
    }
    try (TestLake lake = lake(wide)) {
      assertThat(rows(lake, "SELECT * FROM app.films"))
          .describedAs("before any load")
          .containsExactly("A|null|1|null|null", "B|null|2|null|null", "C|null|3|null|null");
      assertThat(lake.query("SELECT title, stars, mins, tag, valid_from FROM app.films_history"))
          .contains("A|null|1|null|2022-01-01T02:00:00Z");

      assertThat(
              committed(
                      lake.load(
                          wide, 2, "title,mins,stars,tag\nA,1,1.5,x\nB,22,2.5,\nC,3,,\nD,4,4.5,\n"))
                  .counts())
          .isEqualTo(new ChangeCounts(4, 1, 1, 0, 2, 0, 0));
      assertThat(versions(lake, Moment.NEWEST))
          .containsExactly(
              "A|null|1|null|true",
              "B|2.5|22|null|true",
              "B|null|2|null|false",
              "C|null|3|null|true",
              "D|4.5|4|null|true");

      assertThat(
              committed(
                      lake.load(wide, 3, "title,mins,stars,tag\nA,1,9,\nB,22,9,\nC,3,,\nD,4,,x\n"))
                  .counts())
          .describedAs("A was never known, B and D were")
          .isEqualTo(new ChangeCounts(4, 0, 2, 0, 2, 0, 0));
      assertThat(rows(lake, "SELECT title, stars, tag FROM app.films"))
          .containsExactly("A|null|null", "B|9.0|null", "C|null|null", "D|null|x");
    }
  }

  @Test
  void aSecondAddedColumnLeavesTheFirstAsItWas() {
    TableDefinition first = csv("title:string", "a:int");
    TableDefinition second = csv("title:string", "b:int", "a:int");
    try (TestLake lake = lake(csv("title:string"))) {
      lake.load(csv("title:string"), 1, "title\nA\nB\n");
    }
    try (TestLake lake = lake(first)) {
      lake.load(first, 2, "title,a\nA,1\nB,1\nC,1\n");
    }
    try (TestLake lake = lake(second)) {
      assertThat(committed(lake.load(second, 3, "title,a,b\nA,2,2\nB,1,2\nC,2,2\n")).counts())
          .isEqualTo(new ChangeCounts(3, 0, 1, 0, 2, 0, 0));
      assertThat(rows(lake, "SELECT title, a, b FROM app.films"))
          .containsExactly("A|null|null", "B|null|null", "C|2|2");
    }
  }

  @Test
  void aRecordThatComesBackBringsTheAddedColumn() {
    TableDefinition narrow = csv("title:string", "mins:int");
    TableDefinition wide = csv("title:string", "mins:int", "stars:int");
    try (TestLake lake = lake(narrow)) {
      lake.load(narrow, 1, "title,mins\nA,1\nB,2\n");
      lake.load(narrow, 2, "title,mins\nB,2\n");
    }
    try (TestLake lake = lake(wide)) {
      assertThat(committed(lake.load(wide, 3, "title,mins,stars\nA,1,5\nB,2,5\n")).counts())
          .isEqualTo(new ChangeCounts(2, 1, 0, 0, 1, 0, 0));
      assertThat(rows(lake, "SELECT title, stars FROM app.films")).containsExactly("A|5", "B|null");
    }
  }

  @Test
  void aRebuildFillsAnAddedColumnForAllVersions() {
    TableDefinition narrow = csv("title:string", "mins:int");
    TableDefinition wide = csv("title:string", "stars:int", "mins:int");
    List<Delivery> deliveries = new ArrayList<>();
    try (TestLake lake = lake(narrow)) {
      deliveries.add(lake.deliver(narrow, 1, "title,mins,stars\nA,1,5\nB,2,4\n"));
      deliveries.add(lake.deliver(narrow, 2, "title,mins,stars\nA,11,5\nB,2,4\n"));
      deliveries.forEach(delivery -> lake.engine().load(narrow, delivery, false));
    }
    try (TestLake lake = lake(wide)) {
      deliveries.add(lake.deliver(wide, 3, "title,mins,stars\nA,11,5\nB,2,4\nC,3,3\n"));
      lake.engine().load(wide, deliveries.get(2), false);

      Committed rebuilt = lake.engine().rebuild(wide, deliveries);

      assertThat(rebuilt.warnings()).isEmpty();
      assertThat(rows(lake, "SELECT title, stars, mins FROM app.films_history"))
          .containsExactly("A|5|1", "A|5|11", "B|4|2", "C|3|3");
      assertThat(committed(lake.load(wide, 4, "title,mins,stars\nA,11,6\nB,2,\nC,3,3\n")).counts())
          .describedAs("nothing is unknown any more: also a null differs")
          .isEqualTo(new ChangeCounts(3, 0, 2, 0, 1, 0, 0));
    }
  }

  @Test
  void aRebuildTellsSinceWhenAFieldIsDelivered() {
    TableDefinition narrow = csv("title:string");
    TableDefinition wide = csv("title:string", "stars:int");
    List<Delivery> deliveries = new ArrayList<>();
    try (TestLake lake = lake(narrow)) {
      deliveries.add(lake.deliver(narrow, 1, "title\nA\n"));
      deliveries.add(lake.deliver(narrow, 2, "title,stars\nA,5\n"));
      deliveries.add(lake.deliver(narrow, 3, "title,stars\nA,5\nB,4\n"));
      deliveries.forEach(delivery -> lake.engine().load(narrow, delivery, false));
    }
    try (TestLake lake = lake(wide)) {
      assertThat(lake.engine().rebuild(wide, deliveries).warnings())
          .containsExactly(
              "column 'stars' is null before 2022-01-02T02:00:00Z: no earlier delivery has the"
                  + " field 'stars'");
      assertThat(lake.query("SELECT title, stars, valid_from FROM app.films_history ORDER BY 3, 1"))
          .containsExactly(
              "A|null|2022-01-01T02:00:00Z",
              "A|5|2022-01-02T02:00:00Z",
              "B|4|2022-01-03T02:00:00Z");
    }
  }

  @Test
  void aFieldThatVanishedOrNeverCameFailsARebuildToo() {
    TableDefinition table = csv("title:string", "stars:int");
    try (TestLake lake = lake(table)) {
      Delivery first = lake.deliver(table, 1, "title,stars\nA,5\n");
      Delivery without = lake.deliver(table, 2, "title\nA\n");
      Delivery third = lake.deliver(table, 3, "title,stars\nA,5\n");
      lake.engine().load(table, first, false);
      lake.engine().load(table, third, false);
      List<String> before = lake.query("SELECT * FROM app.films_history");

      assertThatThrownBy(() -> lake.engine().rebuild(table, List.of(first, without, third)))
          .isInstanceOf(UnreadableDeliveryException.class)
          .hasMessageContaining("its header lacks 'stars'");
      assertThat(lake.query("SELECT * FROM app.films_history")).isEqualTo(before);
    }
    TableDefinition typo = csv("title:string", "stras:int");
    try (TestLake lake = lake(typo)) {
      Delivery third = lake.deliver(typo, 3, "title,stars\nA,5\n");
      assertThatThrownBy(() -> lake.engine().rebuild(typo, List.of(third)))
          .isInstanceOf(UnreadableDeliveryException.class)
          .hasMessageContaining("stras: { type: int, from: stars }");
    }
  }

  private void refusesTheDefinition(
      TableDefinition before, TableDefinition after, String content, String conflict) {
    List<String> history;
    Delivery first;
    Delivery third;
    try (TestLake lake = lake(before)) {
      first = lake.deliver(before, 1, content);
      lake.engine().load(before, first, false);
      history = lake.query("SELECT * FROM app.films_history ORDER BY ALL");
    }
    try (TestLake lake = lake(after)) {
      Delivery unreadable = lake.deliver(after, 2, "");
      assertThatThrownBy(() -> lake.engine().load(after, unreadable, true))
          .describedAs("not even the delivery is looked at")
          .isExactlyInstanceOf(LakeException.class)
          .hasMessage(
              "Cannot load into app.films: its definition no longer agrees with the table: "
                  + conflict
                  + ". Nothing was changed. 'bookreel rebuild app.films' makes the history anew from"
                  + " the raw zone, as the definition says now; or undo the change of the definition");
      assertThat(lake.engine().lastLoaded(after)).contains(night(1));
      assertThat(lake.query("SELECT count(*) FROM app.films")).isNotEmpty();

      assertThat(lake.engine().rebuild(after, List.of(first)).version()).isEqualTo(1);
      third = lake.deliver(after, 3, content);
      assertThat(committed(lake.engine().load(after, third, false)).counts().unchanged())
          .isEqualTo(2);
    }
    try (TestLake lake = lake(before)) {
      lake.engine().rebuild(before, List.of(first, third));
      assertThat(lake.query("SELECT * FROM app.films_history ORDER BY ALL"))
          .describedAs("and back again")
          .isEqualTo(history);
    }
  }

  @Test
  void aRemovedColumnNeedsARebuild() {
    refusesTheDefinition(
        csv("title:string", "mins:int", "stars:int"),
        csv("title:string", "mins:int"),
        "title,mins,stars\nA,1,5\nB,2,4\n",
        "the table has a column 'stars' (int), which the definition has not");
  }

  @Test
  void aRemovedColumnCanBeReadUntilTheTableIsRebuilt() {
    TableDefinition wide = csv("title:string", "mins:int", "stars:int");
    TableDefinition narrow = csv("title:string", "mins:int");
    try (TestLake lake = lake(wide)) {
      lake.load(wide, 1, "title,mins,stars\nA,1,5\n");
    }
    try (TestLake lake = lake(narrow)) {
      assertThat(lake.query("SELECT * FROM app.films")).containsExactly("A|1|5|null");
      assertThat(lake.query("SELECT * FROM app.films_history"))
          .containsExactly("A|1|5|2022-01-01T02:00:00Z|null|true");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "int, long",
    "long, int",
    "int, double",
    "int, string",
    "string, int",
    "'decimal(9,2)', 'decimal(10,2)'",
    "int, 'decimal(10,0)'"
  })
  void aColumnOfAnotherTypeNeedsARebuild(String before, String after) {
    refusesTheDefinition(
        json("title:string", "x:" + before, "y:array<int>:y[]"),
        json("title:string", "x:" + after, "y:array<int>:y[]"),
        "[{\"title\":\"A\",\"x\":1,\"y\":[1,null]},{\"title\":\"B\",\"x\":2,\"y\":null}]",
        "column 'x' is %s in the table and %s in the definition".formatted(before, after));
  }

  @Test
  void anArrayOfAnotherTypeNeedsARebuild() {
    refusesTheDefinition(
        json("title:string", "x:array<int>:x[]"),
        json("title:string", "x:array<string>:x[]"),
        "[{\"title\":\"A\",\"x\":[1,null]},{\"title\":\"B\",\"x\":null}]",
        "column 'x' is array<int> in the table and array<string> in the definition");
  }

  @Test
  void aRenamedColumnNeedsARebuildEvenOfTheSameType() {
    refusesTheDefinition(
        csv("title:string", "mins:int"),
        csv("title:string", "minutes:int:mins"),
        "title,mins\nA,1\nB,2\n",
        "the table has a column 'mins' (int), which the definition has not");
  }

  @Test
  void aColumnThatDiffersInCaseOnlyNeedsARebuild() {
    refusesTheDefinition(
        csv("title:string", "mins:int"),
        csv("title:string", "Mins:int:mins"),
        "title,mins\nA,1\nB,2\n",
        "column 'mins' of the table is 'Mins' in the definition, which is the same name to SQL");
  }

  @Test
  void anotherKeyNeedsARebuild() {
    refusesTheDefinition(
        csv("title:string", "mins:int"),
        csv("mins:int", "title:string"),
        "title,mins\nA,1\nB,2\n",
        "the table's key is [title], the definition's is [mins]");
  }

  @Test
  void columnsInAnotherOrderAreTheSame() {
    TableDefinition before = csv("title:string", "mins:int", "stars:int");
    TableDefinition after = csv("title:string", "stars:int", "mins:int");
    try (TestLake lake = lake(before)) {
      lake.load(before, 1, "title,mins,stars\nA,1,5\nB,2,5\n");
    }
    try (TestLake lake = lake(after)) {
      assertThat(committed(lake.load(after, 2, "title,mins,stars\nA,1,5\nB,3,5\n")).counts())
          .isEqualTo(new ChangeCounts(2, 0, 1, 0, 1, 0, 0));
      assertThat(rows(lake, "SELECT * FROM app.films")).containsExactly("A|5|1|null", "B|5|3|null");
      assertThat(versions(lake, Moment.NEWEST))
          .containsExactly("A|5|1|true", "B|5|2|false", "B|5|3|true");
    }
  }

  /** Else a lake that was moved or copied would go on reading the files of the old place. */
  @Test
  void filesOfAnotherSchemaAreNamedRelativeToTheirTableToo() throws IOException {
    TableDefinition narrow = csv("title:string", "mins:int");
    TableDefinition wide = csv("title:string", "mins:int", "stars:int");
    TableDefinition retyped = csv("title:string", "mins:int", "stars:string");
    List<Delivery> deliveries = new ArrayList<>();
    try (TestLake lake = lake(narrow)) {
      deliveries.add(lake.deliver(narrow, 1, "title,mins\nA,1\n"));
      lake.engine().load(narrow, deliveries.get(0), false);
    }
    try (TestLake lake = lake(wide)) {
      deliveries.add(lake.deliver(wide, 2, "title,mins,stars\nA,2,5\n"));
      lake.engine().load(wide, deliveries.get(1), false);
    }
    try (TestLake lake = lake(retyped)) {
      lake.engine().rebuild(retyped, deliveries);
      assertThat(lake.query("SELECT stars FROM app.films")).containsExactly("5");
    }
    try (Stream<Path> files = Files.walk(directory.resolve("silver"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".json")).toList())
          .hasSize(3)
          .allSatisfy(
              commit ->
                  assertThat(Files.readString(commit))
                      .contains("\"path\":\"is_latest=")
                      .doesNotContain(directory.toString()));
    }
  }

  @Test
  void aProcessThatStillHasTheOldDefinitionIsRefusedOnceAnotherAddedAColumn() {
    TableDefinition narrow = csv("title:string", "mins:int");
    TableDefinition wide = csv("title:string", "mins:int", "stars:int");
    try (TestLake old = lake(narrow)) {
      old.load(narrow, 1, "title,mins,stars\nA,1,5\n");
      try (TestLake fresh = lake(wide)) {
        fresh.load(wide, 2, "title,mins,stars\nA,2,5\n");
      }
      assertThatThrownBy(() -> old.load(narrow, 3, "title,mins,stars\nA,3,5\n"))
          .isExactlyInstanceOf(LakeException.class)
          .hasMessageContaining(
              "the table has a column 'stars' (int), which the definition has not");
      assertThat(old.query("SELECT * FROM app.films")).containsExactly("A|2|5|null");
    }
  }

  @Test
  void olderVersionsStayReadableUnderEachDefinition() {
    TableDefinition before = csv("title:string", "mins:int", "old:int");
    TableDefinition after = csv("mins:string", "title:string", "stars:int");
    String content = "title,mins,old,stars\nA,1,7,5\nB,2,7,5\n";
    Delivery first;
    Delivery second;
    try (TestLake lake = lake(before)) {
      first = lake.deliver(before, 1, content);
      second = lake.deliver(before, 2, content.replace("1,7", "3,7"));
      lake.engine().load(before, first, false);
      lake.engine().load(before, second, false);
    }
    try (TestLake lake = lake(after)) {
      lake.engine().rebuild(after, List.of(first, second));

      Moment rebuilt = Moment.NEWEST;
      Moment old = Moment.committedWith(after.name(), 1);
      Query all = Query.of("SELECT * FROM app.films ORDER BY mins");
      assertThat(lake.query(rebuilt, all))
          .containsExactly("1|A|5|2022-01-02T02:00:00Z", "2|B|5|null", "3|A|5|null");
      assertThat(lake.query(old, all)).containsExactly("2|B|null|7|null", "3|A|null|7|null");
      assertThat(versions(lake, old))
          .containsExactly("1|A|null|7|false", "2|B|null|7|true", "3|A|null|7|true");
      assertThat(versions(lake, old.asOf(Optional.of(night(1)))))
          .containsExactly("1|A|null|7|true", "2|B|null|7|true");
      assertThat(versions(lake, old.asOf(Optional.of(night(2)))))
          .describedAs("by the key that the table had then")
          .isEqualTo(versions(lake, old));
      assertThat(lake.query(rebuilt.asOf(Optional.of(night(1))), all))
          .containsExactly("1|A|5|null", "2|B|5|null");
    }
  }

  @ParameterizedTest
  @EnumSource(Contains.class)
  void aLateDeliveryFromBeforeAnAddedColumnGivesTheHistoryOfDeliveriesInOrder(Contains contains) {
    TableDefinition narrow = films(Format.CSV, contains, "title:string", "mins:int");
    TableDefinition wide = films(Format.CSV, contains, "title:string", "stars:int", "mins:int");
    String first = "title,mins\nA,1\nB,2\nC,3\n";
    String second = "title,mins\nA,11\nB,2\nC,3\n";
    String third = "title,mins,stars\nA,11,5\nB,2,4\nC,33,4\n";
    String history = "SELECT * FROM app.films_history ORDER BY title, valid_from";
    List<String> inOrder;
    try (TestLake lake = new TestLake(directory.resolve("in order"), List.of(wide), this::open)) {
      lake.load(narrow, 1, first);
      lake.load(narrow, 2, second);
      lake.load(wide, 3, third);
      inOrder = lake.query(history);
    }
    try (TestLake lake = lake(wide)) {
      lake.load(narrow, 1, first);
      Delivery late = lake.deliver(wide, 2, second);
      Delivery last = lake.deliver(wide, 3, third);
      lake.engine().load(wide, last, false);

      assertThat(
              lake.engine()
                  .reload(wide, new Tail(List.of(late, last), Set.of(night(2)), false, false)))
          .allMatch(outcome -> outcome instanceof Committed);
      assertThat(lake.query(history)).isEqualTo(inOrder);
    }
  }

  @Test
  void aReloadIsRefusedLikeALoadWhereTheDefinitionDoesNotAgree() {
    TableDefinition before = csv("title:string", "mins:int");
    TableDefinition after = csv("title:string", "mins:string");
    try (TestLake lake = lake(before)) {
      Delivery first = lake.deliver(before, 1, "title,mins\nA,1\n");
      lake.engine().load(before, first, false);

      assertThatThrownBy(
              () -> lake.engine().reload(after, new Tail(List.of(first), Set.of(), true, false)))
          .isExactlyInstanceOf(LakeException.class)
          .hasMessageContaining("column 'mins' is int in the table and string in the definition");
    }
  }

  @Test
  void recountingALoadThatAddedAColumnTellsTheSame() {
    TableDefinition narrow = csv("title:string", "mins:int");
    TableDefinition wide = csv("title:string", "mins:int", "stars:int");
    Delivery first;
    try (TestLake lake = lake(narrow)) {
      first = lake.deliver(narrow, 1, "title,mins\nA,1\nB,2\n");
      lake.engine().load(narrow, first, false);
    }
    try (TestLake lake = lake(wide)) {
      Delivery second = lake.deliver(wide, 2, "title,mins,stars\nA,1,5\nB,3,5\n");
      LoadOutcome loaded = lake.engine().load(wide, second, false);

      assertThat(lake.engine().recount(wide, second)).contains(committed(loaded));
      assertThat(lake.engine().recount(wide, first).orElseThrow().counts())
          .describedAs("of a delivery from before the column")
          .isEqualTo(new ChangeCounts(2, 2, 0, 0, 0, 0, 0));
    }
  }
}
