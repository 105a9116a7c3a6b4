package dev.bookreel.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.output.JsonValues;
import dev.bookreel.cli.output.ListRows;
import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.delivery.FetchReport;
import dev.bookreel.delivery.FetchReport.FetchedFile;
import dev.bookreel.delivery.FetchReport.FetchedTable;
import dev.bookreel.delivery.SourceCheck;
import dev.bookreel.engine.ChangeCounts;
import dev.bookreel.engine.Rows;
import dev.bookreel.pipeline.Answer;
import dev.bookreel.pipeline.AskReport;
import dev.bookreel.pipeline.LoadReport;
import dev.bookreel.source.FileState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Prints what the pipeline's steps came to, in the format asked for; failures go to standard error.
 */
final class Reports {
  private static final List<String> FETCHED =
      List.of("table_name", "delivered_at", "status", "bytes", "location", "message");
  private static final List<String> CHECKED =
      List.of(
          "table_name", "source", "works", "files", "newest", "bytes", "modified_at", "message");
  private static final ChangeCounts NOTHING = new ChangeCounts(0, 0, 0, 0, 0, 0, 0);

  private final Console console;
  private final OutputFormat format;

  Reports(Console console, OutputFormat format) {
    this.console = console;
    this.format = format;
  }

  /** One row a file that the sources had; for programs also one for what could not be fetched. */
  void print(FetchReport report) {
    if (format == OutputFormat.TABLE) {
      ListRows.Builder rows =
          ListRows.of("table_name", "delivered_at", "status", "bytes", "location");
      fetched(report).forEach(file -> rows.row(file.stream().limit(5).toArray()));
      print(rows.build());
    } else {
      print(new ListRows(FETCHED, fetched(report)));
    }
    complain(report);
  }

  /** One row a table: whether its deliveries can be fetched. */
  void print(List<SourceCheck> checks) {
    boolean brief = format == OutputFormat.TABLE;
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (SourceCheck check : checks) {
      List<@Nullable Object> row = new ArrayList<>();
      row.add(check.table().toString());
      row.add(check.source());
      row.add(check.works() ? "yes" : "no");
      row.add(check.files());
      row.add(check.newest().orElse(brief ? "" : null));
      row.add(brief && bytes(check) == null ? "" : bytes(check));
      row.add(
          check
              .state()
              .flatMap(FileState::modifiedAt)
              .<Object>map(it -> it)
              .orElse(brief ? "" : null));
      if (!brief) {
        row.add(String.join("; ", check.failures()));
      }
      rows.add(row);
    }
    print(new ListRows(CHECKED.subList(0, brief ? CHECKED.size() - 1 : CHECKED.size()), rows));
    Map<String, List<String>> failures = new LinkedHashMap<>();
    checks.forEach(check -> failures.put(check.table().toString(), check.failures()));
    complain(failures);
  }

  private static @Nullable Long bytes(SourceCheck check) {
    OptionalLong bytes = check.state().map(FileState::bytes).orElse(OptionalLong.empty());
    return bytes.isPresent() ? bytes.getAsLong() : null;
  }

  /** What could not be fetched. */
  void complain(FetchReport report) {
    Map<String, List<String>> failures = new LinkedHashMap<>();
    report.tables().forEach(table -> failures.put(table.table().toString(), table.failures()));
    complain(failures);
  }

  /** What failed for several tables alike is said once. */
  private void complain(Map<String, List<String>> failures) {
    Map<String, List<String>> tables = new LinkedHashMap<>();
    failures.forEach(
        (table, reasons) ->
            reasons.forEach(
                failure ->
                    tables
                        .computeIfAbsent(reason(table, failure), it -> new ArrayList<>())
                        .add(table)));
    tables.forEach((reason, names) -> complain(String.join(", ", names) + ": " + reason));
  }

  /** A failure without the table's name before it. */
  private static String reason(String table, String failure) {
    return failure.startsWith(table + ": ") ? failure.substring(table.length() + 2) : failure;
  }

  /** One row a load, and beneath a table what standard error has not said about them already. */
  void printLoads(List<LoadReport> reports) {
    if (format != OutputFormat.TABLE) {
      print(rows(reports.stream().map(LoadReport::fields).collect(Collectors.toList())));
      return;
    }
    if (reports.isEmpty()) {
      console.out().println("There is nothing new to load.");
      console.flush();
      return;
    }
    print(eachLoadHadItsLine() ? eachTable(reports) : eachLoad(reports));
    for (LoadReport report : reports) {
      if (!report.message().isEmpty() && !ConsoleListener.tells(report)) {
        console
            .out()
            .println(
                "%s %s of %s: %s"
                    .formatted(
                        report.status(), report.table(), report.deliveredAt(), report.message()));
      }
    }
    console.flush();
  }

  private boolean eachLoadHadItsLine() {
    return console.isTerminal(Console.Stream.OUT) && console.isTerminal(Console.Stream.ERR);
  }

  private static ListRows eachTable(List<LoadReport> reports) {
    Map<TableName, List<LoadReport>> byTable =
        reports.stream()
            .collect(
                Collectors.groupingBy(LoadReport::table, LinkedHashMap::new, Collectors.toList()));
    ListRows.Builder rows =
        ListRows.of(
            "table", "loads", "read", "inserted", "updated", "deleted", "quarantined", "unchanged");
    byTable.forEach(
        (table, loads) -> {
          ChangeCounts sum = NOTHING;
          for (LoadReport load : loads) {
            sum = sum.plus(load.counts().filter(it -> !load.needsAttention()).orElse(NOTHING));
          }
          rows.row(
              table.toString(),
              loads.size(),
              sum.read(),
              sum.inserted(),
              sum.updated(),
              sum.deleted(),
              sum.quarantined(),
              sum.unchanged());
        });
    return rows.build();
  }

  private static ListRows eachLoad(List<LoadReport> reports) {
    ListRows.Builder rows =
        ListRows.of(
            "table",
            "delivered_at",
            "status",
            "read",
            "inserted",
            "updated",
            "deleted",
            "unchanged",
            "duplicates",
            "quarantined");
    for (LoadReport report : reports) {
      ChangeCounts counts = report.counts().orElse(NOTHING);
      rows.row(
          report.table().toString(),
          report.deliveredAt(),
          report.status().toString(),
          counts.read(),
          counts.inserted(),
          counts.updated(),
          counts.deleted(),
          counts.unchanged(),
          counts.duplicates(),
          counts.quarantined());
    }
    return rows.build();
  }

  /** The answers, each under its title. */
  void printAnswers(AskReport report) {
    if (format == OutputFormat.JSON) {
      printJson(report.answers().stream().map(Reports::fields).collect(Collectors.toList()));
    } else {
      for (Answer answer : report.answers()) {
        if (format == OutputFormat.TABLE) {
          console.out().println(title(answer));
        }
        print(new ListRows(answer.columns(), answer.rows()));
        if (format == OutputFormat.TABLE || report.answers().size() > 1) {
          console.out().println();
        }
      }
      console.flush();
    }
    complain(report);
  }

  /** Which questions could not be answered. */
  private void complain(AskReport report) {
    report.failures().forEach((id, message) -> complain(id + ": " + message));
  }

  private void complain(String message) {
    console.err().println("bookreel: " + message);
  }

  /** A whole run: in JSON one object, else loads and answers one after the other. */
  void print(FetchReport fetched, List<LoadReport> loads, AskReport asked) {
    complain(fetched);
    if (format == OutputFormat.JSON) {
      Map<String, Object> run = new LinkedHashMap<>();
      run.put("fetched", fetched(fetched).stream().map(it -> object(FETCHED, it)).toList());
      run.put("loads", loads.stream().map(LoadReport::fields).collect(Collectors.toList()));
      run.put(
          "answers", asked.answers().stream().map(Reports::fields).collect(Collectors.toList()));
      run.put("failures", asked.failures());
      printJson(run);
      complain(asked);
      return;
    }
    printLoads(loads);
    console.out().println();
    printAnswers(asked);
  }

  void print(Rows rows) {
    try (rows) {
      format.printer(console).print(rows);
    }
  }

  /** One object, with each element of an outermost array on a line. */
  void printJson(Object value) {
    try (JsonGenerator generator = JsonValues.generator(console.out())) {
      JsonValues.write(generator, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    console.out().println();
    console.flush();
  }

  private static List<List<@Nullable Object>> fetched(FetchReport report) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (FetchedTable table : report.tables()) {
      String name = table.table().toString();
      for (FetchedFile file : table.files()) {
        String status = file.stored().match(it -> "stored", it -> "unchanged", it -> "known");
        Delivery delivery = file.stored().delivery();
        rows.add(
            Arrays.asList(
                name, delivery.deliveredAt(), status, delivery.bytes(), file.location(), ""));
      }
      for (String failure : table.failures()) {
        rows.add(Arrays.asList(name, null, "failed", null, null, reason(name, failure)));
      }
    }
    return rows;
  }

  static Map<String, @Nullable Object> object(List<String> names, List<@Nullable Object> values) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      object.put(names.get(i), values.get(i));
    }
    return object;
  }

  private static ListRows rows(List<Map<String, @Nullable Object>> objects) {
    List<String> columns = objects.isEmpty() ? List.of() : new ArrayList<>(objects.get(0).keySet());
    List<List<@Nullable Object>> rows = new ArrayList<>();
    objects.forEach(object -> rows.add(new ArrayList<>(object.values())));
    return new ListRows(columns, rows);
  }

  static Map<String, @Nullable Object> fields(Answer answer) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("question", answer.question().id());
    fields.put("title", answer.question().title());
    fields.put("parameters", answer.parameters());
    Map<String, Object> inputs = new TreeMap<>();
    answer.inputs().forEach((table, version) -> inputs.put(table.toString(), version));
    answer.asOf().ifPresent(instant -> inputs.put("as_of", instant));
    fields.put("inputs", inputs);
    fields.put("asked_at", answer.askedAt());
    fields.put("rows", objects(answer.columns(), answer.rows()));
    return fields;
  }

  static List<Map<String, @Nullable Object>> objects(
      List<String> columns, List<List<@Nullable Object>> rows) {
    return rows.stream().map(row -> object(columns, row)).collect(Collectors.toList());
  }

  /** The question, and of which moment the answer is. */
  static String title(Answer answer) {
    return answer.question().title()
        + "  ("
        + answer.question().id()
        + answer.asOf().map(instant -> ", as of " + instant).orElse("")
        + ")";
  }
}
