package dev.bookreel.engine.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.TableSchema;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Types;
import io.delta.kernel.expressions.And;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The Delta schema of a table's history, partitioned by whether a version is its record's latest.
 *
 * <p>A column that was added when the table had versions already bears a mark: the delivery's time
 * from which on it is known. Before that, null means unknown.
 */
public final class HistorySchema {
  static final String VALID_FROM = "valid_from";
  static final String VALID_TO = "valid_to";
  static final String IS_LATEST = "is_latest";

  /** The columns that every history has beside those of its definition. */
  static final Set<String> OWN_COLUMNS = Set.of(VALID_FROM, VALID_TO, IS_LATEST);

  static final List<String> PARTITION_COLUMNS = List.of(IS_LATEST);
  static final Map<String, String> LATEST = Map.of(IS_LATEST, "true");
  static final Map<String, String> NOT_LATEST = Map.of(IS_LATEST, "false");

  /** True for the files of the latest versions only. */
  public static final Predicate IS_LATEST_FILES =
      new Predicate("=", new Column(IS_LATEST), Literal.ofBoolean(true));

  /** True for those of them only that may hold deleted records. */
  static final Predicate DELETED_FILES =
      new And(IS_LATEST_FILES, new Predicate("IS_NOT_NULL", new Column(VALID_TO)));

  private static final String SINCE = "bookreel.since";
  private static final String KEY = "bookreel.key";
  private static final ObjectMapper JSON = new ObjectMapper();

  private HistorySchema() {}

  /** The files of the latest versions only. */
  public static List<DataFile> latestFiles(TableVersion version) {
    return version.files().stream()
        .filter(file -> file.partition().equals(LATEST))
        .collect(Collectors.toList());
  }

  /** The columns of a table whose whole history follows the definition. */
  public static StructType of(TableDefinition table) {
    StructType schema = new StructType();
    for (dev.bookreel.definition.Column column : table.columns()) {
      schema = schema.add(column.name(), Types.delta(column.type()));
    }
    return schema
        .add(VALID_FROM, TimestampType.TIMESTAMP)
        .add(VALID_TO, TimestampType.TIMESTAMP)
        .add(IS_LATEST, BooleanType.BOOLEAN);
  }

  /** What a table has whose whole history follows the definition. */
  static TableSchema whole(TableDefinition table) {
    try {
      return new TableSchema(of(table), Map.of(KEY, JSON.writeValueAsString(table.key())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The columns of the definition, in its order; those that the table has as they are, the others
   * marked.
   */
  static StructType extended(StructType existing, TableDefinition table, Instant since) {
    FieldMetadata mark = FieldMetadata.builder().putString(SINCE, since.toString()).build();
    StructType schema = new StructType();
    for (StructField field : of(table).fields()) {
      schema = schema.add(field(existing, field.getName()).orElse(field.withNewMetadata(mark)));
    }
    return schema;
  }

  /** The column of that name, in any case: to Delta they are the same. */
  public static Optional<StructField> field(StructType schema, String name) {
    return schema.fields().stream()
        .filter(field -> field.getName().equalsIgnoreCase(name))
        .findFirst();
  }

  /** From when on a column is known, if not always. */
  public static Optional<Instant> since(StructField field) {
    return field.getMetadata().contains(SINCE)
        ? Optional.of(Instant.parse(field.getMetadata().getString(SINCE)))
        : Optional.empty();
  }

  /** The key by which a table's history was made; empty if it does not say. */
  public static Optional<List<String>> key(TableVersion version) {
    return Optional.ofNullable(version.properties().get(KEY))
        .map(
            text -> {
              try {
                return JSON.readValue(text, new TypeReference<List<String>>() {});
              } catch (JsonProcessingException e) {
                throw new IllegalStateException("Property " + KEY + " is no list: " + text, e);
              }
            });
  }
}
