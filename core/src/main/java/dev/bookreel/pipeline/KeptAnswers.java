package dev.bookreel.pipeline;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.bookreel.definition.Question;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads from the newest lake the answers that a question's gold table keeps. */
final class KeptAnswers {
  private static final JsonFactory JSON = new JsonFactory();

  private final LakeView view;
  private final Question question;

  KeptAnswers(LakeView view, Question question) {
    this.view = view;
    this.question = question;
  }

  /**
   * An answer as it is kept.
   *
   * @param sqlHash of the SQL that gave it
   */
  record Kept(Answer answer, String sqlHash) {}

  /** The last answer to the same, if there is one. */
  Optional<Answer> last(Asked asked, boolean isNew) {
    List<Kept> found =
        list(
            "parameters = :bookreel_parameters AND inputs = :bookreel_inputs"
                + " AND sql_sha256 = :bookreel_sql",
            asked.identity(),
            1,
            isNew);
    return found.stream().map(Kept::answer).findFirst();
  }

  /** Every answer given at an instant. */
  List<Kept> at(Instant askedAt) {
    return list("asked_at = :asked_at", Map.of("asked_at", askedAt), Integer.MAX_VALUE, false);
  }

  /** The instants at which the question was answered, those nearest to another first. */
  List<Instant> nearest(Instant instant) {
    List<Instant> instants = new ArrayList<>();
    if (isEmpty()) {
      return instants;
    }
    Query query =
        new Query(
            "SELECT DISTINCT asked_at FROM %s ORDER BY abs(unix_millis(asked_at) - :millis), asked_at LIMIT 3"
                .formatted(question.answers()),
            Map.of("millis", instant.toEpochMilli()));
    try (Rows rows = view.query(query)) {
      for (List<@Nullable Object> row = rows.next(); row != null; row = rows.next()) {
        instants.add((Instant) Objects.requireNonNull(row.get(0)));
      }
    }
    return instants;
  }

  private boolean isEmpty() {
    return !view.tables().containsKey(question.answers());
  }

  private List<Kept> list(
      String condition, Map<String, Object> parameters, int most, boolean isNew) {
    List<Kept> found = new ArrayList<>();
    if (isEmpty()) {
      return found;
    }
    Query query =
        new Query(
            "SELECT * FROM %s WHERE %s ORDER BY asked_at DESC, parameters, inputs, sql_sha256, answer_row"
                .formatted(question.answers(), condition),
            parameters);
    try (Rows rows = view.query(query)) {
      Shape shape = new Shape(rows.columns());
      List<@Nullable Object> row = rows.next();
      while (row != null && found.size() < most) {
        List<@Nullable Object> first = row;
        List<String> columns = shape.answerColumns(first);
        List<List<@Nullable Object>> answer = new ArrayList<>();
        for (; row != null && shape.areOfOneAnswer(first, row); row = rows.next()) {
          if (row.get(shape.index("answer_row")) != null) {
            answer.add(shape.cells(row, columns));
          }
        }
        found.add(kept(shape, first, columns, answer, isNew));
      }
    }
    return found;
  }

  private Kept kept(
      Shape shape,
      List<@Nullable Object> row,
      List<String> columns,
      List<List<@Nullable Object>> answer,
      boolean isNew) {
    SortedMap<String, String> inputs = fields(shape.text(row, "inputs"));
    Optional<Instant> asOf = Optional.ofNullable(inputs.remove(Asked.AS_OF)).map(Instant::parse);
    SortedMap<TableName, Long> versions = new TreeMap<>();
    inputs.forEach((table, version) -> versions.put(TableName.parse(table), Long.valueOf(version)));
    return new Kept(
        new Answer(
            question,
            fields(shape.text(row, "parameters")),
            versions,
            asOf,
            (Instant) Objects.requireNonNull(row.get(shape.index("asked_at"))),
            isNew,
            columns,
            answer),
        shape.text(row, "sql_sha256"));
  }

  /** Where a gold table has what. */
  private record Shape(List<String> columns) {

    int index(String column) {
      return columns.indexOf(column);
    }

    String text(List<@Nullable Object> row, String column) {
      return (String) Objects.requireNonNull(row.get(index(column)));
    }

    List<String> answerColumns(List<@Nullable Object> row) {
      return List.of(text(row, "answer_columns").split(","));
    }

    List<@Nullable Object> cells(List<@Nullable Object> row, List<String> wanted) {
      List<@Nullable Object> cells = new ArrayList<>();
      for (String column : wanted) {
        cells.add(row.get(index(column)));
      }
      return cells;
    }

    boolean areOfOneAnswer(List<@Nullable Object> one, List<@Nullable Object> other) {
      return List.of("asked_at", "parameters", "inputs", "sql_sha256").stream()
          .allMatch(column -> Objects.equals(one.get(index(column)), other.get(index(column))));
    }
  }

  /** A flat JSON object. */
  private static SortedMap<String, String> fields(String json) {
    SortedMap<String, String> fields = new TreeMap<>();
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        fields.put(name, parser.getText());
      }
      return fields;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
