package dev.bookreel.pipeline;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.bookreel.definition.Parameter;
import dev.bookreel.definition.Question;
import dev.bookreel.definition.TableName;
import dev.bookreel.error.WrongUsageException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A question with everything that its answer depends on: the same again has the same answer.
 *
 * @param parameters texts by name, one for each of the question's
 * @param asOf what was known by then of the inputs; empty for everything
 */
record Asked(
    Question question,
    SortedMap<String, String> parameters,
    SortedMap<TableName, Long> inputs,
    Optional<Instant> asOf) {

  /** The name under which the inputs keep {@link #asOf}; no table has such a name. */
  static final String AS_OF = "as_of";

  /** The texts given, and the defaults of the parameters for which none is. */
  static SortedMap<String, String> texts(Question question, Map<String, String> given) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (Parameter parameter : question.parameters()) {
      texts.put(parameter.name(), given.getOrDefault(parameter.name(), parameter.defaultText()));
    }
    return texts;
  }

  /**
   * The values to bind.
   *
   * @throws WrongUsageException if a text does not fit its parameter
   */
  static Map<String, Object> bound(Question question, Map<String, String> texts, ZoneId zone) {
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

  /** What a gold table keeps of it, by names that no question's parameter has. */
  Map<String, Object> identity() {
    SortedMap<String, String> texts = new TreeMap<>();
    parameters.forEach((name, value) -> texts.put(name, quoted(value)));
    SortedMap<String, String> versions = new TreeMap<>();
    inputs.forEach((table, version) -> versions.put(table.toString(), String.valueOf(version)));
    asOf.ifPresent(instant -> versions.put(AS_OF, quoted(instant.toString())));
    Map<String, Object> identity = new HashMap<>();
    identity.put("bookreel_parameters", json(texts));
    identity.put("bookreel_inputs", json(versions));
    identity.put("bookreel_sql", sha256(question.sql()));
    return identity;
  }

  private static String json(SortedMap<String, String> fields) {
    return fields.entrySet().stream()
        .map(entry -> quoted(entry.getKey()) + ":" + entry.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
