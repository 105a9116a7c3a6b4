package dev.bookreel.cli.command;

import dev.bookreel.cli.output.OutputFormat;
import dev.bookreel.definition.ByteSize;
import dev.bookreel.engine.embedded.duck.Limits;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command understands, before or behind its name. */
public final class CommonOptions {

  @Option(
      names = "--lake",
      paramLabel = "URI",
      scope = ScopeType.INHERIT,
      description = "Where the lake is. Default: $$BOOKREEL_LAKE, else ./data")
  private Optional<String> lake = Optional.empty();

  @Option(
      names = "--project",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "The directory with lake.yaml, tables and questions. Default: ./lake if it is one, else"
              + " the one that comes with bookreel")
  private Optional<String> project = Optional.empty();

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      scope = ScopeType.INHERIT,
      description = "What executes loads and SQL: embedded (default) or spark")
  private EngineKind engine = EngineKind.EMBEDDED;

  @Option(
      names = "--from",
      paramLabel = "LOCATION",
      scope = ScopeType.INHERIT,
      description =
          "Fetch from this directory or URI instead of the declared sources. For diff: the earlier"
              + " moment")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--delivered-at",
      paramLabel = "INSTANT",
      scope = ScopeType.INHERIT,
      description =
          "When what is fetched was delivered, such as 2021-12-29T02:00:00Z. Default: now")
  private Optional<Instant> deliveredAt = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description = "How results are printed: table (default), json or csv")
  private OutputFormat format = OutputFormat.TABLE;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      scope = ScopeType.INHERIT,
      description =
          "How much memory loads and queries may take, such as 4GB, before they use temporary"
              + " files. Default: half of the machine's")
  private Optional<ByteSize> memory = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      scope = ScopeType.INHERIT,
      description = "How many threads loads and queries may take. Default: one a processor")
  private OptionalInt threads = OptionalInt.empty();

  @Option(
      names = "--spark",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description =
          "A setting of Spark, also written --spark.KEY=VALUE, such as --spark.master=local[2]")
  private Map<String, String> spark = Map.of();

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Log what happens to standard error, and show stack traces")
  private boolean verbose;

  public Optional<String> lake() {
    return lake;
  }

  public Optional<String> project() {
    return project;
  }

  public EngineKind engine() {
    return engine;
  }

  public Optional<String> from() {
    return from;
  }

  public Optional<Instant> deliveredAt() {
    return deliveredAt;
  }

  public OutputFormat format() {
    return format;
  }

  public Limits limits() {
    return new Limits(memory, threads);
  }

  /** Settings by their full names, which begin with {@code spark.}. */
  public Map<String, String> spark() {
    Map<String, String> settings = new TreeMap<>();
    spark.forEach(
        (key, value) -> settings.put(key.startsWith("spark.") ? key : "spark." + key, value));
    return settings;
  }

  public boolean verbose() {
    return verbose;
  }
}
