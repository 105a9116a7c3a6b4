package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.engine.embedded.delta.Change;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.NewFile;
import dev.bookreel.engine.embedded.delta.TableSchema;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Duck;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Types;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.scale.Cases;
import io.delta.kernel.expressions.And;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Or;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What statistics rule out, no condition finds: on random tables with odd values, reading the files
 * that may hold a condition's rows gives the same as reading all.
 */
class FileSkippingTest {
  private static final int TABLES = Cases.count(3, 200);
  private static final int FILES = 8;
  private static final int CONDITIONS = 120;

  private static final StructType SCHEMA =
      new StructType()
          .add("text", StringType.STRING)
          .add("whole", IntegerType.INTEGER)
          .add("big", LongType.LONG)
          .add("number", DoubleType.DOUBLE)
          .add("price", new DecimalType(10, 2))
          .add("worth", new DecimalType(38, 10))
          .add("day", DateType.DATE)
          .add("at", TimestampType.TIMESTAMP)
          .add("flag", BooleanType.BOOLEAN);

  private static final String LONG = "x".repeat(30);

  /** A text of two UTF-16 units around the length to which bounds are kept. */
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "A",
          "é",
          "z",
          "\uFFFD",
          "\uFFFF",
          "🎬",
          "'\"\\",
          LONG + "y",
          LONG + "yz",
          LONG + "yzz",
          LONG + "🎬",
          LONG + "y🎬",
          LONG + "yz🎬",
          LONG + "\uFFFD",
          "🎬".repeat(16),
          "🎬".repeat(17),
          "\uFFFD".repeat(40));

  @TempDir private Path directory;

  private record Value(Literal literal, String sql) {}

  @Test
  void aFilteredReadFindsWhatFilteringEverythingFinds() throws Exception {
    long seed = Cases.seed(System.nanoTime());
    long skipped = 0;
    for (int i = 0; i < TABLES; i++) {
      skipped += check(new Random(seed + i), "seed " + (seed + i), directory.resolve("t" + i));
    }
    assertThat(skipped).as("files that were left out").isPositive();
  }

  private long check(Random random, String seed, Path folder) throws Exception {
    DeltaTable table = new DeltaTable(folder);
    long skipped = 0;
    try (Duck duck = new Duck(directory, ZoneId.of("Pacific/Apia"));
        Workspace workspace = duck.workspace()) {
      ParquetWriter writer = new ParquetWriter(workspace, table.location(), SCHEMA);
      List<NewFile> files = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        files.add(writer.write(rows(random), Map.of()).orElseThrow());
      }
      table.create(TableSchema.of(SCHEMA), List.of(), Change.append(files));
      TableVersion version = table.latest().orElseThrow();
      Relation relation = new Relation(workspace, version);
      for (int i = 0; i < CONDITIONS; i++) {
        Condition condition = condition(random);
        List<DataFile> needed = version.files(Optional.of(condition.predicate()));
        skipped += FILES - needed.size();
        assertThat(filtered(workspace, relation.of(needed), condition))
            .as("%s: %s", seed, condition.sql())
            .containsExactlyElementsOf(
                filtered(workspace, relation.of(version.files()), condition));
      }
    }
    return skipped;
  }

  private static List<String> filtered(Workspace workspace, String relation, Condition condition)
      throws SQLException {
    return workspace.list(
        "SELECT CAST(r AS VARCHAR) FROM %s r WHERE %s ORDER BY 1"
            .formatted(relation, condition.sql()),
        row -> row.getString(1));
  }

  /** A file has few rows, of which most have values near each other. */
  private static String rows(Random random) {
    List<String> rows = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      List<String> values = new ArrayList<>();
      for (StructField field : SCHEMA.fields()) {
        boolean isNull = random.nextInt(5) == 0;
        values.add(
            "CAST(%s AS %s)"
                .formatted(
                    isNull ? "NULL" : value(field.getDataType(), random).sql(),
                    Types.duck(field.getDataType())));
      }
      rows.add("(" + String.join(", ", values) + ")");
    }
    String names =
        SCHEMA.fields().stream()
            .map(field -> Sql.name(field.getName()))
            .collect(Collectors.joining(", "));
    return "SELECT * FROM (VALUES " + String.join(", ", rows) + ") AS t(" + names + ")";
  }

  private record Condition(Predicate predicate, String sql) {}

  private static Condition condition(Random random) {
    Condition one = comparison(random);
    return switch (random.nextInt(4)) {
      case 0 -> {
        Condition other = comparison(random);
        yield new Condition(
            new And(one.predicate(), other.predicate()), one.sql() + " AND " + other.sql());
      }
      case 1 -> {
        Condition other = comparison(random);
        yield new Condition(
            new Or(one.predicate(), other.predicate()), one.sql() + " OR " + other.sql());
      }
      default -> one;
    };
  }

  private static Condition comparison(Random random) {
    StructField field = SCHEMA.at(random.nextInt(SCHEMA.length()));
    Column column = new Column(field.getName());
    String name = Sql.name(field.getName());
    if (random.nextInt(8) == 0) {
      String is = random.nextBoolean() ? "IS_NULL" : "IS_NOT_NULL";
      return new Condition(new Predicate(is, column), name + " " + is.replace('_', ' '));
    }
    Value value = value(field.getDataType(), random);
    String operator = List.of("=", "<", "<=", ">", ">=").get(random.nextInt(5));
    return new Condition(
        new Predicate(operator, column, value.literal()),
        "%s %s CAST(%s AS %s)"
            .formatted(name, operator, value.sql(), Types.duck(field.getDataType())));
  }

  private static Value value(DataType type, Random random) {
    if (type instanceof StringType) {
      String text = pick(random, TEXTS);
      return new Value(Literal.ofString(text), Sql.text(text));
    }
    if (type instanceof IntegerType) {
      int value = pick(random, List.of(0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 7));
      return new Value(Literal.ofInt(value), String.valueOf(value));
    }
    if (type instanceof LongType) {
      long value = pick(random, List.of(0L, 9007199254740993L, Long.MAX_VALUE, Long.MIN_VALUE));
      return new Value(Literal.ofLong(value), String.valueOf(value));
    }
    if (type instanceof DoubleType) {
      double value = number(random);
      // Kernel takes a condition's negative zero for less than any zero of a file.
      return new Value(Literal.ofDouble(value == 0 ? 0.0 : value), "'" + value + "'");
    }
    if (type instanceof DecimalType decimal) {
      BigDecimal value = decimal(decimal, random);
      return new Value(
          Literal.ofDecimal(value, decimal.getPrecision(), decimal.getScale()),
          "'" + value.toPlainString() + "'");
    }
    if (type instanceof DateType) {
      int days = pick(random, List.of(0, 1, -1, 18_000, -141_428, 2_932_896, -719_162));
      return new Value(Literal.ofDate(days), "DATE '1970-01-01' + " + days);
    }
    if (type instanceof TimestampType) {
      long micros =
          pick(
              random,
              List.of(
                  0L,
                  1L,
                  -1L,
                  999L,
                  1_000L,
                  1_001L,
                  1_640_000_000_123_456L,
                  1_640_000_000_123_457L,
                  1_640_000_000_123_999L,
                  -62_135_596_800_000_000L,
                  253_402_300_799_999_999L));
      return new Value(Literal.ofTimestamp(micros), "make_timestamptz(" + micros + ")");
    }
    boolean flag = random.nextBoolean();
    return new Value(Literal.ofBoolean(flag), String.valueOf(flag));
  }

  private static double number(Random random) {
    return pick(
        random,
        List.of(
            0.0,
            -0.0,
            1.5,
            -1.5,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            0.1));
  }

  private static BigDecimal decimal(DecimalType type, Random random) {
    String digits = pick(random, List.of("0", "1", "-1", "9".repeat(type.getPrecision())));
    return new BigDecimal(new BigInteger(digits), type.getScale());
  }

  private static <T> T pick(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
