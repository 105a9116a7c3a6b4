package dev.bookreel.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMedianIsTheMiddleOne() {
    assertThat(Spread.of(3, 1, 9)).isEqualTo(new Spread(1, 3, 9));
  }

  @Test
  void ofTwoInTheMiddleItIsTheirMean() {
    assertThat(Spread.of(4, 1, 2, 9)).isEqualTo(new Spread(1, 3, 9));
  }

  @Test
  void nothingHasNoSpread() {
    assertThatThrownBy(Spread::of).hasMessage("Nothing was measured");
  }
}
