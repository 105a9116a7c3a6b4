package dev.bookreel.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.console.TestConsole;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TablePrinterTest {

  @Test
  void numbersStandToTheRightAndTextToTheLeft() {
    ListRows rows =
        ListRows.of("title", "minutes", "rating")
            .row("Alien", 117, new BigDecimal("8.50"))
            .row("Brazil", 1430L, null)
            .build();

    assertThat(inFile(rows))
        .isEqualTo(
            """
            title   minutes  rating
            ------  -------  ------
            Alien       117    8.50
            Brazil     1430    null
            """);
  }

  @Test
  void instantsDatesListsAndNullHaveOneText() {
    ListRows rows =
        ListRows.of("at", "on", "of", "none")
            .row(
                Instant.parse("2021-12-06T18:30:19.099Z"),
                LocalDate.parse("1956-05-07"),
                List.of("a", "b\"c"),
                null)
            .row(Instant.parse("2021-12-06T18:30:19.099123Z"), null, List.of(), "")
            .build();

    assertThat(inFile(rows))
        .isEqualTo(
            """
            at                           on          of            none
            ---------------------------  ----------  ------------  ----
            2021-12-06T18:30:19.099Z     1956-05-07  ["a","b\\"c"]  null
            2021-12-06T18:30:19.099123Z  null        []
            """);
  }

  @Test
  void wideCharactersTakeTheColumnsThatTheyTake() {
    ListRows rows =
        ListRows.of("name", "n").row("千と千尋の神隠し", 1).row("🎬 Café", 22).row("Cafe\u0301", 3).build();

    assertThat(inFile(rows))
        .isEqualTo(
            """
            name               n
            ----------------  --
            千と千尋の神隠し   1
            🎬 Café           22
            Cafe\u0301               3
            """);
  }

  @Test
  void controlCharactersDoNotReachTheTerminal() {
    ListRows rows = ListRows.of("text").row("a\nb\tc\u001b[2J").build();

    assertThat(inFile(rows))
        .isEqualTo(
            """
            text
            --------------
            a\\nb\\tc\\x1b[2J
            """);
  }

  @Test
  void onATerminalLongTextIsCutAndNumbersAreNot() {
    ListRows rows =
        ListRows.of("title", "text", "size")
            .row("Alien", "In space no one can hear you scream", 1234567890L)
            .build();

    assertThat(onTerminal(40, rows))
        .isEqualTo(
            """
            title  text                         size
            -----  ---------------------  ----------
            Alien  In space no one can …  1234567890
            """);
  }

  @Test
  void onATerminalThatIsTooNarrowTheLastColumnsAreLeftOut() {
    ListRows rows = ListRows.of("a", "b", "c").row("1234567890ab", "1234567890abcdef", "x").build();
    TestConsole console = TestConsole.terminal(27);

    OutputFormat.TABLE.printer(console.console()).print(rows);

    assertThat(console.out())
        .isEqualTo(
            """
            a             b
            ------------  -------------
            1234567890ab  1234567890ab…
            """);
    assertThat(console.err())
        .isEqualTo("Not shown for lack of room: c. Widen the terminal, or print as csv.\n");
  }

  @Test
  void aFirstColumnThatIsTooWideIsCut() {
    ListRows rows = ListRows.of("text", "n").row("In space no one can hear you scream", 1).build();

    assertThat(onTerminal(20, rows))
        .isEqualTo(
            """
            text               n
            -----------------  -
            In space no one …  1
            """);
  }

  @Test
  void onATerminalInstantsAreShownWithoutAFractionThatIsNone() {
    ListRows rows =
        ListRows.of("at", "n")
            .row(Instant.parse("2021-12-06T18:30:19Z"), 1)
            .row(Instant.parse("2021-12-06T18:30:19.5Z"), 2)
            .build();

    assertThat(onTerminal(30, rows))
        .isEqualTo(
            """
            at                        n
            ------------------------  -
            2021-12-06T18:30:19Z      1
            2021-12-06T18:30:19.500Z  2
            """);
  }

  @Test
  void inAFileNothingIsCut() {
    String text = "long ".repeat(100).strip();

    assertThat(inFile(ListRows.of("text").row(text).build())).endsWith("\n" + text + "\n");
  }

  @Test
  void noRowsAreAHeader() {
    assertThat(inFile(ListRows.of("a", "b").build())).isEqualTo("a  b\n-  -\n");
  }

  @Test
  void rowsBehindTheFirstThousandArePrintedToo() {
    ListRows.Builder rows = ListRows.of("n");
    IntStream.rangeClosed(1, 2_500).forEach(n -> rows.row(n));
    TestConsole console = TestConsole.file();

    long count = OutputFormat.TABLE.printer(console.console()).print(rows.build());

    assertThat(count).isEqualTo(2_500);
    assertThat(console.out().lines()).hasSize(2_502).contains("1000", "1001", "2500");
  }

  private static String inFile(ListRows rows) {
    return print(TestConsole.file(), rows);
  }

  private static String onTerminal(int columns, ListRows rows) {
    return print(TestConsole.terminal(columns), rows);
  }

  private static String print(TestConsole console, ListRows rows) {
    OutputFormat.TABLE.printer(console.console()).print(rows);
    return console.out();
  }
}
