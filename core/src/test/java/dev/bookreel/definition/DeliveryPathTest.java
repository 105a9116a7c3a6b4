package dev.bookreel.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.DeliveryPath.WrongException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryPathTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "vendor/{date}/a.json, vendor/2021-12-29/a.json, 2021-12-28T23:00:00Z",
    "vendor/{date}/a.json, vendor/20211229/a.json, 2021-12-28T23:00:00Z",
    "a-{date}T{time}.json, a-2021-12-29T02-00-05.json, 2021-12-29T01:00:05Z",
    "a-{date}{time}.json, a-202112290230.json, 2021-12-29T01:30:00Z",
    "{year}/{month}/{day}/{hour}.csv, 2021/07/01/13.csv, 2021-07-01T11:00:00Z",
    "{date}/{hour}-{minute}-{second}.csv, 2021-07-01/01-02-03.csv, 2021-06-30T23:02:03Z",
    "{date}/a-{date}.csv, 2021-07-01/a-2021-07-01.csv, 2021-06-30T22:00:00Z",
    "{delivered_at}/a.csv, 2021-12-29T02-00-00Z/a.csv, 2021-12-29T02:00:00Z",
    "{delivered_at}/a.csv, 2021-12-29T02-00-00.250Z/a.csv, 2021-12-29T02:00:00.250Z",
    "a-*-{date}.csv, a-x-y-2021-07-01.csv, 2021-06-30T22:00:00Z",
    "a?{date}.c.v, a.2021-07-01.c.v, 2021-06-30T22:00:00Z",
  })
  void aNameTellsATimeInTheLakesZone(String path, String name, Instant time) throws WrongException {
    assertThat(time(path, name)).hasValue(time);
  }

  @Test
  void anHourThatTheClocksHaveTwiceIsTheEarlierOne() throws WrongException {
    assertThat(time("{date}T{time}", "2021-10-31T02-30"))
        .hasValue(Instant.parse("2021-10-31T00:30:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "vendor/{date}/a.json, vendor/2021-02-30/a.json",
    "vendor/{date}/a.json, vendor/2021-12-2/a.json",
    "vendor/{date}/a.json, vendor/2021-12-29/b.json",
    "{date}/a-{date}.csv, 2021-07-01/a-2021-07-02.csv",
    "{date}T{time}, 2021-12-29T25-00",
    "{date}.csv, 2021-12-29xcsv",
  })
  void aNameOfAnotherFormTellsNone(String path, String name) throws WrongException {
    assertThat(time(path, name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "authors-*.json, authors-7.json, true",
    "authors-*.json, authors-.json, true",
    "authors-*.json, authors-7xjson, false",
    "authors-?.json, authors-77.json, false",
    "'a[1]*', 'a[1]b', true",
    "'a[1]*', 'a1b', false",
    "'\\Q*', '\\Qx', true",
  })
  void aStepMatchesNames(String step, String name, boolean matches) {
    assertThat(DeliveryPath.matches(step, name)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/passwd", "../a", "a/../b", "a//b", "a/", "", ".", "C:/a", "a\\b", "a\nb"})
  void aPathStaysWithinItsSource(String path) {
    assertThatThrownBy(() -> DeliveryPath.parse(path))
        .isInstanceOf(WrongException.class)
        .hasMessage("is not a path within a source");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{dat}.csv | has an unknown part in braces | Did you mean 'date'?",
        "{hour}.csv | has parts of a time that do not make a day | Add {date}, or {year}, {month}"
            + " and {day}.",
        "{year}/{month}/a.csv | has parts of a time that do not make a day | Add {date}, or {year},"
            + " {month} and {day}.",
      })
  void partsMakeATime(String path, String problem, String fix) {
    assertThatThrownBy(() -> DeliveryPath.parse(path))
        .isInstanceOfSatisfying(
            WrongException.class, wrong -> assertThat(wrong.fix()).isEqualTo(fix))
        .hasMessage(problem);
  }

  private static Optional<Instant> time(String path, String name) throws WrongException {
    return DeliveryPath.parse(path).time(List.of(name.split("/", -1)), BERLIN);
  }
}
