package dev.bookreel.engine.embedded.delta;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatisticsTextTest {
  @Test
  void onlyTheTightnessOfBoundsChanges() {
    assertThat(
            StatisticsText.withoutTightBounds(
                """
                {"numRecords":2,"minValues":{"t":"2021-11-30T16:00:00.000-08:00","z":-0.0},\
                "maxValues":{"d":9999999999999999999999999999.9999999999},\
                "nullCount":{"s":{"t":0}},"tightBounds":true}"""))
        .isEqualTo(
            """
            {"numRecords":2,"minValues":{"t":"2021-11-30T16:00:00.000-08:00","z":-0.0},\
            "maxValues":{"d":9999999999999999999999999999.9999999999},\
            "nullCount":{"s":{"t":0}},"tightBounds":false}""");
  }

  @Test
  void boundsOfUnknownTightnessAreNotTight() {
    assertThat(StatisticsText.withoutTightBounds("{\"numRecords\":2}"))
        .isEqualTo("{\"numRecords\":2,\"tightBounds\":false}");
  }
}
