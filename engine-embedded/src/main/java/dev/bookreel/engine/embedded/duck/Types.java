package dev.bookreel.engine.embedded.duck;

import dev.bookreel.definition.ColumnType;
import dev.bookreel.error.LakeException;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The same type in the words of definitions, of Delta and of DuckDB. */
public final class Types {
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),\\s*(\\d+)\\)");
  private static final Pattern MAP_TO_SCALAR = Pattern.compile("MAP\\((\\w+), ([^()]+)\\)");

  private static final Map<String, DataType> FROM_DUCK =
      Map.ofEntries(
          Map.entry("BOOLEAN", BooleanType.BOOLEAN),
          Map.entry("TINYINT", IntegerType.INTEGER),
          Map.entry("SMALLINT", IntegerType.INTEGER),
          Map.entry("UTINYINT", IntegerType.INTEGER),
          Map.entry("USMALLINT", IntegerType.INTEGER),
          Map.entry("INTEGER", IntegerType.INTEGER),
          Map.entry("UINTEGER", LongType.LONG),
          Map.entry("BIGINT", LongType.LONG),
          Map.entry("UBIGINT", new DecimalType(20, 0)),
          Map.entry("HUGEINT", new DecimalType(38, 0)),
          Map.entry("FLOAT", FloatType.FLOAT),
          Map.entry("DOUBLE", DoubleType.DOUBLE),
          Map.entry("DATE", DateType.DATE),
          Map.entry("TIMESTAMP", TimestampType.TIMESTAMP),
          Map.entry("TIMESTAMP WITH TIME ZONE", TimestampType.TIMESTAMP),
          Map.entry("BLOB", BinaryType.BINARY));

  private Types() {}

  /** A declared type in Delta. */
  public static DataType delta(ColumnType type) {
    if (type instanceof ColumnType.Array array) {
      return new ArrayType(delta(array.element()), true);
    }
    if (type instanceof ColumnType.Decimal decimal) {
      return new DecimalType(decimal.precision(), decimal.scale());
    }
    return switch ((ColumnType.Scalar) type) {
      case STRING -> StringType.STRING;
      case INT -> IntegerType.INTEGER;
      case LONG -> LongType.LONG;
      case DOUBLE -> DoubleType.DOUBLE;
      case BOOLEAN -> BooleanType.BOOLEAN;
      case DATE -> DateType.DATE;
      case TIMESTAMP -> TimestampType.TIMESTAMP;
    };
  }

  /** The text by which a definition declares a Delta type, or Delta's own name of it. */
  public static String declared(DataType type) {
    if (type instanceof ArrayType array) {
      return "array<" + declared(array.getElementType()) + ">";
    }
    if (type instanceof DecimalType decimal) {
      return new ColumnType.Decimal(decimal.getPrecision(), decimal.getScale()).toString();
    }
    return Arrays.stream(ColumnType.Scalar.values())
        .filter(scalar -> delta(scalar).equivalent(type))
        .map(ColumnType.Scalar::toString)
        .findFirst()
        .orElse(type.toString());
  }

  /** The name of a declared type in DuckDB. */
  public static String duck(ColumnType type) {
    return duck(delta(type));
  }

  /**
   * The Delta type in which to keep a column that DuckDB computed; its values are cast to it. What
   * Delta has no type for is kept as text.
   */
  public static DataType delta(String duckType) {
    if (duckType.endsWith("[]")) {
      return new ArrayType(delta(duckType.substring(0, duckType.length() - 2)), true);
    }
    Matcher decimal = DECIMAL.matcher(duckType);
    if (decimal.matches()) {
      return new DecimalType(
          Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
    }
    Matcher map = MAP_TO_SCALAR.matcher(duckType);
    if (map.matches()) {
      return new MapType(delta(map.group(1)), delta(map.group(2)), true);
    }
    return FROM_DUCK.getOrDefault(duckType, StringType.STRING);
  }

  /** The name of a Delta type in DuckDB. */
  public static String duck(DataType type) {
    if (type instanceof ArrayType array) {
      return duck(array.getElementType()) + "[]";
    }
    if (type instanceof MapType map) {
      return "MAP(" + duck(map.getKeyType()) + ", " + duck(map.getValueType()) + ")";
    }
    if (type instanceof StructType struct) {
      return struct.fields().stream()
          .map(Types::field)
          .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }
    if (type instanceof DecimalType decimal) {
      return "DECIMAL(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
    }
    return scalar(type);
  }

  /** A Delta type in the words of definitions; what these have no word for, in Spark's. */
  public static String text(DataType type) {
    if (type instanceof ArrayType array) {
      return "array<" + text(array.getElementType()) + ">";
    }
    if (type instanceof MapType map) {
      return "map<" + text(map.getKeyType()) + "," + text(map.getValueType()) + ">";
    }
    if (type instanceof StructType struct) {
      return struct.fields().stream()
          .map(field -> field.getName() + ":" + text(field.getDataType()))
          .collect(Collectors.joining(",", "struct<", ">"));
    }
    if (type instanceof DecimalType decimal) {
      return "decimal(" + decimal.getPrecision() + "," + decimal.getScale() + ")";
    }
    return type instanceof IntegerType ? "int" : type.toString();
  }

  /** Whether every value of one Delta type is a value of another without loss. */
  public static boolean holds(DataType wide, DataType narrow) {
    if (wide.equivalent(narrow)) {
      return true;
    }
    if (narrow instanceof IntegerType) {
      return wide instanceof LongType || wide instanceof DoubleType;
    }
    return wide instanceof DecimalType to
        && narrow instanceof DecimalType from
        && to.getScale() >= from.getScale()
        && to.getPrecision() - to.getScale() >= from.getPrecision() - from.getScale();
  }

  /**
   * A condition on values of one Delta type: that the other one cannot take them. What it takes of
   * a number in a decimal or floating-point type is rounded; whole numbers stay what they are.
   *
   * @param value an expression of DuckDB's
   * @return empty if the types have nothing in common
   */
  public static Optional<String> misfits(DataType wide, DataType narrow, String value) {
    String cast = "TRY_CAST(%s AS %s)".formatted(value, duck(wide));
    if (isNumber(wide) && isNumber(narrow)) {
      boolean rounds = wide instanceof DecimalType || isFloating(wide);
      return Optional.of(
          rounds
              ? "%s IS NOT NULL AND %s IS NULL".formatted(value, cast)
              : "%s IS DISTINCT FROM %s".formatted(value, cast));
    }
    boolean ofDays =
        (wide instanceof DateType && narrow instanceof TimestampType)
            || (wide instanceof TimestampType && narrow instanceof DateType);
    return ofDays
        ? Optional.of("%s IS DISTINCT FROM TRY_CAST(%s AS %s)".formatted(value, cast, duck(narrow)))
        : Optional.empty();
  }

  private static boolean isNumber(DataType type) {
    return type instanceof DecimalType
        || type instanceof LongType
        || type instanceof IntegerType
        || isFloating(type);
  }

  private static boolean isFloating(DataType type) {
    return type instanceof DoubleType || type instanceof FloatType;
  }

  private static String field(StructField field) {
    return Sql.name(field.getName()) + " " + duck(field.getDataType());
  }

  private static final Map<Class<? extends DataType>, String> SCALARS =
      Map.ofEntries(
          Map.entry(StringType.class, "VARCHAR"),
          Map.entry(ByteType.class, "TINYINT"),
          Map.entry(ShortType.class, "SMALLINT"),
          Map.entry(IntegerType.class, "INTEGER"),
          Map.entry(LongType.class, "BIGINT"),
          Map.entry(FloatType.class, "FLOAT"),
          Map.entry(DoubleType.class, "DOUBLE"),
          Map.entry(BooleanType.class, "BOOLEAN"),
          Map.entry(DateType.class, "DATE"),
          Map.entry(TimestampType.class, "TIMESTAMP WITH TIME ZONE"),
          Map.entry(TimestampNTZType.class, "TIMESTAMP"),
          Map.entry(BinaryType.class, "BLOB"));

  private static String scalar(DataType type) {
    String name = SCALARS.get(type.getClass());
    if (name == null) {
      throw new LakeException(
          "Columns of the Delta type %s cannot be read. Read the table with the engine that wrote it"
              .formatted(type));
    }
    return name;
  }
}
