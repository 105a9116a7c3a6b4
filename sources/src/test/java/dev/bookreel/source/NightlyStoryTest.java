package dev.bookreel.source;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.HistoryModel;
import dev.bookreel.engine.HistoryModel.Row;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Moment;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.TestLake;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.pipeline.LoadReport;
import dev.bookreel.pipeline.Pipeline;
import dev.bookreel.pipeline.PipelineListener;
import dev.bookreel.source.ftp.FtpSourceKind;
import dev.bookreel.source.ftp.TestFtpServer;
import dev.bookreel.source.jdbc.DatabaseServer;
import dev.bookreel.source.jdbc.JdbcSourceKind;
import dev.bookreel.source.jdbc.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seven nights: a vendor's FTP server with a dump that changes each night, and the app's database,
 * which changes every hour. After each run the lake is what the model says.
 */
class NightlyStoryTest {
  private static final Instant BEGIN = Instant.parse("2021-12-24T01:00:00Z");
  private static final int NIGHTS = 7;
  private static final int HOURS = 3;
  private static final long SEED = 20211224;

  private static final TableDefinition AUTHORS =
      table("vendor.authors", "vendor/authors.json", Format.JSON, Contains.EVERYTHING);
  private static final TableDefinition MOVIES =
      table("stream.movies", "movies", Format.CSV, Contains.EVERYTHING);
  private static final TableDefinition PLAYS =
      table("stream.plays", "plays", Format.CSV, Contains.CHANGES);
  private static final List<TableDefinition> TABLES = List.of(AUTHORS, MOVIES, PLAYS);

  private final Random random = new Random(SEED);
  private final Map<String, Integer> authors = new TreeMap<>();
  private final Map<String, Integer> movies = new TreeMap<>();
  private final Map<String, Integer> plays = new TreeMap<>();
  private final Map<TableName, HistoryModel> models =
      TABLES.stream()
          .collect(
              Collectors.toMap(
                  TableDefinition::name, table -> new HistoryModel(table.contains(), row -> true)));

  @TempDir Path directory;

  @Test
  void theLakeEqualsTheModelAfterEachRun() throws Exception {
    Path served = directory.resolve("served");
    Files.createDirectories(served.resolve("vendor"));
    DatabaseServer postgres = PostgresServer.RUNNING.get();
    String database = postgres.database();
    postgres.execute(
        database,
        "CREATE TABLE movies (name text PRIMARY KEY, size int)",
        "CREATE TABLE plays (name text PRIMARY KEY, size int, changed_at timestamptz NOT NULL)",
        "GRANT SELECT ON movies, plays TO " + DatabaseServer.READER);
    LakeDefinition lake =
        new LakeDefinition("story", ZoneId.of("Europe/Berlin"), List.of(), TABLES, List.of());
    try (TestFtpServer ftp = TestFtpServer.of(served).start();
        Engine engine = new EmbeddedEngine(directory.resolve("lake"), lake)) {
      List<FetchSource> sources = List.of(vendor(ftp), app(postgres.url(database)));
      for (int night = 0; night < NIGHTS; night++) {
        Instant two = BEGIN.plus(Duration.ofDays(night));
        changeAuthors(served, two);
        for (int hour = 0; hour < HOURS; hour++) {
          Instant now = two.plus(Duration.ofHours(hour));
          changeApp(postgres, database, now);
          run(lake, engine, sources, now);
          assertThat(history(engine, AUTHORS)).as("%s", now).isEqualTo(expected(AUTHORS));
          assertThat(history(engine, MOVIES)).as("%s", now).isEqualTo(expected(MOVIES));
          assertThat(history(engine, PLAYS)).as("%s", now).isEqualTo(expected(PLAYS));
        }
      }
      assertThat(ftp.commands().stream().filter(command -> command.startsWith("RETR")))
          .as("a dump that did not change is not downloaded")
          .hasSize(NIGHTS);
      assertThat(rows(engine, "SELECT sum(read) FROM lake.loads WHERE table_name = 'stream.plays'"))
          .as("of the app's table only what changed is read")
          .allMatch(read -> Integer.parseInt(read) < plays.size() * NIGHTS * HOURS / 2);
    }
  }

  private void run(LakeDefinition lake, Engine engine, List<FetchSource> sources, Instant now) {
    Pipeline pipeline =
        new Pipeline(
            lake,
            directory.resolve("lake"),
            engine,
            2,
            Clock.fixed(now, ZoneOffset.UTC),
            PipelineListener.SILENT);
    assertThat(pipeline.fetch(TABLES, sources, Optional.empty()).tables())
        .allSatisfy(table -> assertThat(table.failures()).isEmpty());
    assertThat(pipeline.load(TABLES, Set.of())).noneMatch(LoadReport::needsAttention);
    model(AUTHORS).load(now, rows(authors));
    model(MOVIES).load(now, rows(movies));
    model(PLAYS).load(now, rows(plays));
  }

  private static List<Row> rows(Map<String, Integer> records) {
    return records.entrySet().stream()
        .map(it -> new Row(List.of(it.getKey()), it.getValue(), true))
        .toList();
  }

  /** The vendor changes, deletes, adds, and brings back; it says nothing of it. */
  private void changeAuthors(Path served, Instant now) throws IOException {
    change(authors, "Author ", true);
    String dump =
        authors.entrySet().stream()
            .map(it -> "{\"name\":\"%s\",\"size\":%d}".formatted(it.getKey(), it.getValue()))
            .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    Path file = Files.writeString(served.resolve("vendor/authors.json"), dump);
    Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(600)));
  }

  private void changeApp(DatabaseServer postgres, String database, Instant now) throws Exception {
    List<String> sql = new ArrayList<>(List.of("BEGIN", "DELETE FROM movies"));
    change(movies, "Movie ", true);
    movies.forEach(
        (name, size) -> sql.add("INSERT INTO movies VALUES ('%s', %d)".formatted(name, size)));
    Map<String, Integer> before = new TreeMap<>(plays);
    change(plays, "Play ", false);
    plays.forEach(
        (name, size) -> {
          if (!size.equals(before.get(name))) {
            sql.add(
                """
                INSERT INTO plays VALUES ('%s', %d, '%s')
                ON CONFLICT (name) DO UPDATE
                SET size = excluded.size, changed_at = excluded.changed_at"""
                    .formatted(name, size, now.minusSeconds(random.nextInt(3600))));
          }
        });
    sql.add("COMMIT");
    postgres.execute(database, sql.toArray(String[]::new));
  }

  private void change(Map<String, Integer> records, String prefix, boolean alsoDelete) {
    if (records.isEmpty()) {
      for (int i = 0; i < 40; i++) {
        records.put(prefix + i, i);
      }
      return;
    }
    for (int i = 0; i < 6; i++) {
      String name = prefix + random.nextInt(50);
      if (alsoDelete && random.nextInt(3) == 0) {
        records.remove(name);
      } else {
        records.put(name, random.nextInt(1000));
      }
    }
  }

  private HistoryModel model(TableDefinition table) {
    return Objects.requireNonNull(models.get(table.name()));
  }

  private List<String> expected(TableDefinition table) {
    return model(table).history();
  }

  private static List<String> history(Engine engine, TableDefinition table) {
    return rows(
            engine,
            "SELECT name, size, valid_from, valid_to, is_latest FROM %s_history"
                .formatted(table.name()))
        .stream()
        .sorted()
        .toList();
  }

  private static List<String> rows(Engine engine, String sql) {
    try (LakeView view = engine.view(Moment.NEWEST)) {
      return TestLake.texts(view.query(Query.of(sql)));
    }
  }

  private FetchSource vendor(TestFtpServer ftp) {
    return FetchSource.declared(
        new SourceDefinition(
            "vendor",
            "ftp",
            Map.of("host", "127.0.0.1", "port", "" + ftp.port(), "user", TestFtpServer.USER),
            Map.of("password", new Secret(TestFtpServer.PASSWORD)),
            Map.of(),
            List.of("vendor.*"),
            Optional.empty(),
            Optional.empty()),
        new FtpSourceKind(),
        directory);
  }

  private FetchSource app(String url) {
    return FetchSource.declared(
        new SourceDefinition(
            "app",
            "jdbc",
            Map.of("url", url, "user", DatabaseServer.READER, "overlap", "1 h"),
            Map.of("password", new Secret(DatabaseServer.READERS_PASSWORD)),
            Map.of("watermark", Map.of(PLAYS.name(), "changed_at")),
            List.of("stream.*"),
            Optional.empty(),
            Optional.empty()),
        new JdbcSourceKind(Map.of()),
        directory);
  }

  private static TableDefinition table(
      String name, String delivery, Format format, Contains contains) {
    return new TableDefinition(
        TableName.parse(name),
        "",
        delivery,
        format,
        contains,
        List.of("name"),
        List.of(
            new Column("name", ColumnType.Scalar.STRING, ColumnPath.field("name"), List.of()),
            new Column("size", ColumnType.Scalar.INT, ColumnPath.field("size"), List.of())),
        List.of(),
        1,
        1);
  }
}
