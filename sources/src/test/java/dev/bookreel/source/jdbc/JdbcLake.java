package dev.bookreel.source.jdbc;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.Secret;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.FetchReport;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.pipeline.LoadReport;
import dev.bookreel.pipeline.Pipeline;
import dev.bookreel.pipeline.PipelineListener;
import dev.bookreel.source.Wanted;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A lake that fetches from a database, with the real engine. */
final class JdbcLake implements AutoCloseable {
  static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  private final Path folder;
  private final LakeDefinition definition;
  private final Engine engine;
  private final Pipeline pipeline;
  private Instant now = Instant.parse("2031-01-01T00:00:00Z");

  JdbcLake(Path folder, TableDefinition... tables) {
    this.folder = folder;
    this.definition = new LakeDefinition("test", ZONE, List.of(), List.of(tables), List.of());
    this.engine = new EmbeddedEngine(folder.resolve("lake"), definition);
    this.pipeline =
        new Pipeline(
            definition,
            folder.resolve("lake"),
            engine,
            2,
            Clock.systemUTC(),
            PipelineListener.SILENT);
  }

  /** Fetches every table from the source, an hour later each time. */
  FetchReport fetch(SourceDefinition source) {
    now = now.plusSeconds(3600);
    return pipeline.fetch(
        definition.tables(),
        List.of(FetchSource.declared(source, new JdbcSourceKind(Map.of()), folder)),
        Optional.of(now));
  }

  List<LoadReport> load() {
    return pipeline.load(definition.tables(), Set.of());
  }

  /** A query's rows, each as its values. */
  List<List<Object>> query(String sql) {
    List<List<Object>> all = new ArrayList<>();
    try (LakeView view = engine.view(Moment.NEWEST);
        Rows rows = view.query(Query.of(sql))) {
      for (List<Object> row = rows.next(); row != null; row = rows.next()) {
        all.add(row);
      }
    }
    return all;
  }

  @Override
  public void close() {
    engine.close();
  }

  /** The settings of a source, as a project would write them. */
  static final class Settings {
    private final Map<String, String> plain = new HashMap<>();
    private final Map<String, Secret> secrets = new HashMap<>();
    private final Map<String, Map<TableName, String>> byTable = new HashMap<>();

    /** As the user who may only read. */
    static Settings reader(String url) {
      return new Settings()
          .with("url", url)
          .with("user", DatabaseServer.READER)
          .password(DatabaseServer.READERS_PASSWORD);
    }

    Settings with(String setting, String value) {
      plain.put(setting, value);
      return this;
    }

    Settings password(String password) {
      secrets.put("password", new Secret(password));
      return this;
    }

    Settings with(String setting, String table, String value) {
      byTable.computeIfAbsent(setting, key -> new HashMap<>()).put(TableName.parse(table), value);
      return this;
    }

    SourceDefinition definition() {
      return new SourceDefinition(
          "app", "jdbc", plain, secrets, byTable, List.of(), Optional.empty(), Optional.empty());
    }
  }

  /** A table whose columns are given as {@code name:type}; the first is the key. */
  static TableDefinition table(
      String name, String delivery, Format format, Contains contains, String... columns) {
    List<Column> all =
        Arrays.stream(columns)
            .map(text -> text.split(":", 2))
            .map(parts -> column(parts[0], ColumnType.parse(parts[1]).orElseThrow()))
            .toList();
    return new TableDefinition(
        TableName.parse(name),
        "",
        delivery,
        format,
        contains,
        List.of(all.get(0).name()),
        all,
        List.of(),
        1,
        1);
  }

  private static Column column(String name, ColumnType type) {
    return new Column(
        name,
        type,
        new ColumnPath(List.of(new ColumnPath.Step(name, type instanceof ColumnType.Array))),
        List.of());
  }

  static TableDefinition csv(String name, String delivery, Contains contains, String... columns) {
    return table(name, delivery, Format.CSV, contains, columns);
  }

  static Wanted wanted(TableDefinition table) {
    return new Wanted(table, ZONE, Optional.empty());
  }
}
