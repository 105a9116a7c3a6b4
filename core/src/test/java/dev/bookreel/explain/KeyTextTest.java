package dev.bookreel.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.ColumnType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTextTest {

  private static Optional<Object> value(String type, String text) {
    return KeyText.value(ColumnType.parse(type).orElseThrow(), text);
  }

  @Test
  void valuesAreReadAsDeliveriesWriteThem() {
    assertThat(value("string", " as it is ")).contains(" as it is ");
    assertThat(value("string", "")).contains("");
    assertThat(value("int", "+007")).contains(7L);
    assertThat(value("long", " -12 ")).contains(-12L);
    assertThat(value("double", "1e3")).contains(1000.0);
    assertThat(value("double", ".5")).contains(0.5);
    assertThat(value("boolean", "TRUE")).contains(true);
    assertThat(value("date", "1956-05-07T00:00:00.000+0000")).contains(LocalDate.of(1956, 5, 7));
    assertThat(value("decimal(9,2)", "1.5")).contains(new BigDecimal("1.50"));
  }

  @Test
  void timestampsNeedAnOffsetInOneOfItsForms() {
    Instant instant = Instant.parse("2021-12-06T18:30:19.099Z");
    for (String text :
        List.of(
            "2021-12-06T18:30:19.099Z",
            "2021-12-06 19:30:19.099+0100",
            "2021-12-06T19:30:19.099000+01:00",
            "2021-12-06T19:30:19.0990009+01")) {
      assertThat(value("timestamp", text)).as(text).contains(instant);
    }
    assertThat(value("timestamp", "2021-12-06T19:30Z"))
        .contains(Instant.parse("2021-12-06T19:30:00Z"));
  }

  @Test
  void arraysAreJson() {
    assertThat(value("array<string>", "[\"a\", null, \"it's\"]"))
        .contains(Arrays.asList("a", null, "it's"));
    assertThat(value("array<int>", "[1, 2]")).contains(List.of(1L, 2L));
    assertThat(value("array<date>", "[\"2021-01-02\"]"))
        .contains(List.of(LocalDate.of(2021, 1, 2)));
    assertThat(value("array<string>", "[]")).contains(List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int|1.5",
        "int|twelve",
        "double|NaN",
        "double|0x1p3",
        "boolean|yes",
        "date|07.05.1956",
        "date|2021-02-30",
        "timestamp|2021-12-06T19:30:19",
        "timestamp|2021-13-06T19:30:19Z",
        "decimal(9,2)|1e3",
        "array<string>|a",
        "array<string>|[\"a\"",
        "array<string>|[\"a\"] more",
        "array<string>|[[\"a\"]]",
        "array<int>|[\"x\"]"
      })
  void whatIsNoValueIsNone(String type, String text) {
    assertThat(value(type, text)).isEmpty();
  }

  @Test
  void wordsAreWhatAShellReadsAsTheSameValues() {
    assertThat(
            KeyText.words(
                Arrays.asList(
                    "plain@post.example",
                    "two words",
                    "it's",
                    "",
                    Instant.parse("2021-12-06T18:30:19.099Z"),
                    List.of("A \"b\""),
                    12)))
        .isEqualTo(
            "plain@post.example 'two words' 'it'\\''s' '' 2021-12-06T18:30:19.099Z '[\"A \\\"b\\\"\"]' 12");
  }
}
