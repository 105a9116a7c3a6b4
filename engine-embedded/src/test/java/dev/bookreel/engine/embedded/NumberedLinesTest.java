package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberedLinesTest {
  @TempDir Path directory;

  /** What was copied, if it was. */
  private Optional<String> copied(String text, int head, long lines, long... numbers)
      throws IOException {
    Path from = Files.writeString(directory.resolve("from"), text);
    Path to = directory.resolve("to");
    Files.deleteIfExists(to);
    boolean isCopied = NumberedLines.copy(from, head, numbers, lines, to);
    assertThat(Files.exists(to)).isEqualTo(isCopied);
    return isCopied ? Optional.of(Files.readString(to)) : Optional.empty();
  }

  @Test
  void linesAreCountedBehindTheHead() throws IOException {
    assertThat(copied("head\none\ntwo\nthree\n", 1, 3, 1, 3)).contains("head\none\nthree\n");
    assertThat(copied("one\ntwo\nthree\n", 0, 3, 2)).contains("two\n");
    assertThat(copied("head\none\n", 1, 1)).contains("head\n");
  }

  @Test
  void theLastLineMayEndWithTheFile() throws IOException {
    assertThat(copied("head\none\ntwo", 1, 2, 2)).contains("head\ntwo\n");
  }

  @ParameterizedTest
  @CsvSource({"'head\none\n\ntwo\n'", "'head\none\n'", "''", "'head\none\ntwo\nthree'"})
  void aFileWithMoreOrFewerLinesIsLeftToOthers(String text) throws IOException {
    assertThat(copied(text, 1, 2, 1)).isEmpty();
  }

  /** At each place among the eight bytes that are looked at together. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 65_534, 65_535, 65_536})
  void aReturnBelongsToALineFeedOrMakesTheFileOdd(int before) throws IOException {
    String first = "x".repeat(before);

    assertThat(copied(first + "\r\nlast\r\n", 0, 2, 1, 2)).contains(first + "\r\nlast\r\n");
    assertThat(copied(first + "\rlast\r\n\n", 0, 2, 1)).isEmpty();
    assertThat(copied(first + "\nlast\r", 0, 2, 1)).isEmpty();
    assertThat(copied(first + "\r\r\nlast\n", 0, 2, 1)).isEmpty();
  }

  /** Among them lines that are longer than what is read at a time, and many that are empty. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void anyLinesOfAnyLengthAreFound(long seed) throws IOException {
    Random random = new Random(seed);
    String[] lines = new String[200 + random.nextInt(2_000)];
    for (int i = 0; i < lines.length; i++) {
      int longest = random.nextInt(100) == 0 ? 300_000 : random.nextInt(3) == 0 ? 1 : 300;
      lines[i] = (i + "é").repeat(longest).substring(0, random.nextInt(longest)) + "\n";
    }
    TreeSet<Long> numbers = new TreeSet<>();
    while (numbers.size() < lines.length / (1 + random.nextInt(50))) {
      numbers.add(1L + random.nextInt(lines.length));
    }
    StringBuilder expected = new StringBuilder("head\n");
    numbers.forEach(number -> expected.append(lines[(int) (number - 1)]));

    long[] wanted = numbers.stream().flatMapToLong(LongStream::of).toArray();
    assertThat(copied("head\n" + String.join("", lines), 1, lines.length, wanted))
        .contains(expected.toString());
  }
}
