package dev.bookreel.engine;

import dev.bookreel.definition.Check;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.engine.RandomNights.Night;
import dev.bookreel.scale.Cases;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An engine's histories and counts are those of a model, whatever is delivered and whenever it
 * arrives. Each engine's module extends this and supplies its engine.
 */
public abstract class ModelContract {
  /** How many times as many sequences are tried in the long lane. */
  private static final int LONG = 167;

  /** Starting an engine takes longer than loading a small table. */
  private static final int SEQUENCES_A_LAKE = 50;

  private static final long FIRST_SEED = Cases.seed(0);

  private @TempDir Path directory;
  private int lakes;

  /** Opens the engine under test on a lake. */
  protected abstract Engine open(Path lake, LakeDefinition definition);

  /** How many sequences are tried in the quick lane. */
  protected int quick() {
    return 60;
  }

  @Test
  void historiesAreThoseOfTheModel() {
    long end = FIRST_SEED + Cases.count(quick(), LONG * quick());
    for (long first = FIRST_SEED; first < end; first += SEQUENCES_A_LAKE) {
      List<Sequence> sequences =
          LongStream.range(first, Math.min(first + SEQUENCES_A_LAKE, end))
              .mapToObj(Sequence::of)
              .toList();
      try (TestLake lake = lake(sequences)) {
        sequences.parallelStream()
            .flatMap(it -> difference(lake, it).map(told -> new Failure(it, told)).stream())
            .findFirst()
            .ifPresent(
                failure -> {
                  throw new AssertionError(shrunk(failure.sequence()), failure.difference());
                });
      }
    }
  }

  private TestLake lake(List<Sequence> sequences) {
    return new TestLake(
        directory.resolve("lake" + lakes++),
        sequences.stream().map(Sequence::table).toList(),
        this::open);
  }

  /** A table and what is delivered for it: twelve seeds have all kinds of tables. */
  private record Sequence(long seed, TableDefinition table, List<Night> nights) {

    static Sequence of(long seed) {
      int keyColumns = 1 + (int) (seed % 3);
      boolean json = seed % 2 == 0;
      Contains contains = seed / 2 % 2 == 0 ? Contains.EVERYTHING : Contains.CHANGES;
      return new Sequence(
          seed,
          table("app.t" + seed, json, contains, keyColumns),
          new RandomNights(seed, keyColumns, json).nights());
    }

    private static TableDefinition table(
        String name, boolean json, Contains contains, int keyColumns) {
      List<Column> columns = new ArrayList<>();
      for (int i = 0; i < keyColumns; i++) {
        columns.add(
            json && i == 0
                ? new Column(
                    "k0", new ColumnType.Array(Scalar.STRING), ColumnPath.parse("k0[]"), List.of())
                : EngineContract.column("k" + i, "string", "k" + i));
      }
      columns.add(EngineContract.column("value", "int", "value"));
      TableDefinition plain = EngineContract.csv(name, contains, List.of("value"), "value:int");
      TableDefinition table =
          new TableDefinition(
              plain.name(),
              plain.description(),
              plain.delivery(),
              json ? Format.JSON : Format.CSV,
              contains,
              columns.stream().limit(keyColumns).map(Column::name).collect(Collectors.toList()),
              columns,
              List.of(),
              plain.maxDeleted(),
              plain.maxChanged());
      return EngineContract.with(
          table, new Check("small", "value < " + RandomNights.LARGE, Check.Otherwise.QUARANTINE));
    }

    Sequence withNights(List<Night> others) {
      return new Sequence(seed, table, others);
    }

    String told() {
      return IntStream.range(0, nights.size())
          .mapToObj(i -> "night " + (i + 1) + ": " + nights.get(i))
          .collect(Collectors.joining("\n"));
    }
  }

  private record Failure(Sequence sequence, Throwable difference) {}

  /** What differs first between the engine and the model. */
  private static Optional<Throwable> difference(TestLake lake, Sequence sequence) {
    try {
      new ModelRun(lake, sequence.table(), sequence.nights()).check(sequence.seed());
      return Optional.empty();
    } catch (AssertionError | RuntimeException e) {
      return Optional.of(e);
    }
  }

  private Optional<Throwable> differenceInALakeOfItsOwn(Sequence sequence) {
    try (TestLake lake = lake(List.of(sequence))) {
      return difference(lake, sequence);
    }
  }

  /** Leaves out nights, rows and delays, as long as there still is a difference. */
  private String shrunk(Sequence failing) {
    Sequence least = failing;
    for (int night = least.nights().size() - 1; night >= 0; night--) {
      List<Night> fewer = new ArrayList<>(least.nights());
      fewer.remove(night);
      least = lesser(least, fewer);
    }
    for (int night = least.nights().size() - 1; night >= 0; night--) {
      List<Night> sooner = new ArrayList<>(least.nights());
      sooner.set(night, sooner.get(night).inTime());
      least = lesser(least, sooner);
      for (int row = least.nights().get(night).rows().size() - 1; row >= 0; row--) {
        List<HistoryModel.Row> rows = new ArrayList<>(least.nights().get(night).rows());
        rows.remove(row);
        List<Night> fewer = new ArrayList<>(least.nights());
        fewer.set(night, fewer.get(night).withRows(rows));
        least = lesser(least, fewer);
      }
    }
    return "Seed %d, %s table that contains %s: %s, in short with%n%s"
        .formatted(
            failing.seed(),
            failing.table().format(),
            failing.table().contains(),
            differenceInALakeOfItsOwn(least)
                .map(Throwable::toString)
                .orElse("not so in a lake of its own, see the cause"),
            least.told());
  }

  private Sequence lesser(Sequence sequence, List<Night> nights) {
    Sequence lesser = sequence.withNights(nights);
    return !nights.isEmpty() && differenceInALakeOfItsOwn(lesser).isPresent() ? lesser : sequence;
  }
}
