package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.EngineListener;
import dev.bookreel.engine.TestLake;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Limits;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Twelve nights of a thousand records in random order, put together into files of 20 kB. */
class RewriteTest {
  private static final int NIGHTS = 12;
  private static final long GOOD_BYTES = 20_000;
  private static final TableDefinition NUMBERS =
      new TableDefinition(
          TableName.parse("app.numbers"),
          "Numbers",
          "numbers.csv",
          TableDefinition.Format.CSV,
          TableDefinition.Contains.CHANGES,
          List.of("n"),
          List.of(
              new Column("n", Scalar.INT, ColumnPath.field("n"), List.of()),
              new Column("text", Scalar.STRING, ColumnPath.field("text"), List.of())),
          List.of(),
          0.3,
          1);

  private @TempDir Path directory;
  private Duck duck;
  private Workspace workspace;
  private TableVersion version;
  private Path target;

  @BeforeEach
  void load() {
    Path lake = directory.toAbsolutePath();
    Random random = new Random(1);
    try (TestLake loaded =
        new TestLake(
            lake, List.of(NUMBERS), (path, definition) -> new EmbeddedEngine(path, definition))) {
      for (int night = 1; night <= NIGHTS; night++) {
        StringBuilder content = new StringBuilder("n,text\n");
        for (int i = 0; i < 1000; i++) {
          content.append("%d,%016x%n".formatted(random.nextInt(), random.nextLong()));
        }
        loaded.load(NUMBERS, night, content.toString());
      }
    }
    duck = new Duck(lake, List.of(), ZoneId.of("UTC"), Limits.NONE, EngineListener.SILENT);
    workspace = duck.workspace();
    version = new DeltaTable(lake.resolve("silver/app/numbers")).latest().orElseThrow();
    target = lake.resolve("silver/app/rewritten");
  }

  @AfterEach
  void close() {
    workspace.close();
    duck.close();
  }

  private List<Rewrite> rewrites(List<String> order) {
    return Rewrite.of("app.numbers", version, version.files(), GOOD_BYTES, order, target);
  }

  private long bytes() {
    return version.files().stream().mapToLong(DataFile::bytes).sum();
  }

  private List<String> rows(List<WrittenFile> written) throws SQLException {
    return rows(written.stream().map(file -> target.resolve(file.name())));
  }

  private List<String> rows(Stream<Path> files) throws SQLException {
    return workspace.list(
        "SELECT n || ' ' || text FROM read_parquet(%s)".formatted(Sql.files(files.toList())),
        row -> row.getString(1));
  }

  private List<Integer> numbers(List<WrittenFile> written) throws SQLException {
    return rows(written).stream().map(row -> Integer.valueOf(row.split(" ", -1)[0])).toList();
  }

  @Test
  void eachFileIsInOnePieceOfAboutTheSameSize() {
    List<Rewrite> rewrites = rewrites(List.of("n"));

    assertThat(rewrites).hasSizeGreaterThan(1);
    assertThat(rewrites.stream().flatMap(it -> it.files().stream()))
        .containsExactlyElementsOf(
            version.files().stream().map(it -> it.path().toString()).toList());
    assertThat(rewrites.stream().mapToLong(Rewrite::bytes).sum()).isEqualTo(bytes());
    assertThat(rewrites)
        .allSatisfy(
            it -> assertThat(it.bytes()).isLessThan(2 * bytes() / rewrites.size()).isPositive());
  }

  @Test
  void aPieceBecomesFilesOfThatSizeInOrder() throws SQLException {
    Rewrite piece = rewrites(List.of("n")).get(0);

    List<WrittenFile> written = piece.run(workspace, directory);

    assertThat(written).hasSizeGreaterThan(1);
    assertThat(written)
        .allSatisfy(file -> assertThat(file.bytes()).isBetween(GOOD_BYTES / 2, GOOD_BYTES * 5 / 4));
    assertThat(rows(written)).hasSize(1000 * piece.files().size());
    assertThat(numbers(written)).isSorted();
  }

  @Test
  void withoutAnOrderRowsStayInTheirs() throws SQLException {
    List<WrittenFile> written = new ArrayList<>();
    for (Rewrite rewrite : rewrites(List.of())) {
      written.addAll(rewrite.run(workspace, directory));
    }

    assertThat(rows(written))
        .containsExactlyElementsOf(rows(version.files().stream().map(DataFile::path)));
  }

  /** Here they were said to be ten times as large as they are. */
  @Test
  void whatSortingMakesSmallerComesIntoFewerFiles() throws Exception {
    List<Rewrite> half =
        Rewrite.of(
            "app.numbers", version, version.files().subList(0, 6), 1 << 30, List.of(), target);
    Rewrite tooLarge = half.get(0);
    Rewrite claiming =
        new Rewrite(
            tooLarge.table(),
            tooLarge.source(),
            tooLarge.version(),
            tooLarge.partition(),
            tooLarge.files(),
            10 * tooLarge.bytes(),
            tooLarge.bytes(),
            List.of("n"),
            tooLarge.target());

    List<WrittenFile> written = claiming.run(workspace, directory);

    assertThat(written).hasSizeLessThanOrEqualTo(2);
    try (var files = Files.list(target.resolve("is_latest=true"))) {
      assertThat(files).hasSameSizeAs(written);
    }
  }
}
