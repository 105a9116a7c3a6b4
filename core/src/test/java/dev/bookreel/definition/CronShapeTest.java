package dev.bookreel.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronShapeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"0 2 * * *", "*/15 0-6,22 1 jan-jun MON-FRI", "59 23 31 12 7", "0/10 * * * 0"})
  void acceptsWhatCronAccepts(String schedule) {
    assertThat(CronShape.wrong(schedule)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0 2 * *, 'has 4 fields, not 5'",
    "60 2 * * *, has a wrong minute",
    "0 24 * * *, has a wrong hour",
    "0 2 0 * *, has a wrong day of month",
    "0 2 * 13 *, has a wrong month",
    "0 2 * * 8, has a wrong day of week",
    "0 2 * * mond, has a wrong day of week",
    "5-1 2 * * *, has a wrong minute",
    "*/0 2 * * *, has a wrong minute",
    "-1 2 * * *, has a wrong minute"
  })
  void saysWhichFieldIsWrong(String schedule, String reason) {
    assertThat(CronShape.wrong(schedule)).contains(reason);
  }
}
