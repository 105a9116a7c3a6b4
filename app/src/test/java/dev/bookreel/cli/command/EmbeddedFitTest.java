package dev.bookreel.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.output.ListRows;
import dev.bookreel.definition.ByteSize;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EmbeddedFitTest {
  private final ListRows.Builder deliveries =
      ListRows.of("table_name", "delivered_at", "bytes", "status");

  private void delivered(String table, String day, long megabytes, String status) {
    deliveries.row(table, Instant.parse(day + "T02:00:00Z"), megabytes * 1_000_000, status);
  }

  private Optional<String> line(long memoryMegabytes) {
    return EmbeddedFit.of(
            deliveries.build(), 55_000_000, Optional.of(new ByteSize(memoryMegabytes * 1_000_000)))
        .line();
  }

  @Test
  void beforeTheFirstDeliveryThereIsNothingToSay() {
    assertThat(line(100)).isEmpty();
  }

  @Test
  void whatIsSharedWithTheDeliveryBeforeCountsOnce() {
    delivered("vendor.books", "2022-01-01", 40, "stored");
    delivered("vendor.books", "2022-01-02", 40, "unchanged");

    assertThat(line(100))
        .contains(
            "2 deliveries, 40 MB, lately 20 MB a day; tables of 55 MB; the largest delivery, of vendor.books, has 40 MB: with 100 MB of memory for loads the embedded engine fits");
  }

  @Test
  void growthIsThatOfTheLastWeek() {
    delivered("vendor.books", "2021-01-01", 9000, "stored");
    for (int day = 1; day <= 8; day++) {
      delivered("stream.streams", "2022-01-0" + day, 70, "stored");
    }

    assertThat(line(9000))
        .hasValueSatisfying(line -> assertThat(line).contains("lately 70 MB a day"));
  }

  @Test
  void aDeliveryMuchLargerThanTheMemoryMayNotFit() {
    delivered("stream.streams", "2022-01-01", 250, "stored");

    assertThat(line(100)).hasValueSatisfying(line -> assertThat(line).endsWith("engine fits"));
    assertThat(line(99))
        .hasValueSatisfying(
            line ->
                assertThat(line)
                    .endsWith(
                        "may not fit. Give it more with --memory, or use a cluster with --engine spark"));
  }
}
