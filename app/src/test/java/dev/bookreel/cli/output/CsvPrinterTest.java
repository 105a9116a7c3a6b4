package dev.bookreel.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.console.TestConsole;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvPrinterTest {

  @Test
  void valuesAreQuotedWhereTheyMustBe() {
    ListRows rows =
        ListRows.of("title", "said", "at", "tags", "none")
            .row("Alien, Aliens", "\"hi\"\nthere", Instant.EPOCH, List.of("a", "b"), null)
            .build();

    assertThat(print(rows))
        .isEqualTo(
            """
            title,said,at,tags,none
            "Alien, Aliens","\""hi""
            there",1970-01-01T00:00:00.000Z,"[""a"",""b""]",
            """);
  }

  @Test
  void noRowsAreAHeader() {
    assertThat(print(ListRows.of("a", "b").build())).isEqualTo("a,b\n");
  }

  private static String print(ListRows rows) {
    TestConsole console = TestConsole.file();
    OutputFormat.CSV.printer(console.console()).print(rows);
    return console.out();
  }
}
