package dev.bookreel.story;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.ProjectReader;
import dev.bookreel.definition.Question;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.FetchReport;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.pipeline.Again;
import dev.bookreel.pipeline.AskReport;
import dev.bookreel.pipeline.LoadReport;
import dev.bookreel.pipeline.LoadReport.Status;
import dev.bookreel.pipeline.Pipeline;
import dev.bookreel.pipeline.PipelineListener;
import dev.bookreel.source.directory.DirectorySourceKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The shipped project on a lake of a test's own, driven as the command line drives it. */
final class Project implements AutoCloseable {
  private final LakeDefinition definition;
  private final Engine engine;
  private final Pipeline pipeline;

  Project(Path lake) {
    this(lake, Clock.systemUTC());
  }

  private Project(Path lake, Clock clock) {
    this(lake, clock, shipped(), 2);
  }

  /** With one table after the other: side by side, loads may collide and be done again. */
  static Project oneByOne(Path lake) {
    return new Project(lake, Clock.systemUTC(), shipped(), 1);
  }

  /** With tables of a few records, of which a delivery may change all. */
  static Project ofFewRecords(Path lake, Clock clock) {
    LakeDefinition shipped = shipped();
    return new Project(
        lake,
        clock,
        new LakeDefinition(
            shipped.name(),
            shipped.zone(),
            shipped.sources(),
            shipped.tables().stream().map(Project::changeable).collect(Collectors.toList()),
            shipped.questions()),
        2);
  }

  private static TableDefinition changeable(TableDefinition table) {
    return new TableDefinition(
        table.name(),
        table.description(),
        table.delivery(),
        table.format(),
        table.contains(),
        table.key(),
        table.columns(),
        table.checks(),
        table.maxDeleted(),
        1);
  }

  private static LakeDefinition shipped() {
    DirectorySourceKind directories = new DirectorySourceKind();
    return new ProjectReader(Map.of())
        .read(root().resolve("lake"), Map.of(directories.name(), directories.settings()));
  }

  private Project(Path lake, Clock clock, LakeDefinition definition, int tablesAtOnce) {
    this.definition = definition;
    this.engine = new EmbeddedEngine(lake, definition);
    this.pipeline =
        new Pipeline(definition, lake, engine, tablesAtOnce, clock, PipelineListener.SILENT);
  }

  /** The checkout. */
  static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("lake/lake.yaml"))) {
      directory = directory.getParent();
    }
    return directory;
  }

  FetchReport fetch(Path from, Optional<Instant> deliveredAt) {
    return fetch(definition.tables(), from, deliveredAt);
  }

  FetchReport fetch(String table, Path from, Instant deliveredAt) {
    return fetch(List.of(table(table)), from, Optional.of(deliveredAt));
  }

  private FetchReport fetch(
      List<TableDefinition> tables, Path from, Optional<Instant> deliveredAt) {
    return pipeline.fetch(tables, List.of(directory(from)), deliveredAt);
  }

  Pipeline.Brought fetchAndLoad(List<String> tables, List<FetchSource> sources) {
    return pipeline.fetchAndLoad(
        tables.stream().map(this::table).collect(Collectors.toList()), sources, Optional.empty());
  }

  boolean isLoaded(String table) {
    return engine.lastLoaded(table(table)).isPresent();
  }

  static FetchSource directory(Path from) {
    DirectorySourceKind kind = new DirectorySourceKind();
    return FetchSource.declared(
        SourceDefinition.of(SourceDefinition.FROM, kind.name(), kind.settingsOf(from.toString())),
        kind,
        root());
  }

  FetchReport fetch(FetchSource source) {
    return pipeline.fetch(definition.tables(), List.of(source), Optional.empty());
  }

  List<LoadReport> load() {
    return pipeline.load(definition.tables(), Set.of());
  }

  List<LoadReport> load(String table) {
    return pipeline.load(List.of(table(table)), Set.of());
  }

  List<LoadReport> loadAccepting(String table) {
    return pipeline.load(List.of(table(table)), Set.of(Status.HELD));
  }

  List<LoadReport> loadLate(String table) {
    return pipeline.load(List.of(table(table)), Set.of(Status.LATE));
  }

  List<LoadReport> replay(String table) {
    return pipeline.replay(List.of(table(table)));
  }

  List<LoadReport> rebuild(String table) {
    return pipeline.rebuild(table(table));
  }

  AskReport ask() {
    return pipeline.ask(definition.questions(), Map.of(), Moment.NEWEST);
  }

  AskReport ask(Map<String, String> parameters, Question... questions) {
    return ask(Moment.NEWEST, parameters, questions);
  }

  AskReport ask(Moment moment, Map<String, String> parameters, Question... questions) {
    return pipeline.ask(List.of(questions), parameters, moment);
  }

  List<Again> askAgain(Question question, Instant askedAt, Map<String, String> parameters) {
    return pipeline.askAgain(question, askedAt, parameters);
  }

  TableDefinition table(String name) {
    return definition.table(TableName.parse(name)).orElseThrow();
  }

  Engine engine() {
    return engine;
  }

  List<String> query(String sql) {
    return query(Moment.NEWEST, sql);
  }

  List<String> query(Moment moment, String sql) {
    try (LakeView view = engine.view(moment);
        Rows rows = view.query(Query.of(sql))) {
      List<String> texts = new ArrayList<>();
      for (List<Object> row = rows.next(); row != null; row = rows.next()) {
        texts.add(row.stream().map(String::valueOf).collect(Collectors.joining("|")));
      }
      return texts;
    }
  }

  @Override
  public void close() {
    engine.close();
  }
}
