package dev.bookreel.pipeline;

import dev.bookreel.definition.Question;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.Query;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.Nearest;
import dev.bookreel.error.WrongQueryException;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.ExclusiveLock;
import dev.bookreel.file.IoReason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks questions and keeps the answers. A gold table has, before the question's own columns, {@code
 * asked_at}, {@code parameters} and {@code inputs} (JSON objects with sorted names; inputs may name
 * {@code as_of} beside the tables), {@code sql_sha256}, {@code answer_columns} (their names with
 * commas: a changed question may leave others behind) and {@code answer_row}, which counts an
 * answer's rows from 1. An answer without rows is one row of which {@code answer_row} is null.
 */
final class Questions {
  private static final Set<String> OWN_COLUMNS =
      Set.of("asked_at", "parameters", "inputs", "sql_sha256", "answer_columns", "answer_row");

  private final Engine engine;
  private final Path folder;
  private final ZoneId zone;
  private final Clock clock;
  private final PipelineListener listener;

  /**
   * @param folder for locks; created when something is answered
   */
  Questions(Engine engine, Path folder, ZoneId zone, Clock clock, PipelineListener listener) {
    this.engine = engine;
    this.folder = folder;
    this.zone = zone;
    this.clock = clock;
    this.listener = listener;
  }

  AskReport ask(List<Question> questions, Map<String, String> texts, Moment moment) {
    refuseUnknown(questions, texts.keySet());
    for (Question question : questions) {
      Asked.bound(question, Asked.texts(question, texts), zone);
    }
    if (moment.equals(Moment.NEWEST)) {
      try (LakeView now = engine.view()) {
        return ask(questions, texts, moment, now.records(), now);
      }
    }
    try (LakeView now = engine.view();
        LakeView view = engine.view(moment)) {
      return ask(questions, texts, moment, now.records(), view);
    }
  }

  /**
   * @param now has the answers that were given before, whatever moment they are of
   * @param view has what the questions are asked of
   */
  private AskReport ask(
      List<Question> questions,
      Map<String, String> texts,
      Moment moment,
      LakeView now,
      LakeView view) {
    Map<Question, Answer> answers = new LinkedHashMap<>();
    Map<Question, Asked> open = new LinkedHashMap<>();
    Map<String, String> failures = new LinkedHashMap<>();
    for (Question question : questions) {
      attempt(
          question,
          failures,
          () -> {
            Asked asked =
                new Asked(
                    question,
                    Asked.texts(question, texts),
                    view.inputs(question.sql()),
                    moment.asOf());
            new KeptAnswers(now, question)
                .last(asked, false)
                .ifPresentOrElse(
                    answer -> answers.put(question, answer), () -> open.put(question, asked));
          });
    }
    if (!open.isEmpty()) {
      exclusively(() -> answer(view, open, answers, failures));
    }
    return new AskReport(
        questions.stream()
            .flatMap(it -> Stream.ofNullable(answers.get(it)))
            .collect(Collectors.toList()),
        failures);
  }

  private static void attempt(Question question, Map<String, String> failures, Runnable step) {
    try {
      step.run();
    } catch (LakeException e) {
      failures.put(question.id(), String.valueOf(e.getMessage()));
    }
  }

  /** Of two runs that ask the same at once only one answers. */
  private void exclusively(Runnable answering) {
    try {
      DurableFiles.createDirectories(folder);
      ExclusiveLock.holding(
          folder.resolve(".answers.lock"),
          () -> {
            answering.run();
            return folder;
          });
    } catch (IOException e) {
      throw new LakeException(
          "Cannot keep answers in %s: %s. Make sure that the folder can be written, then ask again"
              .formatted(folder, IoReason.of(e)),
          e);
    }
  }

  /** Answers what nobody else has answered since the first look. */
  private void answer(
      LakeView view,
      Map<Question, Asked> open,
      Map<Question, Answer> answers,
      Map<String, String> failures) {
    Map<Question, Asked> computed = new LinkedHashMap<>();
    try (LakeView now = engine.view()) {
      open.forEach(
          (question, asked) ->
              attempt(
                  question,
                  failures,
                  () -> {
                    Optional<Answer> meanwhile =
                        new KeptAnswers(now.records(), question).last(asked, false);
                    if (meanwhile.isPresent()) {
                      answers.put(question, meanwhile.get());
                    } else {
                      listener.asking(question);
                      try {
                        answer(view, asked);
                      } finally {
                        listener.asked(question);
                      }
                      computed.put(question, asked);
                    }
                  }));
    }
    answers.putAll(readBack(computed));
  }

  private Map<Question, Answer> readBack(Map<Question, Asked> asked) {
    Map<Question, Answer> answers = new HashMap<>();
    if (!asked.isEmpty()) {
      try (LakeView now = engine.view()) {
        asked.forEach(
            (question, it) ->
                new KeptAnswers(now.records(), question)
                    .last(it, true)
                    .ifPresent(answer -> answers.put(question, answer)));
      }
    }
    return answers;
  }

  List<Again> again(Question question, Instant askedAt, Map<String, String> texts) {
    refuseUnknown(List.of(question), texts.keySet());
    return new Recomputing(engine, zone).again(question, askedAt, texts);
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

  private static void refuseOwn(Question question, String column) {
    if (OWN_COLUMNS.contains(column.toLowerCase(Locale.ROOT))) {
      throw new WrongQueryException(
          "Column '%s' of %s cannot be kept: every answer has one of that name itself. Give it another name with AS"
              .formatted(column, question.answers()),
          null);
    }
  }

  private void answer(LakeView view, Asked asked) {
    Question question = asked.question();
    Map<String, Object> values = Asked.bound(question, asked.parameters(), zone);
    values.putAll(asked.identity());
    NumberedRows rows = NumberedRows.of(view, question.sql(), values);
    rows.columns().forEach(column -> refuseOwn(question, column));
    // A comma is in no name, for Delta allows none.
    values.put("bookreel_columns", String.join(",", rows.columns()));
    values.put("bookreel_asked_at", clock.instant().truncatedTo(ChronoUnit.MILLIS));
    view.append(
        question.answers(),
        new Query(
            """
            SELECT :bookreel_asked_at AS asked_at, :bookreel_parameters AS parameters,
              :bookreel_inputs AS inputs, :bookreel_sql AS sql_sha256,
              :bookreel_columns AS answer_columns, answer.*
            FROM (SELECT 1 AS once) AS asked LEFT JOIN (
            %s
            ) AS answer ON true
            """
                .formatted(rows.sql()),
            values));
  }
}
