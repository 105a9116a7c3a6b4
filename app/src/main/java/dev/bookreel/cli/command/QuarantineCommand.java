package dev.bookreel.cli.command;

import dev.bookreel.cli.console.Console;
import dev.bookreel.cli.exit.ExitStatus;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bookreel quarantine}: list the rows that no load could accept. */
@Command(
    name = "quarantine",
    header = "List the rows that no load could accept.",
    description =
        "Lists refused rows with the reason, and where they stand: the delivery's file in the lake"
            + " and the record's number in it, from 1, without a header. When the definition or a"
            + " check is corrected, 'replay' takes them in.",
    footer = {
      "",
      "Examples:",
      "  bookreel quarantine",
      "  bookreel quarantine stream.streams --format json"
    })
public final class QuarantineCommand implements Callable<Integer> {
  private static final String REFUSED =
      """
      select q.table_name, q.delivered_at, d.file, q.position, q.reason, q.record
      from lake.quarantine q
      left join lake.deliveries d
        on d.table_name = q.table_name and d.delivered_at = q.delivered_at
      where :table in ('', q.table_name)
      order by q.table_name, q.delivered_at, q.position
      """;

  private final CommonOptions options;
  private final Console console;
  private final LakeAccess lakes;

  @Parameters(
      arity = "0..1",
      paramLabel = "TABLE",
      description = "Only this table, such as vendor.authors. Default: all")
  private @Nullable String table;

  public QuarantineCommand(CommonOptions options, Console console, LakeAccess lakes) {
    this.options = options;
    this.console = console;
    this.lakes = lakes;
  }

  @Override
  public Integer call() {
    try (OpenLake lake = lakes.open(options)) {
      String only =
          table == null ? "" : Selection.table(lake.definition(), table).name().toString();
      try (LakeView view = lake.view()) {
        new Reports(console, options.format())
            .print(view.records().query(new Query(REFUSED, Map.of("table", only))));
      }
      return ExitStatus.DONE;
    }
  }
}
