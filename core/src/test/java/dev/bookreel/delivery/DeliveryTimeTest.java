package dev.bookreel.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.error.LakeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTimeTest {

  @Test
  void aTimeIsWrittenInUtcWithMilliseconds() {
    assertThat(DeliveryTime.format(Instant.parse("2021-12-29T03:00:00+01:00")))
        .isEqualTo("2021-12-29T02-00-00.000Z");
    assertThat(DeliveryTime.format(Instant.parse("2021-12-29T02:00:00.123456Z")))
        .isEqualTo("2021-12-29T02-00-00.123Z");
  }

  @Test
  void aNameIsReadWithAndWithoutMilliseconds() {
    assertThat(DeliveryTime.parse("2021-12-29T02-00-00.120Z"))
        .contains(Instant.parse("2021-12-29T02:00:00.120Z"));
    assertThat(DeliveryTime.parse("2021-12-29T02-00-00Z"))
        .contains(Instant.parse("2021-12-29T02:00:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "vendor",
        "2021-12-29",
        "2021-12-29T02:00:00Z",
        "2021-12-29T02-00-00",
        "2021-12-29T02-00-00.1Z",
        "2021-02-30T02-00-00Z",
        "2021-12-29T24-00-00Z",
        "2021-12-29T02-00-00Z.json",
        "+12021-12-29T02-00-00Z"
      })
  void otherNamesAreNoTimes(String name) {
    assertThat(DeliveryTime.parse(name)).isEmpty();
  }

  @Test
  void aYearOfFiveDigitsIsRefused() {
    assertThatThrownBy(() -> DeliveryTime.format(Instant.parse("+12021-12-29T02:00:00Z")))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Nothing can be delivered at +12021-12-29T02:00:00Z: the year must have four digits."
                + " Give a time such as 2021-12-29T02:00:00Z");
  }
}
