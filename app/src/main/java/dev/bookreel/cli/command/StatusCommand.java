package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.cli.output.ListRows;
import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.upkeep.Cleaning;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code bookreel status}: show what was delivered, loaded, held or quarantined. */
@Command(
    name = "status",
    header = "Show what was delivered, loaded, held or quarantined.",
    description = {
      "Shows where each table stands and what needs somebody's attention, how much is delivered,"
          + " and whether the embedded engine is still enough for it."
    },
    footer = {"", "Examples:", "  bookreel status", "  bookreel status --format json"})
public final class StatusCommand implements Callable<Integer> {
  /** The last word on each delivery; one without any waits to be loaded. */
  private static final String DELIVERIES =
      """
      with deliveries as (
        select d.table_name, d.delivered_at, l.status, l.message
        from lake.deliveries d
        left join (
          select *, row_number() over (
            partition by table_name, delivered_at order by loaded_at desc) as age
          from lake.loads
        ) l on l.table_name = d.table_name and l.delivered_at = d.delivered_at and l.age = 1
      )
      """;

  private static final String STATUS =
      DELIVERIES
          + """
          , refused as (
            select table_name, count(*) as refused_rows from lake.quarantine group by table_name
          )
          select d.table_name,
            count(case when status is null then 1 end),
            count(case when status = 'held' then 1 end),
            count(case when status = 'failed' then 1 end),
            count(case when status = 'late' then 1 end),
            coalesce(max(refused_rows), 0),
            max(case when status in ('loaded', 'replayed', 'rebuilt', 'unchanged') then delivered_at end),
            max(delivered_at)
          from deliveries d left join refused r on r.table_name = d.table_name
          group by d.table_name
          """;

  private static final String OPEN =
      DELIVERIES
          + """
          , loaded as (
            select table_name, max(delivered_at) as up_to from deliveries
            where status in ('loaded', 'replayed', 'rebuilt', 'unchanged') group by table_name
          )
          select status, d.table_name, delivered_at, message,
            case when status = 'failed' then
              case when delivered_at < up_to then 'replay' else 'load' end end
          from deliveries d left join loaded l on l.table_name = d.table_name
          where status in ('held', 'failed', 'late') order by delivered_at, d.table_name
          """;

  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  public StatusCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (OpenLake lake = lakes.open(options);
        LakeView view = lake.view()) {
      Map<String, List<@Nullable Object>> byTable = new HashMap<>();
      try (Rows rows = view.records().query(Query.of(STATUS))) {
        for (var row = rows.next(); row != null; row = rows.next()) {
          byTable.put(String.valueOf(row.get(0)), row);
        }
      }
      ListRows.Builder rows =
          ListRows.of(
              "table_name",
              "waiting",
              "held",
              "failed",
              "late",
              "quarantined",
              "loaded_up_to",
              "delivered");
      for (TableDefinition table : lake.definition().tables()) {
        String name = table.name().toString();
        rows.row(
            byTable
                .getOrDefault(name, Arrays.asList(name, 0L, 0L, 0L, 0L, 0L, null, null))
                .toArray());
      }
      Reports reports = new Reports(console, options.format());
      reports.print(rows.build());
      if (options.format() == OutputFormat.TABLE) {
        printOpen(view);
        printLeftOvers(lake.upkeep().leftOvers());
        printFit(view, lake.upkeep().tableBytes());
      }
      return ExitStatus.DONE;
    }
  }

  private void printOpen(LakeView view) {
    try (Rows rows = view.records().query(Query.of(OPEN))) {
      for (var row = rows.next(); row != null; row = rows.next()) {
        String line = "%s %s of %s: %s".formatted(row.get(0), row.get(1), row.get(2), row.get(3));
        console
            .out()
            .println(
                row.get(4) == null
                    ? line
                    : line.replaceFirst("[^.]$", "$0.")
                        + " When that is mended, run 'bookreel %s %s'"
                            .formatted(row.get(4), row.get(1)));
      }
    }
    console.flush();
  }

  private void printFit(LakeView view, long tableBytes) {
    try (Rows rows = view.records().query(Query.of(EmbeddedFit.DELIVERIES))) {
      EmbeddedFit.of(rows, tableBytes, options.limits().memory())
          .line()
          .ifPresent(console.out()::println);
    }
    console.flush();
  }

  /** While another run writes nobody can tell. */
  private void printLeftOvers(Optional<Cleaning> leftOvers) {
    if (leftOvers.isPresent() && !leftOvers.get().removed().isEmpty()) {
      console
          .out()
          .println(
              CleanCommand.amount(leftOvers.get())
                  + ", of interrupted runs: 'bookreel clean' removes what is left over");
    }
    console.flush();
  }
}
