package dev.bookreel.engine.spark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.compression.Packed;
import dev.bookreel.definition.Check;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.embedded.Absences;
import dev.bookreel.engine.embedded.Delivered;
import dev.bookreel.engine.embedded.Findings;
import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Limits;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read in slices is what one task reads. */
class SlicedReadingTest {
  private static final int ROWS = 60;
  private static final Column NOTE = column("note", Scalar.STRING);
  private static final Column LATER = column("later", Scalar.STRING);

  @TempDir private Path directory;
  private Session session;
  private LakeLayout layout;
  private Workplace workplace;
  private Duck duck;

  private static Column column(String name, Scalar type) {
    return new Column(name, type, ColumnPath.field(name), List.of());
  }

  private static TableDefinition table(Format format) {
    return new TableDefinition(
        TableName.parse("app.things"),
        "Things",
        "things",
        format,
        Contains.EVERYTHING,
        List.of("k"),
        List.of(column("k", Scalar.INT), NOTE, column("n", Scalar.INT), LATER),
        List.of(
            new Check("few", "n < 50", Check.Otherwise.WARN),
            new Check("some", "n < 20", Check.Otherwise.WARN),
            new Check("sane", "n < 90", Check.Otherwise.QUARANTINE)),
        1,
        1);
  }

  @BeforeEach
  void open() {
    session = TestSpark.session(EngineListener.SILENT);
    layout =
        new LakeLayout(
            directory,
            new LakeDefinition("test", ZoneId.of("UTC"), List.of(), List.of(), List.of()));
    workplace = Workplace.of(layout, Limits.NONE);
    duck = new Duck(layout.root(), ZoneId.of("UTC"));
  }

  @AfterEach
  void close() {
    duck.close();
    SharedDuck.giveUp(workplace);
    session.close();
  }

  /** All that a load takes from a reading. */
  private record Read(
      int slices,
      Findings findings,
      List<String> accepted,
      List<String> refused,
      List<Column> absences) {
    Read inOne() {
      return new Read(1, findings, accepted, refused, absences);
    }
  }

  private Read read(TableDefinition table, byte[] content, List<Column> mayLack, long sliceBytes)
      throws Exception {
    Path file = directory.resolve("delivery");
    Files.write(file, content);
    Delivery delivery =
        new Delivery(
            table.name(), Instant.parse("2022-01-01T02:00:00Z"), file, Files.size(file), "any");
    Absences absences = Absences.of(mayLack);
    SparkReader reader = new SparkReader(layout, session, workplace, bytes -> sliceBytes, 0);
    try (Workspace workspace = duck.workspace();
        StagedDelivery reading =
            (StagedDelivery) reader.read(workspace, table, delivery, absences, Optional.empty())) {
      List<Path> accepted = reading.rows().accepted();
      return new Read(
          accepted.size(),
          reading.findings(),
          texts(
              workspace,
              "SELECT t::VARCHAR FROM (SELECT * EXCLUDE (__position) FROM %s ORDER BY __position) t"
                  .formatted(Stage.relation(workspace, accepted))),
          texts(workspace, "SELECT r::VARCHAR FROM %s r ORDER BY ALL".formatted(Delivered.REFUSED)),
          absences.columns());
    }
  }

  private static List<String> texts(Workspace workspace, String sql) throws SQLException {
    return workspace.list(sql, row -> String.valueOf(row.getString(1)));
  }

  private Read assertThatSlicesGiveTheSame(
      TableDefinition table, String content, List<Column> mayLack, int slices) throws Exception {
    byte[] bytes = content.getBytes(UTF_8);
    Read whole = read(table, bytes, mayLack, Long.MAX_VALUE);
    Read sliced = read(table, bytes, mayLack, bytes.length / slices);
    String shown = content.substring(0, Math.min(content.length(), 10_000));
    assertThat(sliced.slices()).as(shown).isGreaterThan(slices / 2);
    assertThat(sliced.inOne()).as(shown).isEqualTo(whole);
    return whole;
  }

  @ParameterizedTest
  @CsvSource({"1, 5", "2, 5", "3, 2", "4, 9"})
  void csv(int seed, int slices) throws Exception {
    Random random = new Random(seed);
    String lineEnd = seed % 2 == 0 ? "\n" : "\r\n";
    String rows =
        IntStream.range(0, ROWS)
            .mapToObj(
                i ->
                    switch (random.nextInt(12)) {
                      case 0 -> "too,few";
                      case 1 -> "";
                      case 2 -> random.nextInt(20) + ",not a number,x,,";
                      case 3 -> ",no key,1,,";
                      default ->
                          "%d,%s,%d,,%s"
                              .formatted(
                                  random.nextInt(8), note(random), random.nextInt(4) * 30, "more");
                    })
            .collect(Collectors.joining(lineEnd));

    Read read =
        assertThatSlicesGiveTheSame(
            table(Format.CSV),
            (seed > 2 ? "\uFEFF" : "") + "k,note,n,later,new field" + lineEnd + rows,
            List.of(),
            slices);

    assertThatMuchHappened(read);
    assertThat(read.refused())
        .anyMatch(row -> row.contains("too few fields"))
        .anyMatch(row -> row.contains("a later row has the same k"));
  }

  private static String note(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> "\"a, \"\"b\"\"\n\nc\"";
      case 1 -> "5\" disc";
      case 2 -> "é";
      default -> "";
    };
  }

  private static void assertThatMuchHappened(Read read) {
    assertThat(read.findings().duplicates()).isPositive();
    assertThat(read.findings().newFields()).isNotEmpty();
    assertThat(read.findings().warnings()).hasSize(2);
    assertThat(read.accepted()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 5, true", "2, 5, false", "3, 2, true", "4, 9, false"})
  void json(int seed, int slices, boolean array) throws Exception {
    Random random = new Random(seed);
    String separator = array ? ",\n" : "\n";
    String rows =
        IntStream.range(0, ROWS)
            .mapToObj(i -> object(random, array ? "\n " : " "))
            .collect(Collectors.joining(separator));

    Read read =
        assertThatSlicesGiveTheSame(
            table(Format.JSON),
            (seed > 2 ? "\uFEFF" : "") + (array ? "[\n" + rows + "\n]\n" : rows + "\n"),
            List.of(LATER),
            slices);

    assertThatMuchHappened(read);
    assertThat(read.absences()).containsExactly(LATER);
    assertThat(read.refused()).anyMatch(row -> row.contains("a later row has the same k"));
  }

  private static String object(Random random, String space) {
    String more =
        switch (random.nextInt(6)) {
          case 0 -> ",\"x\":{\"y\":[1,2.5]}";
          case 1 -> ",\"z\":\"a, ]}\"";
          case 2 -> ",\"x\":{\"y\":[]},\"w\":1";
          default -> "";
        };
    String key =
        switch (random.nextInt(12)) {
          case 0 -> "null";
          case 1 -> "\"x\"";
          default -> String.valueOf(random.nextInt(8));
        };
    return "{%1$s\"k\": %2$s,%1$s\"note\": \"{\\\\\\\"[\",%1$s\"n\":%3$d%4$s%1$s}"
        .formatted(space, key, random.nextInt(4) * 30, more);
  }

  @Test
  void onOneMachineOneTaskReadsAllUnlessSomebodySaysOtherwise() {
    assertThat(session.partBytes()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aCompressedDeliveryIsInflatedAndThenSliced() throws Exception {
    String rows =
        IntStream.range(0, 200)
            .mapToObj(i -> "%d,a,%d,%d\n".formatted(i, i % 80, i * 7919))
            .collect(Collectors.joining("", "k,note,n,later\n", ""));
    byte[] packed = Packed.gzip(rows.getBytes(UTF_8));

    Read sliced = read(table(Format.CSV), packed, List.of(), packed.length - 1);

    assertThat(sliced.slices()).isGreaterThan(1);
    assertThat(sliced.inOne())
        .isEqualTo(read(table(Format.CSV), packed, List.of(), Long.MAX_VALUE));
  }

  /** Its records are shown without the spaces between values, which smaller ones keep. */
  @Test
  void aLargeArray() throws Exception {
    String pad = "x".repeat(1_000);
    String rows =
        IntStream.range(0, 17_000)
            .mapToObj(
                i ->
                    "{ \"k\": %d, \"n\": \"%s\", \"note\": \"a\", \"later\": \"b\", \"pad\": \"%s\" }"
                        .formatted(i, i % 5_000 == 7 ? "no number" : "1", pad))
            .collect(Collectors.joining(",\n", "[", "]"));

    Read read = assertThatSlicesGiveTheSame(table(Format.JSON), rows, List.of(), 3);

    assertThat(read.refused()).hasSize(4).allMatch(row -> row.contains("\"n\":\"no number\""));
  }

  /** Only the last record has a value, or the field. */
  @Test
  void whatOneSliceLacksAnotherHas() throws Exception {
    String rows =
        IntStream.range(0, 20)
            .mapToObj(i -> "{\"k\":%d,\"note\":null,\"n\":null}\n".formatted(i))
            .collect(Collectors.joining());
    Read read =
        assertThatSlicesGiveTheSame(
            table(Format.JSON),
            rows
                + "{\"k\":\"x\",\"note\":\"a\"}\n{\"k\":77,\"n\":1,\"note\":\"b\",\"later\":\"c\"}\n",
            List.of(NOTE, LATER),
            4);
    assertThat(read.absences()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CSV, a failed check, 'k,note,n,later;1,a,95,x;2,b,1,x;'",
    "CSV, an open quote, 'k,note,n,later;1,a,1,x;2,\"b,1,x;3,b,1,x;4,b,1,x;'",
    "CSV, mixed line ends, 'k,note,n,later;1,a,1,x;2,b,1,x|3,b,1,x;4,b,1,x;'",
    "CSV, an empty column of other type, 'k,note,n,later;1,a,q,x;2,b,r,x;3,b,s,x;4,b,,x;'",
    "JSON, a line that is no object, '{\"k\":1,\"note\":\"\",\"n\":2,\"later\":\"\"};[7];{\"k\":2};'",
    "JSON, a vanished field, '{\"k\":1,\"note\":\"\",\"later\":\"\"};{\"k\":2};{\"k\":3};'",
    "JSON, an array of other values, '[{\"k\":1,\"note\":\"\",\"n\":1,\"later\":\"\"},7,8,{\"k\":3},;]'",
    "JSON, half a record, '{\"k\":1,\"note\":\"\",\"n\":1,\"later\":\"\"};{\"k\":2};{\"k\"'"
  })
  void whatSlicesDoNotTellOneTaskDoes(Format format, String what, String text) {
    String content = text.replace("|", "\r\n").replace(";", "\n");
    TableDefinition strict = table(format);
    TableDefinition table =
        new TableDefinition(
            strict.name(),
            strict.description(),
            strict.delivery(),
            format,
            strict.contains(),
            strict.key(),
            strict.columns(),
            List.of(new Check("never", "n < 90", Check.Otherwise.FAIL)),
            1,
            1);
    String whole = outcome(table, content, Long.MAX_VALUE);
    assertThat(whole).as(what).containsPattern("^Read|UnreadableDeliveryException");
    assertThat(outcome(table, content, content.length() / 4)).as(what).isEqualTo(whole);
  }

  private String outcome(TableDefinition table, String content, long sliceBytes) {
    try {
      return String.valueOf(read(table, content.getBytes(UTF_8), List.of(), sliceBytes).inOne());
    } catch (Exception e) {
      return String.valueOf(e);
    }
  }
}
