package dev.bookreel.pipeline;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.bookreel.definition.Parameter;
import dev.bookreel.definition.Question;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.Nearest;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.file.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks questions and keeps the answers. A gold table has, before the question's own columns, {@code
 * asked_at}, {@code parameters} and {@code inputs} (JSON objects with sorted names), {@code
 * sql_sha256}, {@code answer_columns} (their names with commas: a changed question may leave others
 * behind) and {@code answer_row}, which counts an answer's rows from 1. An answer without rows is
 * one row of which {@code answer_row} is null.
 */
final class Questions {
  private final Engine engine;
  private final ZoneId zone;
  private final Clock clock;
  private final PipelineListener listener;

  Questions(Engine engine, ZoneId zone, Clock clock, PipelineListener listener) {
    this.engine = engine;
    this.zone = zone;
    this.clock = clock;
    this.listener = listener;
  }

  /** A question with everything that its answer depends on: the same again has the same answer. */
  private record Asked(
      Question question, SortedMap<String, String> parameters, SortedMap<TableName, Long> inputs) {

    Map<String, Object> identity() {
      Map<String, Object> identity = new HashMap<>();
      identity.put("bookreel_parameters", json(parameters, Questions::quoted));
      identity.put("bookreel_inputs", json(inputs, String::valueOf));
      identity.put("bookreel_sql", Sha256.of(question.sql().getBytes(StandardCharsets.UTF_8)));
      return identity;
    }
  }

  AskReport ask(List<Question> questions, Map<String, String> texts) {
    refuseUnknown(questions, texts.keySet());
    for (Question question : questions) {
      bound(question, texts(question, texts));
    }
    Map<Question, Answer> answers = new LinkedHashMap<>();
    Map<Question, Asked> asked = new LinkedHashMap<>();
    Map<String, String> failures = new LinkedHashMap<>();
    try (LakeView view = engine.view()) {
      for (Question question : questions) {
        try {
          Asked now = new Asked(question, texts(question, texts), view.inputs(question.sql()));
          Optional<Answer> before = find(view, now, false);
          if (before.isPresent()) {
            answers.put(question, before.get());
          } else {
            answer(view, now);
            asked.put(question, now);
          }
        } catch (LakeException e) {
          failures.put(question.id(), String.valueOf(e.getMessage()));
        }
      }
    }
    if (!asked.isEmpty()) {
      try (LakeView view = engine.view()) {
        asked.forEach(
            (question, now) ->
                find(view, now, true).ifPresent(answer -> answers.put(question, answer)));
      }
    }
    return new AskReport(
        questions.stream()
            .flatMap(it -> Stream.ofNullable(answers.get(it)))
            .collect(Collectors.toList()),
        failures);
  }

  private static void refuseUnknown(List<Question> questions, Set<String> names) {
    Set<String> known = new TreeSet<>();
    questions.forEach(question -> question.parameters().forEach(it -> known.add(it.name())));
    for (String name : names) {
      if (!known.contains(name)) {
        throw new WrongUsageException(
            known.isEmpty()
                ? "No question asked has parameters, so '%s' cannot be set".formatted(name)
                : "No question asked has a parameter '%s'. %s"
                    .formatted(name, Nearest.hint(name, known)));
      }
    }
  }

  private static SortedMap<String, String> texts(Question question, Map<String, String> given) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (Parameter parameter : question.parameters()) {
      texts.put(parameter.name(), given.getOrDefault(parameter.name(), parameter.defaultText()));
    }
    return texts;
  }

  private Map<String, Object> bound(Question question, Map<String, String> texts) {
    Map<String, Object> values = new HashMap<>();
    for (Parameter parameter : question.parameters()) {
      try {
        values.put(
            parameter.name(), parameter.value(texts.getOrDefault(parameter.name(), ""), zone));
      } catch (IllegalArgumentException e) {
        throw new WrongUsageException(question.id() + ": " + e.getMessage());
      }
    }
    return values;
  }

  private void answer(LakeView view, Asked asked) {
    Question question = asked.question();
    listener.asking(question);
    Map<String, Object> values = bound(question, asked.parameters());
    values.putAll(asked.identity());
    values.put("bookreel_columns", columns(view, new Query(question.sql(), values)));
    values.put("bookreel_asked_at", clock.instant().truncatedTo(ChronoUnit.MILLIS));
    view.append(
        question.answers(),
        new Query(
            """
            SELECT :bookreel_asked_at AS asked_at, :bookreel_parameters AS parameters,
              :bookreel_inputs AS inputs, :bookreel_sql AS sql_sha256,
              :bookreel_columns AS answer_columns, answer.*
            FROM (SELECT 1 AS once) AS asked LEFT JOIN (
              SELECT row_number() OVER () AS answer_row, answer_rows.*
              FROM (
            %s
            ) AS answer_rows) AS answer ON true
            """
                .formatted(question.sql()),
            values));
  }

  /** A query's columns; a comma is in no name, for Delta allows none. */
  private static String columns(LakeView view, Query query) {
    Query noRows =
        new Query("SELECT * FROM (\n" + query.sql() + "\n) AS answer LIMIT 0", query.parameters());
    try (Rows rows = view.query(noRows)) {
      return String.join(",", rows.columns());
    }
  }

  /** The last answer to the same, if there is one. */
  private static Optional<Answer> find(LakeView view, Asked asked, boolean isNew) {
    TableName table = asked.question().answers();
    if (!view.tables().containsKey(table)) {
      return Optional.empty();
    }
    Query query =
        new Query(
            "SELECT * FROM "
                + table
                + " WHERE parameters = :bookreel_parameters AND inputs = :bookreel_inputs"
                + " AND sql_sha256 = :bookreel_sql ORDER BY asked_at DESC, answer_row",
            asked.identity());
    try (Rows rows = view.query(query)) {
      int askedAt = rows.columns().indexOf("asked_at");
      int answerRow = rows.columns().indexOf("answer_row");
      List<@Nullable Object> first = rows.next();
      if (first == null) {
        return Optional.empty();
      }
      List<String> columns =
          List.of(text(first, rows.columns().indexOf("answer_columns")).split(","));
      List<List<@Nullable Object>> answer = new ArrayList<>();
      for (List<@Nullable Object> row = first;
          row != null && Objects.equals(row.get(askedAt), first.get(askedAt));
          row = rows.next()) {
        if (row.get(answerRow) != null) {
          List<@Nullable Object> cells = new ArrayList<>();
          for (String column : columns) {
            cells.add(row.get(rows.columns().indexOf(column)));
          }
          answer.add(cells);
        }
      }
      Instant at = (Instant) Objects.requireNonNull(first.get(askedAt));
      return Optional.of(
          new Answer(
              asked.question(), asked.parameters(), asked.inputs(), at, isNew, columns, answer));
    }
  }

  private static String text(List<@Nullable Object> row, int column) {
    return (String) Objects.requireNonNull(row.get(column));
  }

  private static <K, V> String json(SortedMap<K, V> map, Function<V, String> value) {
    return map.entrySet().stream()
        .map(entry -> quoted(entry.getKey().toString()) + ":" + value.apply(entry.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
