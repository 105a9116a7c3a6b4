package dev.bookreel.pipeline;

import java.util.List;
import java.util.Map;

/**
 * What asking questions came to.
 *
 * @param answers in the order asked
 * @param failures whole messages by the question's id; a failure stops no other question
 */
public record AskReport(List<Answer> answers, Map<String, String> failures) {
  public AskReport {
    answers = List.copyOf(answers);
    failures = Map.copyOf(failures);
  }
}
