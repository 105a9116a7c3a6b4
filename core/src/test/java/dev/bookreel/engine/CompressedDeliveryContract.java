package dev.bookreel.engine;

import static dev.bookreel.engine.EngineContract.csv;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.compression.Compression;
import dev.bookreel.compression.Packed;
import dev.bookreel.definition.ByteSize;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.LoadOutcome.Committed;
import dev.bookreel.error.UnreadableDeliveryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every engine must do with compressed deliveries. Each engine's module extends this and
 * supplies its engine.
 */
public abstract class CompressedDeliveryContract {
  private static final TableDefinition MOVIES =
      csv("app.movies", Contains.EVERYTHING, List.of("title"), "title:string", "mins:int");
  private static final TableDefinition THINGS = small("app.things", Format.JSON);
  private static final String ROWS = "title,mins\nAlien,117\nBrazil,143\nBad,x\n";

  private @TempDir Path directory;
  private TestLake lake;

  /** Opens the engine under test on a lake. */
  protected abstract Engine open(Path lake, LakeDefinition definition);

  @BeforeEach
  void openLake() {
    lake = new TestLake(directory, List.of(MOVIES, THINGS), this::open);
  }

  @AfterEach
  void closeLake() {
    lake.close();
  }

  /** A table that takes no more than a thousand bytes. */
  private static TableDefinition small(String name, Format format) {
    TableDefinition table =
        csv(name, Contains.EVERYTHING, List.of("title"), "title:string", "mins:int");
    return new TableDefinition(
        table.name(),
        table.description(),
        table.delivery(),
        format,
        table.contains(),
        table.key(),
        table.columns(),
        table.checks(),
        table.maxDeleted(),
        table.maxChanged(),
        new ByteSize(1000));
  }

  private static Committed committed(long version, ChangeCounts counts) {
    return new Committed(version, counts, List.of(), List.of());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCompressedLoadsAsIfItWereNot(Compression compression) {
    byte[] json =
        "[{\"title\":\"Alien\",\"mins\":117},{\"title\":\"Bad\",\"mins\":\"x\"}]".getBytes(UTF_8);
    Delivery movies = lake.deliver(MOVIES, 1, Packed.by(compression, ROWS.getBytes(UTF_8)));
    Delivery things = lake.deliver(THINGS, 1, Packed.by(compression, json));

    assertThat(lake.engine().load(MOVIES, movies, false))
        .isEqualTo(committed(0, new ChangeCounts(3, 2, 0, 0, 0, 0, 1)));
    assertThat(lake.engine().load(THINGS, things, false))
        .isEqualTo(committed(0, new ChangeCounts(2, 1, 0, 0, 0, 0, 1)));
    assertThat(lake.query("SELECT title, mins FROM app.movies ORDER BY title"))
        .containsExactly("Alien|117", "Brazil|143");
    assertThat(lake.query("SELECT record FROM lake.quarantine ORDER BY table_name"))
        .containsExactly(
            "{\"title\":\"Bad\",\"mins\":\"x\"}", "{\"title\":\"Bad\",\"mins\":\"x\"}");
    assertNothingInflatedIsLeft();
  }

  /** Servers name a file so that they would pack on the way. */
  @ParameterizedTest
  @ValueSource(strings = {".gz", ".zst", ".zip"})
  void whatIsNamedCompressedAndIsNotLoadsAsItIs(String ending) throws IOException {
    Delivery movies = renamed(lake.deliver(MOVIES, 1, ROWS), ending);
    Delivery things = renamed(lake.deliver(THINGS, 1, "{\"title\":\"A\",\"mins\":1}"), ending);

    assertThat(lake.engine().load(MOVIES, movies, false))
        .isEqualTo(committed(0, new ChangeCounts(3, 2, 0, 0, 0, 0, 1)));
    assertThat(lake.engine().load(THINGS, things, false))
        .isEqualTo(committed(0, new ChangeCounts(1, 1, 0, 0, 0, 0, 0)));
  }

  private static Delivery renamed(Delivery delivery, String ending) throws IOException {
    Path file = delivery.file();
    return new Delivery(
        delivery.table(),
        delivery.deliveredAt(),
        Files.move(file, file.resolveSibling(file.getFileName() + ending)),
        delivery.bytes(),
        delivery.sha256());
  }

  @Test
  void recountingAndRebuildingInflateAgain() {
    Delivery first = lake.deliver(MOVIES, 1, Packed.gzip(ROWS.getBytes(UTF_8)));
    Delivery second =
        lake.deliver(MOVIES, 2, Packed.zstd(ROWS.replace("117", "118").getBytes(UTF_8)));
    lake.engine().load(MOVIES, first, false);
    LoadOutcome loaded = lake.engine().load(MOVIES, second, false);

    assertThat(lake.engine().recount(MOVIES, second)).contains((Committed) loaded);
    assertThat(lake.engine().rebuild(MOVIES, List.of(first, second)).counts())
        .isEqualTo(new ChangeCounts(6, 2, 1, 0, 1, 0, 2));
    assertNothingInflatedIsLeft();
  }

  @ParameterizedTest
  @EnumSource
  void aDamagedFileIsRefusedAndTheNextIsTaken(Compression compression) {
    byte[] whole = Packed.by(compression, ROWS.getBytes(UTF_8));
    refuses(MOVIES, Arrays.copyOf(whole, whole.length - 1), "it is a damaged " + compression);
    assertThat(lake.engine().load(MOVIES, lake.deliver(MOVIES, 3, whole), false))
        .isEqualTo(committed(1, new ChangeCounts(3, 1, 0, 0, 1, 0, 1)));
  }

  @Test
  void aZipOfSeveralFilesIsRefusedWithTheirNames() {
    refuses(
        MOVIES,
        Packed.zip(ROWS.getBytes(UTF_8), "a.csv", "b.csv"),
        "it is a zip archive with several files: 'a.csv', 'b.csv'. Ask for an archive with exactly one file in it.");
  }

  @Test
  void anEmptyZipIsRefused() {
    refuses(
        MOVIES,
        Packed.zip(new byte[0]),
        "it is a zip archive with no file. Ask for an archive with exactly one file in it.");
  }

  @ParameterizedTest
  @EnumSource
  void nothingCompressedIsRefusedAsNothing(Compression compression) {
    refuses(
        MOVIES, Packed.by(compression, new byte[0]), "it is empty, without even a header. Ask for");
  }

  @Test
  void whatIsCompressedTwiceIsRefused() {
    refuses(
        MOVIES,
        Packed.gzip(Packed.gzip(ROWS.getBytes(UTF_8))),
        "it is compressed twice: inside the gzip file is a gzip file. Ask for a delivery that is compressed once.");
  }

  @ParameterizedTest
  @EnumSource
  void whatInflatesToMoreThanTheDefinitionAllowsIsRefused(Compression compression) {
    byte[] many = "{\"title\":\"Alien\",\"mins\":117}\n".repeat(100_000).getBytes(UTF_8);
    refuses(
        THINGS,
        Packed.by(compression, many),
        "it inflates to more than max_inflated = 1 KB allows. If that is right, set a larger 'max_inflated' in the table's definition.");
  }

  @Test
  void whatIsNotCompressedIsNotLimited() {
    String many = "{\"title\":\"Alien\",\"mins\":117}\n".repeat(1000);
    assertThat(lake.load(THINGS, 1, many))
        .isEqualTo(committed(0, new ChangeCounts(1000, 1, 0, 0, 0, 999, 0)));
  }

  private void refuses(TableDefinition table, byte[] content, String reason) {
    String good =
        table.format() == Format.CSV ? "title,mins\nAlien,117\n" : "{\"title\":\"A\",\"mins\":1}";
    lake.load(table, 1, good);
    Delivery bad = lake.deliver(table, 2, content);

    assertThatThrownBy(() -> lake.engine().load(table, bad, true))
        .isInstanceOf(UnreadableDeliveryException.class)
        .hasMessageStartingWith(
            "Cannot load %s into %s: %s".formatted(bad.file(), table.name(), reason))
        .hasMessageEndingWith(". The table is unchanged and the delivery stays in raw.");
    assertThat(lake.engine().lastLoaded(table)).contains(TestLake.night(1));
    assertNothingInflatedIsLeft();
  }

  private void assertNothingInflatedIsLeft() {
    Path system = directory.resolve("system");
    if (!Files.exists(system)) {
      return;
    }
    try (Stream<Path> files = Files.list(system)) {
      assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("."));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
