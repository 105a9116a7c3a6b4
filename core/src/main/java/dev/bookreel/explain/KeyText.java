package dev.bookreel.explain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.ColumnType.Scalar;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A key's values as deliveries and command lines write them; arrays are JSON. */
final class KeyText {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)");
  private static final Pattern DOUBLE = Pattern.compile(DECIMAL + "([eE][+-]?\\d+)?");
  private static final Pattern DATE = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})([T ].*)?");
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)"
              + "(?:(Z)|([+-]\\d{2})(?::?(\\d{2}))?)");

  private static final Pattern HARMLESS = Pattern.compile("[\\w@%+=:,./-]+");

  private KeyText() {}

  /** The value, of a type that a query's parameters have; empty if the text is no such value. */
  static Optional<Object> value(ColumnType type, String text) {
    try {
      if (type instanceof ColumnType.Array array) {
        return list(array.element(), text).map(it -> it);
      }
      if (type instanceof ColumnType.Decimal decimal) {
        return matching(DECIMAL, text)
            .map(it -> new BigDecimal(it).setScale(decimal.scale(), RoundingMode.HALF_UP));
      }
      return scalar((Scalar) type, text);
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Values as a command line has them: what a shell would split or change is quoted. */
  static String words(List<?> values) {
    return values.stream()
        .map(value -> value instanceof List<?> list ? json(list) : String.valueOf(value))
        .map(
            text ->
                HARMLESS.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  private static String json(List<?> list) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartArray();
      for (Object element : list) {
        if (element == null) {
          json.writeNull();
        } else {
          json.writeString(element.toString());
        }
      }
      json.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static Optional<Object> scalar(Scalar type, String text) {
    String trimmed = text.strip();
    return switch (type) {
      case STRING -> Optional.of(text);
      case INT, LONG -> Optional.of(Long.valueOf(trimmed));
      case DOUBLE -> matching(DOUBLE, text).map(Double::valueOf);
      case BOOLEAN ->
          List.of("true", "false").contains(trimmed.toLowerCase(Locale.ROOT))
              ? Optional.of(Boolean.valueOf(trimmed))
              : Optional.empty();
      case DATE -> {
        Matcher day = DATE.matcher(trimmed);
        yield day.matches() ? Optional.of(LocalDate.parse(day.group(1))) : Optional.empty();
      }
      case TIMESTAMP -> {
        Matcher time = TIMESTAMP.matcher(trimmed);
        yield time.matches() ? Optional.of(instant(time)) : Optional.empty();
      }
    };
  }

  private static Object instant(Matcher time) {
    String offset =
        time.group(3) != null
            ? "Z"
            : time.group(4) + ":" + Optional.ofNullable(time.group(5)).orElse("00");
    return OffsetDateTime.parse(time.group(1) + "T" + time.group(2) + offset)
        .toInstant()
        .truncatedTo(ChronoUnit.MICROS);
  }

  private static Optional<String> matching(Pattern pattern, String text) {
    return Optional.of(text.strip()).filter(it -> pattern.matcher(it).matches());
  }

  private static Optional<List<@Nullable Object>> list(ColumnType element, String text) {
    List<@Nullable Object> values = new ArrayList<>();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_ARRAY) {
        return Optional.empty();
      }
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == null || json.currentToken().isStructStart()) {
          return Optional.empty();
        }
        Optional<Object> value =
            json.currentToken() == JsonToken.VALUE_NULL
                ? Optional.empty()
                : value(element, json.getText());
        if (value.isEmpty() && json.currentToken() != JsonToken.VALUE_NULL) {
          return Optional.empty();
        }
        values.add(value.orElse(null));
      }
      return json.nextToken() == null
          ? Optional.of(Collections.unmodifiableList(values))
          : Optional.empty();
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }
}
