package dev.bookreel.engine.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.NewField;
import dev.bookreel.definition.NewFields;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A JSON delivery: an array of objects, or one object a line. Records are read as whole objects and
 * values taken out by path, so that one odd value never breaks the reading of its neighbours.
 */
record JsonFile(
    TableDefinition table,
    Delivery delivery,
    Path file,
    long bytes,
    String layout,
    List<JsonShape> shapes)
    implements DeliveredFile {
  /** DuckDB takes no larger object; its default is half of it. */
  private static final int LARGEST_OBJECT_BYTES = 32 << 20;

  private static final int ENDS_BYTES = 4096;

  /** A smaller array is read sooner than it is split. */
  static final long SPLIT_FROM_BYTES = 16_000_000;

  /** About so much of a file is searched for new fields; all of a smaller one. */
  private static final long SAMPLED_BYTES = 10_000_000;

  /** DuckDB fails at 128. */
  private static final int DEEPEST_TOLD = 100;

  /** DuckDB leaves out such a line, as if it were a line break. */
  private static final Pattern ENDS_IN_ONE_CHARACTER = Pattern.compile("(^|[\\r\\n])\\s*\\S\\s*$");

  /** A text of JSON, or what lies between two. */
  private static final String PIECE = "\"(?:[^\"\\\\]|\\\\.)*\"|[^\"]+";

  /** More digits than a double is sure to have. */
  private static final String LONG_NUMBER = "-?[0-9.]{17,}(?:[eE][-+]?[0-9]+)?";

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private static final String ARRAY_STEP = "[]";
  private static final String BRACKETS = ".*[\\[\\]].*";

  /** In DuckDB's structures: values that have no type in common, and objects without fields. */
  private static final String SEVERAL_KINDS = "JSON";

  /** By the names that DuckDB's structures have for types; all others are texts. */
  private static final Map<String, Scalar> GUESSES =
      Map.of(
          "BIGINT",
          Scalar.LONG,
          "UBIGINT",
          Scalar.LONG,
          "DOUBLE",
          Scalar.DOUBLE,
          "BOOLEAN",
          Scalar.BOOLEAN);

  private static final String ARRAY = "array";
  private static final String LINES = "newline_delimited";

  /**
   * DuckDB takes a byte order mark before an array or objects in any layout, but not before lines.
   */
  private static final String MARKED_LINES = "unstructured";

  private static final ObjectMapper JSON = new ObjectMapper();

  static JsonFile open(TableDefinition table, Delivery delivery, Content content) {
    try (RandomAccessFile file = new RandomAccessFile(content.file().toFile(), "r")) {
      String start = text(file, 0);
      boolean marked = start.startsWith(BYTE_ORDER_MARK);
      String beginning = start.substring(marked ? 1 : 0).stripLeading();
      if (beginning.isEmpty()) {
        throw Unreadable.because(delivery, "it is empty", "Ask for a new delivery");
      }
      boolean array = beginning.startsWith("[");
      if (array && !text(file, file.length() - ENDS_BYTES).stripTrailing().endsWith("]")) {
        throw Unreadable.because(
            delivery,
            "its array is not closed, so the end of the file is missing",
            "Ask for a new delivery");
      }
      if (!array && !beginning.startsWith("{")) {
        throw Unreadable.because(
            delivery,
            "it is not JSON: it begins with '" + beginning.charAt(0) + "'",
            "It should be an array of objects, or one object a line");
      }
      if (!array && ENDS_IN_ONE_CHARACTER.matcher(text(file, file.length() - ENDS_BYTES)).find()) {
        throw Unreadable.because(
            delivery,
            "its last line is one character, so the end of the file is missing",
            "Ask for a new delivery");
      }
      Optional<Path> lines = array ? lines(content) : Optional.empty();
      return new JsonFile(
          table,
          delivery,
          lines.orElse(content.file()),
          content.bytes(),
          lines.isPresent() ? LINES : array ? ARRAY : marked ? MARKED_LINES : LINES,
          JsonShape.of(table.columns()));
    } catch (IOException e) {
      throw Unreadable.cannotRead(delivery, e);
    }
  }

  /** Of a large array, its records one a line, if it is one of objects. */
  private static Optional<Path> lines(Content content) throws IOException {
    if (content.bytes() < SPLIT_FROM_BYTES) {
      return Optional.empty();
    }
    Path lines = content.aside("lines");
    return JsonArray.split(content.file(), lines) ? Optional.of(lines) : Optional.empty();
  }

  private static String text(RandomAccessFile file, long from) throws IOException {
    long start = Math.max(0, from);
    byte[] bytes = new byte[(int) Math.min(ENDS_BYTES, file.length() - start)];
    file.seek(start);
    file.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public String relation() {
    return relation(file);
  }

  /** DuckDB takes one record at most of each line, but for lines behind a byte order mark. */
  @Override
  public Optional<String> relation(long[] positions, long records, Path aside) throws IOException {
    return layout.equals(LINES) && NumberedLines.copy(file, 0, positions, records, aside)
        ? Optional.of(relation(aside))
        : Optional.empty();
  }

  /** One call takes all values out: each call of a JSON function parses the text anew. */
  private String relation(Path of) {
    return "(SELECT json AS __json, "
        + shapes.stream()
            .map(
                shape ->
                    "json_transform(%s, %s) AS %s"
                        .formatted(exact(), Sql.text(shape.json()), name(shape)))
            .collect(Collectors.joining(", "))
        + " FROM "
        + objects(of)
        + ")";
  }

  /**
   * The record with its long numbers as texts, for a decimal's sake: DuckDB reads a number that has
   * a fraction as a double.
   */
  private String exact() {
    return table.columns().stream().noneMatch(JsonFile::isDecimal)
        ? "json"
        : """
          CASE WHEN regexp_matches(json, %s) THEN array_to_string(
            list_transform(regexp_extract_all(json, %s), lambda piece: CASE WHEN left(piece, 1) = '"'
              THEN piece ELSE regexp_replace(piece, %s, '"\\0"', 'g') END), '')
          ELSE json END"""
            .formatted(Sql.text(LONG_NUMBER), Sql.text(PIECE), Sql.text(LONG_NUMBER));
  }

  private static boolean isDecimal(Column column) {
    ColumnType type = column.type();
    return type instanceof ColumnType.Decimal
        || (type instanceof ColumnType.Array array
            && array.element() instanceof ColumnType.Decimal);
  }

  private String name(JsonShape shape) {
    return "__values_" + shapes.indexOf(shape);
  }

  private String objects(Path of) {
    return "read_json_objects(%s, compression = 'none', hive_partitioning = false, format = '%s', maximum_object_size = %d)"
        .formatted(Sql.path(of), layout, LARGEST_OBJECT_BYTES);
  }

  /** The way to a value, or to the array that it goes into. */
  private static String outer(ColumnPath path) {
    StringBuilder text = new StringBuilder("$");
    for (ColumnPath.Step step : path.steps()) {
      text.append(field(step));
      if (step.each()) {
        break;
      }
    }
    return text.toString();
  }

  /** The way from an array's element to the value. */
  private static String inner(ColumnPath path) {
    StringBuilder text = new StringBuilder("$");
    boolean inside = false;
    for (ColumnPath.Step step : path.steps()) {
      if (inside) {
        text.append(field(step));
      }
      inside |= step.each();
    }
    return text.toString();
  }

  private static String field(ColumnPath.Step step) {
    return ".\"" + step.field().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  @Override
  public String text(Column column) {
    JsonShape shape =
        shapes.stream().filter(it -> it.holds(column.from())).findFirst().orElseThrow();
    StringBuilder outer = new StringBuilder(name(shape));
    StringBuilder inner = new StringBuilder("e");
    boolean inside = false;
    for (ColumnPath.Step step : column.from().steps()) {
      (inside ? inner : outer).append('.').append(Sql.name(step.field()));
      inside |= step.each();
    }
    return column.from().entersArray()
        ? kept("list_transform(%s, lambda e: %s)".formatted(outer, inner), column)
        : outer.toString();
  }

  private static String kept(String elements, Column column) {
    List<String> conditions = new ArrayList<>();
    List<@Nullable String> drop = column.drop();
    if (drop.contains(null)) {
      conditions.add("e IS NOT NULL");
    }
    String texts =
        drop.stream().filter(text -> text != null).map(Sql::text).collect(Collectors.joining(", "));
    if (!texts.isEmpty()) {
      conditions.add("(e IS NULL OR e NOT IN (" + texts + "))");
    }
    return conditions.isEmpty()
        ? elements
        : "list_filter(" + elements + ", lambda e: " + String.join(" AND ", conditions) + ")";
  }

  /** Parses the record again only where a text looks like an object, or a list is missing. */
  @Override
  public String hasWrongShape(Column column) {
    String type = "json_type(__json, " + Sql.text(outer(column.from())) + ")";
    return column.from().entersArray()
        ? "CASE WHEN %s IS NULL THEN coalesce(%s NOT IN ('ARRAY', 'NULL'), false) ELSE false END"
            .formatted(text(column), type)
        : "CASE WHEN left(%s, 1) IN ('{', '[') THEN %s IN ('OBJECT', 'ARRAY') ELSE false END"
            .formatted(text(column), type);
  }

  @Override
  public String isNoRecord() {
    return "CASE WHEN left(__json::VARCHAR, 1) = '{' THEN false"
        + " ELSE json_type(__json) IS DISTINCT FROM 'OBJECT' END";
  }

  @Override
  public String record() {
    return "__json::VARCHAR";
  }

  /** Telling a structure is many times slower than reading it: a large file is told by a part. */
  @Override
  public String sample() {
    long parts = Math.max(1, bytes / SAMPLED_BYTES);
    return "CASE WHEN hash(__json) %% %d = 0 THEN __json END".formatted(parts);
  }

  @Override
  public Optional<String> brokenRows(Workspace workspace) {
    return Optional.empty();
  }

  @Override
  public List<Column> absent(Workspace workspace, List<Column> columns) throws SQLException {
    if (columns.isEmpty()) {
      return List.of();
    }
    String checks = columns.stream().map(JsonFile::isAbsent).collect(Collectors.joining(", "));
    return workspace.one(
        "SELECT " + checks + " FROM " + objects(file),
        row -> {
          List<Column> absent = new ArrayList<>();
          for (int i = 0; i < columns.size(); i++) {
            if (row.getBoolean(i + 1)) {
              absent.add(columns.get(i));
            }
          }
          return absent;
        });
  }

  private static String isAbsent(Column column) {
    String outer = outer(column.from());
    String noField = "NOT coalesce(bool_or(json_exists(json, " + Sql.text(outer) + ")), false)";
    if (!column.from().entersArray()) {
      return noField;
    }
    String any = "coalesce(bool_or(len(json_extract(json, %s)) > 0), false)";
    return noField
        + " OR ("
        + any.formatted(Sql.text(outer + "[*]"))
        + " AND NOT "
        + any.formatted(Sql.text(outer + "[*]" + inner(column.from()).substring(1)))
        + ")";
  }

  @Override
  public List<NewField> newFields(Workspace workspace) throws SQLException {
    return newFields(table, workspace);
  }

  /** Told from the samples in {@link Delivered#TABLE}. */
  static List<NewField> newFields(TableDefinition table, Workspace workspace) throws SQLException {
    String deep =
        tooDeep(workspace).stream().map(String::valueOf).collect(Collectors.joining(", "));
    String structure =
        workspace.one(
            "SELECT json_group_structure(%1$s)::VARCHAR FROM %2$s WHERE %1$s IS NOT NULL%3$s"
                .formatted(
                    Delivered.SAMPLE,
                    Delivered.TABLE,
                    deep.isEmpty() ? "" : " AND rowid NOT IN (" + deep + ")"),
            row -> row.getString(1));
    SortedMap<String, Found> found = new TreeMap<>();
    try {
      collect(List.of(), JSON.readTree(structure == null ? "{}" : structure), found);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DuckDB gave no JSON structure: " + structure, e);
    }
    table.columns().forEach(column -> found.remove(column.from().toString()));
    NewFields fields = new NewFields(table);
    found.forEach((path, field) -> propose(fields, path, field));
    return fields.list();
  }

  /**
   * Records of which DuckDB does not tell the structure: it would give up the whole database. No
   * record is deeper than it has brackets.
   */
  private static List<Long> tooDeep(Workspace workspace) throws SQLException {
    List<Long> deep = new ArrayList<>();
    workspace.list(
        """
        SELECT rowid, %1$s::VARCHAR FROM %2$s
        WHERE length(%1$s::VARCHAR) - length(translate(%1$s::VARCHAR, '{[', '')) > %3$d
        """
            .formatted(Delivered.SAMPLE, Delivered.TABLE, DEEPEST_TOLD),
        row -> depth(row.getString(2)) > DEEPEST_TOLD && deep.add(row.getLong(1)));
    return deep;
  }

  private static int depth(String json) {
    int depth = 0;
    int deepest = 0;
    boolean inText = false;
    for (int i = 0; i < json.length(); i++) {
      switch (json.charAt(i)) {
        case '"' -> inText = !inText;
        case '\\' -> i++;
        case '{', '[' -> depth += inText ? 0 : 1;
        case '}', ']' -> depth -= inText ? 0 : 1;
        default -> {}
      }
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }

  /** The steps to values that are no objects, and their kind in DuckDB's words. */
  private record Found(List<String> steps, String kind) {}

  /** Gathers them by their paths. */
  private static void collect(
      List<String> steps, JsonNode structure, SortedMap<String, Found> found) {
    if (structure.isObject()) {
      for (Map.Entry<String, JsonNode> field : structure.properties()) {
        List<String> longer = new ArrayList<>(steps);
        longer.add(field.getKey());
        collect(longer, field.getValue(), found);
      }
    } else if (structure.isArray() && !structure.isEmpty() && !steps.isEmpty()) {
      List<String> entered = new ArrayList<>(steps);
      entered.set(steps.size() - 1, steps.get(steps.size() - 1) + ARRAY_STEP);
      collect(entered, structure.get(0), found);
    } else if (!steps.isEmpty()) {
      found.put(String.join(".", steps), new Found(steps, structure.asText()));
    }
  }

  private static void propose(NewFields fields, String path, Found found) {
    if (found.kind().equals(SEVERAL_KINDS)) {
      fields.addUnreachable(path, "its values are of several kinds, or objects without fields");
      return;
    }
    Optional<ColumnPath> from = path(found.steps());
    if (from.isPresent()) {
      fields.add(from.get(), GUESSES.getOrDefault(found.kind(), Scalar.STRING));
    } else {
      fields.addUnreachable(path, "no path leads to it");
    }
  }

  /** Empty for arrays in arrays and for names that paths cannot have. */
  private static Optional<ColumnPath> path(List<String> steps) {
    try {
      ColumnPath path = ColumnPath.parse(String.join(".", steps));
      return Optional.of(path)
          .filter(it -> it.steps().size() == steps.size())
          .filter(it -> it.steps().stream().noneMatch(step -> step.field().matches(BRACKETS)));
    } catch (IllegalArgumentException notAPath) {
      return Optional.empty();
    }
  }
}
