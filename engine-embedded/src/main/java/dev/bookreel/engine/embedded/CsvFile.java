package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.NewField;
import dev.bookreel.definition.NewFields;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV delivery. An empty field is null, an empty text is written {@code ""}. Columns are matched
 * by the header's names, in any order.
 */
record CsvFile(TableDefinition table, Delivery delivery, Content content, List<String> header)
    implements DeliveredFile {
  private static final String REJECTS = "csv_rejects";
  private static final String BLANKS = "csv_blanks";
  private static final int ROWS_AT_ONCE = 10_000;

  /** What is longer stands in the raw zone only. */
  private static final int LONGEST_RECORD_SHOWN = 100_000;

  private static final int LONGEST_HEADER_CHARS = 2_000_000;

  /** DuckDB's memory and time grow faster than the number of columns. */
  private static final int MOST_COLUMNS = 5_000;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** What Java puts in the place of bytes that are no UTF-8. */
  private static final char UNDECODABLE = '\uFFFD';

  static CsvFile open(
      TableDefinition table, Delivery delivery, Content content, Absences absences) {
    List<String> header = readHeader(delivery, content);
    if (header.size() > MOST_COLUMNS) {
      throw Unreadable.because(
          delivery,
          "its header names %d columns, more than the %d that are read"
              .formatted(header.size(), MOST_COLUMNS),
          "Ask for a delivery with fewer");
    }
    Set<String> seen = new HashSet<>();
    for (String name : header) {
      if (!seen.add(name)) {
        throw Unreadable.because(
            delivery,
            "its header names '" + name + "' twice",
            "Ask for a delivery with one column of that name");
      }
    }
    List<Column> missing =
        table.columns().stream()
            .filter(column -> !seen.contains(nameOf(column)) && !absences.allow(column))
            .collect(Collectors.toList());
    if (!missing.isEmpty()) {
      throw Unreadable.because(
          delivery,
          "its header lacks '%s', from which column '%s' is read (it has: %s)"
              .formatted(nameOf(missing.get(0)), missing.get(0).name(), Unreadable.shown(header)),
          FieldCheck.renamed(table, missing, newFields(table, header)));
    }
    refuseEndlessLine(delivery, content);
    return new CsvFile(table, delivery, content, header);
  }

  private static void refuseEndlessLine(Delivery delivery, Content content) {
    try {
      OptionalLong start = LineBreaks.missingFrom(content.file());
      if (start.isPresent()) {
        throw Unreadable.because(
            delivery,
            "it has no line break in the %d bytes from byte %d on: no record is that long"
                .formatted(LineBreaks.BLOCK_BYTES, start.getAsLong()),
            "Ask for a new delivery");
      }
    } catch (IOException e) {
      throw Unreadable.cannotRead(delivery, e);
    }
  }

  private static List<String> readHeader(Delivery delivery, Content content) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(content.file()), StandardCharsets.UTF_8))) {
      reader.mark(1);
      if (reader.read() != BYTE_ORDER_MARK) {
        reader.reset();
      }
      try (CSVParser parser = CSVFormat.RFC4180.parse(new HeaderReader(reader))) {
        Iterator<CSVRecord> records = parser.iterator();
        if (!records.hasNext()) {
          throw Unreadable.because(
              delivery, "it is empty, without even a header", "Ask for a new delivery");
        }
        List<String> header = records.next().toList();
        if (header.stream().anyMatch(name -> name.indexOf(UNDECODABLE) >= 0)) {
          throw Unreadable.because(
              delivery, "its header is not UTF-8", "Ask for a delivery in UTF-8");
        }
        return header;
      }
    } catch (UncheckedIOException e) {
      throw Unreadable.because(
          delivery, "its header is no CSV: " + headerProblem(e), "Ask for a new delivery");
    } catch (IOException e) {
      throw Unreadable.cannotRead(delivery, e);
    }
  }

  private static String headerProblem(UncheckedIOException e) {
    return String.valueOf(Objects.requireNonNull(e.getCause()).getMessage());
  }

  /** Ends the reading of a header that does not end: a whole file without a line break, perhaps. */
  private static final class HeaderReader extends FilterReader {
    private int left = LONGEST_HEADER_CHARS;

    HeaderReader(Reader in) {
      super(in);
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      left -= count;
      if (left < 0) {
        throw new IOException("it is longer than %d characters".formatted(LONGEST_HEADER_CHARS));
      }
      return count;
    }

    @Override
    public int read() throws IOException {
      char[] one = new char[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }
  }

  /**
   * Nothing is guessed: the sniffer may decide that there are no quotes, or that a number is a
   * date.
   */
  @Override
  public String relation() {
    return relation(content.file());
  }

  /** A record takes a line at least: if there are no more lines than records, each has its own. */
  @Override
  public Optional<String> relation(long[] positions, long records, Path aside) throws IOException {
    return NumberedLines.copy(content.file(), 1, positions, records, aside)
        ? Optional.of(relation(aside))
        : Optional.empty();
  }

  private String relation(Path file) {
    return "read_csv("
        + Sql.path(file)
        + ", auto_detect = false, compression = 'none', hive_partitioning = false, header = true, delim = ',', quote = '\"', escape = '\"'"
        + ", allow_quoted_nulls = false, store_rejects = true, rejects_limit = 0"
        + ", rejects_table = '"
        + REJECTS
        + "', rejects_scan = 'csv_rejects_scan', columns = {"
        + fields(i -> field(i) + ": 'VARCHAR'")
        + "})";
  }

  @Override
  public String text(Column column) {
    int position = header.indexOf(nameOf(column));
    return position < 0 ? "NULL::VARCHAR" : field(position);
  }

  /** Fields go by number: names may be empty, or differ in case only, which DuckDB refuses. */
  private static String field(int position) {
    return "__field_" + position;
  }

  private String fields(IntFunction<String> expression) {
    return IntStream.range(0, header.size()).mapToObj(expression).collect(Collectors.joining(", "));
  }

  @Override
  public String hasWrongShape(Column column) {
    return "false";
  }

  @Override
  public String isNoRecord() {
    return "false";
  }

  @Override
  public String record() {
    return "json_object(" + fields(i -> Sql.text(header.get(i)) + ", " + field(i)) + ")::VARCHAR";
  }

  /** The header tells. */
  @Override
  public String sample() {
    return "NULL";
  }

  /** DuckDB counts records, whatever line breaks are in them, from the header on. */
  @Override
  public Optional<String> brokenRows(Workspace workspace) throws SQLException {
    long last = workspace.number("SELECT coalesce(max(line), 0) FROM " + REJECTS);
    if (last == 0) {
      return Optional.empty();
    }
    refuseOpenQuote(workspace);
    gatherBlankLines(workspace, last);
    return Optional.of(
        """
        SELECT f.line - 1 - coalesce(b.blanks, 0) AS position, f.reason, f.record
        FROM (
          SELECT line, 'line ' || (line + %5$d) || ': ' || CASE any_value(error_type)::VARCHAR
              WHEN 'MISSING COLUMNS' THEN 'too few fields, '
                  || regexp_extract(any_value(error_message), 'Found: (\\d+)', 1) || ' instead of %1$d'
              WHEN 'TOO MANY COLUMNS' THEN 'too many fields, '
                  || regexp_extract(any_value(error_message), 'Found: (\\d+)', 1) || ' instead of %1$d'
              WHEN 'INVALID ENCODING' THEN 'not UTF-8'
              WHEN 'UNQUOTED VALUE' THEN 'a quote inside a field that is not doubled'
              WHEN 'LINE SIZE OVER MAXIMUM' THEN 'longer than the 2 MB that a record may have'
              ELSE split_part(any_value(error_message), chr(10), 1) END AS reason,
            to_json(left(any_value(csv_line), %3$d))::VARCHAR AS record
          FROM %2$s GROUP BY line) f
        ASOF LEFT JOIN %4$s b ON f.line >= b.line
        ORDER BY position
        """
            .formatted(
                header.size(), REJECTS, LONGEST_RECORD_SHOWN, BLANKS, content.linesBefore()));
  }

  /** Blank lines are no records, though DuckDB counts them, unless there is one column only. */
  private void gatherBlankLines(Workspace workspace, long last) throws SQLException {
    workspace.execute("CREATE TABLE " + BLANKS + " (line BIGINT, blanks BIGINT)");
    if (header.size() == 1) {
      return;
    }
    List<String> rows = new ArrayList<>();
    try {
      BlankLines.find(
          content.file(),
          last,
          (line, blanks) -> {
            rows.add("(" + line + ", " + blanks + ")");
            if (rows.size() == ROWS_AT_ONCE) {
              addBlankLines(workspace, rows);
            }
          });
    } catch (IOException e) {
      throw Unreadable.cannotRead(delivery, e);
    }
    addBlankLines(workspace, rows);
  }

  private static void addBlankLines(Workspace workspace, List<String> rows) throws SQLException {
    if (!rows.isEmpty()) {
      workspace.execute("INSERT INTO " + BLANKS + " VALUES " + String.join(", ", rows));
      rows.clear();
    }
  }

  /** An open quote swallows the rest of the file: what seems to be missing may be there. */
  private void refuseOpenQuote(Workspace workspace) throws SQLException {
    List<Long> lines =
        workspace.list(
            "SELECT line FROM "
                + REJECTS
                + " WHERE error_type = 'UNQUOTED VALUE' AND contains(csv_line, chr(10))"
                + " ORDER BY line LIMIT 1",
            row -> row.getLong(1));
    if (!lines.isEmpty()) {
      throw Unreadable.because(
          delivery,
          "a quote opened in line " + lines.get(0) + " is never closed",
          "Ask for a new delivery");
    }
  }

  @Override
  public List<Column> absent(Workspace workspace, List<Column> columns) {
    return columns.stream()
        .filter(column -> !header.contains(nameOf(column)))
        .collect(Collectors.toList());
  }

  @Override
  public List<NewField> newFields(Workspace workspace) {
    return newFields(table, header);
  }

  private static List<NewField> newFields(TableDefinition table, List<String> header) {
    NewFields fields = new NewFields(table);
    for (String name : newNames(table, header)) {
      if (name.isBlank()) {
        fields.addUnreachable(name, "it has no name");
      } else {
        fields.add(ColumnPath.field(name), ColumnType.Scalar.STRING);
      }
    }
    return fields.list();
  }

  private static List<String> newNames(TableDefinition table, List<String> header) {
    Set<String> named = table.columns().stream().map(CsvFile::nameOf).collect(Collectors.toSet());
    return header.stream().filter(name -> !named.contains(name)).collect(Collectors.toList());
  }

  /** What the header calls a column. */
  private static String nameOf(Column column) {
    return column.from().steps().get(0).field();
  }
}
