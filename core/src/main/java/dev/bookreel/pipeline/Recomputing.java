package dev.bookreel.pipeline;

import dev.bookreel.definition.Question;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import dev.bookreel.pipeline.Again.Moved;
import dev.bookreel.pipeline.KeptAnswers.Kept;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Computes kept answers again, on the versions that they recorded. Writes nothing. */
final class Recomputing {
  private final Engine engine;
  private final ZoneId zone;

  Recomputing(Engine engine, ZoneId zone) {
    this.engine = engine;
    this.zone = zone;
  }

  List<Again> again(Question question, Instant askedAt, Map<String, String> parameters) {
    try (LakeView now = engine.view()) {
      List<Again> again = new ArrayList<>();
      for (Kept kept :
          chosen(new KeptAnswers(now.records(), question), question, askedAt, parameters)) {
        again.add(again(now, kept));
      }
      return again;
    }
  }

  private static List<Kept> chosen(
      KeptAnswers answers, Question question, Instant askedAt, Map<String, String> parameters) {
    List<Kept> kept = answers.at(askedAt);
    if (kept.isEmpty()) {
      List<Instant> nearest = answers.nearest(askedAt);
      throw new WrongUsageException(
          "%s was not answered at %s. %s"
              .formatted(
                  question.id(),
                  askedAt,
                  nearest.isEmpty()
                      ? "It was never answered"
                      : "Answers nearest to that: "
                          + nearest.stream()
                              .map(Instant::toString)
                              .collect(Collectors.joining(", "))));
    }
    List<Kept> chosen =
        kept.stream()
            .filter(it -> it.answer().parameters().entrySet().containsAll(parameters.entrySet()))
            .collect(Collectors.toList());
    if (chosen.isEmpty()) {
      throw new WrongUsageException(
          "%s was not answered at %s with those parameters, but with: %s"
              .formatted(
                  question.id(),
                  askedAt,
                  kept.stream()
                      .map(it -> String.valueOf(it.answer().parameters()))
                      .collect(Collectors.joining(", "))));
    }
    return chosen;
  }

  private Again again(LakeView now, Kept kept) {
    Answer recorded = kept.answer();
    Question question = recorded.question();
    Moment moment = Moment.pinned(recorded.inputs()).asOf(recorded.asOf());
    Map<String, Object> values =
        Asked.bound(question, Asked.texts(question, recorded.parameters()), zone);
    List<String> columns = new ArrayList<>();
    List<List<@Nullable Object>> computed = new ArrayList<>();
    try (LakeView then = engine.view(moment);
        Rows rows =
            then.asKept(
                question.answers(),
                new Query(NumberedRows.of(then, question.sql(), values).sql(), values))) {
      columns.addAll(rows.columns());
      for (List<@Nullable Object> row = rows.next(); row != null; row = rows.next()) {
        computed.add(row);
      }
    } catch (LakeException e) {
      throw new LakeException(
          "Cannot compute the answer of %s to %s again: %s"
              .formatted(recorded.askedAt(), question.id(), e.getMessage()),
          e);
    }
    computed.sort(Comparator.comparing(row -> (Long) Objects.requireNonNull(row.get(0))));
    return new Again(
        recorded,
        columns.subList(1, columns.size()),
        computed.stream().map(row -> row.subList(1, row.size())).collect(Collectors.toList()),
        moved(now, recorded),
        !kept.sqlHash().equals(Asked.sha256(question.sql())));
  }

  private static List<Moved> moved(LakeView now, Answer recorded) {
    List<Moved> moved = new ArrayList<>();
    recorded
        .inputs()
        .forEach(
            (table, then) -> {
              long newest = now.tables().getOrDefault(table, then);
              if (newest != then) {
                moved.add(new Moved(table, then, newest));
              }
            });
    return moved;
  }
}
