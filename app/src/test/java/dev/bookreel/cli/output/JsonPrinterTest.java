package dev.bookreel.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.console.TestConsole;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonPrinterTest {

  @Test
  void aResultIsAnArrayWithALineForEachRow() {
    ListRows rows = ListRows.of("title", "minutes").row("Alien", 117).row("Brazil", null).build();

    assertThat(print(rows))
        .isEqualTo(
            """
            [
            {"title":"Alien","minutes":117},
            {"title":"Brazil","minutes":null}
            ]
            """);
  }

  @Test
  void valuesKeepTheirKind() {
    ListRows rows =
        ListRows.of("flag", "big", "exact", "double", "nan", "at", "on", "list", "map")
            .row(
                true,
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("1E+3"),
                0.1,
                Double.NaN,
                Instant.parse("2021-12-06T18:30:19Z"),
                LocalDate.parse("1956-05-07"),
                Arrays.asList("a", null, List.of(1)),
                Map.of("at", Instant.parse("2021-12-06T18:30:19.000001Z")))
            .build();

    assertThat(print(rows))
        .isEqualTo(
            """
            [
            {"flag":true,"big":123456789012345678901234567890,"exact":1000,"double":0.1,"nan":"NaN",\
            "at":"2021-12-06T18:30:19.000Z","on":"1956-05-07","list":["a",null,[1]],\
            "map":{"at":"2021-12-06T18:30:19.000001Z"}}
            ]
            """);
  }

  @Test
  void aNameThatRepeatsGetsANumberThatIsFree() {
    ListRows rows = ListRows.of("n", "n", "n_2", "n").row(1, 2, 3, 4).build();

    assertThat(print(rows)).isEqualTo("[\n{\"n\":1,\"n_3\":2,\"n_2\":3,\"n_4\":4}\n]\n");
  }

  @Test
  void noRowsAreAnEmptyArray() {
    assertThat(print(ListRows.of("a").build())).isEqualTo("[]\n");
  }

  private static String print(ListRows rows) {
    TestConsole console = TestConsole.file();
    OutputFormat.JSON.printer(console.console()).print(rows);
    return console.out();
  }
}
