package dev.bookreel.engine.embedded.cut;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.engine.embedded.cut.Cutter.Records;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CutterTest {
  private static final int SEEDS = 25;
  private static final String MARK = "\uFEFF";

  @TempDir private Path directory;

  /**
   * A file of known records.
   *
   * @param head what is before them
   * @param records each with what separates it from the next
   */
  private record Sample(String head, List<String> records) {
    byte[] bytes() {
      return (head + String.join("", records)).getBytes(UTF_8);
    }
  }

  private static String any(Random random, String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private static String many(Random random, int most, String... texts) {
    return IntStream.range(0, random.nextInt(most + 1))
        .mapToObj(i -> any(random, texts))
        .collect(Collectors.joining());
  }

  private static Sample csv(Random random, String lineEnd) {
    List<String> records = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      int fields = random.nextInt(4);
      records.add(
          IntStream.range(0, fields)
                  .mapToObj(field -> field(random))
                  .collect(Collectors.joining(","))
              + lineEnd);
    }
    if (random.nextBoolean()) {
      records.add("last");
    }
    return new Sample(
        any(random, "", MARK) + any(random, "a,b", "\"a\nb\",\"c\"\"\"", "x\"y") + lineEnd,
        records);
  }

  private static String field(Random random) {
    return random.nextBoolean()
        ? "\"" + many(random, 6, "\"\"", "\n", "\r\n", ",", "é", " ", "a", "{", "'") + "\""
        : many(random, 1, "é", "a") + many(random, 4, "a", "'", "\\", "{", "7");
  }

  private static Sample lines(Random random) {
    return new Sample(
        any(random, "", MARK),
        IntStream.rangeClosed(0, random.nextInt(12))
            .mapToObj(i -> object(random).replace("\n", "") + any(random, "\n", "\r\n", "\n\n"))
            .flatMap(
                text ->
                    text.endsWith("\n\n")
                        ? List.of(text.substring(0, text.length() - 1), "\n").stream()
                        : List.of(text).stream())
            .collect(Collectors.toList()));
  }

  private static Sample array(Random random) {
    int last = random.nextInt(12);
    String space = any(random, "", "\n  ");
    List<String> records = new ArrayList<>();
    for (int i = 0; i <= last; i++) {
      records.add(
          (i == 0 ? any(random, "", MARK, " ") + "[" : "")
              + space
              + object(random)
              + space
              + (i == last ? "]" + any(random, "", "\n") : ","));
    }
    return new Sample("", records);
  }

  private static String object(Random random) {
    String text = "\"" + many(random, 6, "\\\"", "\\\\", "]", "[", "}", "{", ",", "é", ":") + "\"";
    return any(
        random,
        "{}",
        "{\"a\":" + text + "}",
        "{\n \"a\": [" + text + ", {\"b\": [[], " + text + "]}],\n \"c\": {\"d\": 1, \"e\": 2}\n}");
  }

  /** What is read of each stretch of so many bytes, whatever buffer is used. */
  private List<Records> cut(Path file, long bytes, int buffer) throws IOException {
    Cut cut = cut(file);
    List<Stretch> stretches = cut.stretches(bytes);
    try (FileChannel channel = FileChannel.open(file)) {
      List<Passage> passages = new ArrayList<>();
      for (Stretch stretch : stretches) {
        passages.add(Cutter.passage(cut, channel, stretch));
      }
      List<Records> records = new ArrayList<>();
      for (Slice slice : cut.slices(stretches, passages)) {
        Cutter.records(slice, channel, buffer).ifPresent(records::add);
      }
      return records;
    }
  }

  private static Cut cut(Path file) throws IOException {
    String name = file.getFileName().toString();
    return (name.endsWith("csv") ? csv(file) : json(file)).orElseThrow();
  }

  private static Optional<Cut> csv(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return Cut.csv(channel);
    }
  }

  private static Optional<Cut> json(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return Cut.json(channel);
    }
  }

  private static Sample sample(String kind, Random random) {
    return switch (kind) {
      case "csv" -> csv(random, "\n");
      case "returns.csv" -> csv(random, "\r\n");
      case "lines.json" -> lines(random);
      default -> array(random);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "returns.csv", "lines.json", "array.json"})
  void whereverAFileIsCutEachRecordIsInOnePartAndWhole(String kind) throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Sample sample = sample(kind, random);
      byte[] bytes = sample.bytes();
      Path file = Files.write(directory.resolve("sample." + kind), bytes);
      List<Long> starts = starts(sample);
      List<Long> borders = kind.endsWith("csv") ? borders(sample, starts) : starts;
      for (int size = 1; size <= bytes.length; size++) {
        List<Records> parts = cut(file, size, 1 + random.nextInt(40));
        String what = "%s, seed %d, cut by %d bytes: %s".formatted(kind, seed, size, parts);
        long at = borders.get(0);
        for (Records part : parts) {
          assertThat(part.bytes().start()).as(what).isEqualTo(at).isIn(borders);
          assertThat(part.linesBefore())
              .as(what)
              .isEqualTo(kind.endsWith("csv") ? starts.indexOf(at) : 0);
          at = part.bytes().end();
          assertThat(part.areLast()).as(what).isEqualTo(at == bytes.length);
        }
        assertThat(at).as(what).isEqualTo(bytes.length);
        assertThat(parts.size())
            .as(what)
            .isGreaterThanOrEqualTo(size == 1 ? borders.size() - 1 : 1);
      }
    }
  }

  private static List<Long> starts(Sample sample) {
    List<Long> starts = new ArrayList<>();
    long start = sample.head().getBytes(UTF_8).length;
    for (String record : sample.records()) {
      starts.add(start);
      start += record.getBytes(UTF_8).length;
    }
    return starts;
  }

  /** Not beside blank lines. */
  private static List<Long> borders(Sample sample, List<Long> starts) {
    List<String> records = sample.records();
    return IntStream.range(0, records.size())
        .filter(i -> i == 0 || !(records.get(i - 1).isBlank() || records.get(i).isBlank()))
        .mapToObj(starts::get)
        .collect(Collectors.toList());
  }

  @Test
  void aRecordThatBeginsWithAStretchBelongsToTheOneBefore() throws IOException {
    Path file = Files.writeString(directory.resolve("sample.csv"), "a\n11\n22\n33\n44\n");
    assertThat(cut(file, 6, 100))
        .containsExactly(
            new Records(new Stretch(2, 11), 0, false), new Records(new Stretch(11, 14), 3, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,b\\n1,\"2\\n3,4\\n | its last record is not whole",
        "a,b\\n1,\"2\"x\\n3,4\\n | its quotes or line ends are odd at byte 9",
        "a,b\\n1, \"2\"\\n3,4\\n | its quotes or line ends are odd at byte 7",
        "a,b\\n1,2\\r\\n3,4\\n | its quotes or line ends are odd at byte 7",
        "a,b\\r\\n1,2\\n3,4\\r\\n | its quotes or line ends are odd at byte 8",
        "a,b\\r\\n1,2\\r3,4\\r\\n | its quotes or line ends are odd at byte 9",
        "a,b\\n1,2\\r3,4\\n | its quotes or line ends are odd at byte 7"
      })
  void oddCsvIsNotCut(String content, String reason) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("sample.csv"), content.replace("\\n", "\n").replace("\\r", "\r"));
    for (int bytes = 1; bytes < 10; bytes++) {
      int size = bytes;
      assertThatThrownBy(() -> cut(file, size, 100))
          .isInstanceOf(OddFileException.class)
          .hasMessage(reason);
    }
  }

  @Test
  void aVeryLongLineIsNotCutInCsv() throws IOException {
    String content = "a\n1\n" + "x".repeat(8_000_000) + "\n2\n";
    Path csv = Files.writeString(directory.resolve("sample.csv"), content);
    assertThatThrownBy(() -> cut(csv, 100_000, 100_000))
        .isInstanceOf(OddFileException.class)
        .hasMessage("it has a very long line at byte 4");
    Path last = Files.writeString(csv, content.substring(0, 8_000_004));
    assertThatThrownBy(() -> cut(last, 100_000, 100_000)).isInstanceOf(OddFileException.class);
    Path shorter = Files.writeString(csv, content.replaceFirst("x", ""));
    assertThat(cut(shorter, 4_000_000, 100_000)).hasSize(2);
  }

  @Test
  void aFileThatBecameShorterIsNotCut() throws IOException {
    Path file = Files.writeString(directory.resolve("sample.json"), "{}\n{}\n");
    Cut cut = json(file).orElseThrow();
    Slice all = cut.slices(cut.stretches(100), List.of()).get(0);
    Files.writeString(file, "{}\n");
    try (FileChannel channel = FileChannel.open(file)) {
      assertThatThrownBy(() -> Cutter.passage(cut, channel, all.stretch()))
          .isInstanceOf(OddFileException.class)
          .hasMessage("it became shorter while it was read");
      assertThatThrownBy(() -> Cutter.records(all, channel))
          .isInstanceOf(OddFileException.class)
          .hasMessage("it became shorter while it was read");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "1", "\uFEFF", "null\n{}", "\"x\""})
  void whatIsNoArrayAndNoLinesOfObjectsIsNotCut(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("sample.json"), content);
    assertThat(json(file)).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a,b", "\"a", "\"a\"b\n1\n", "a\rb\n1\n", "\"a,b\n1,2\n"})
  void aFileWithAnOddHeaderIsNotCut(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("sample.csv"), content);
    assertThat(csv(file)).isEqualTo(Optional.empty());
  }
}
