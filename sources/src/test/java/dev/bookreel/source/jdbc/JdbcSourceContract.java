package dev.bookreel.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.delivery.FetchReport;
import dev.bookreel.delivery.FetchReport.FetchedTable;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.FaultProxy;
import dev.bookreel.source.FaultProxy.Fault;
import dev.bookreel.source.FileState;
import dev.bookreel.source.FreePort;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import dev.bookreel.source.Wanted;
import dev.bookreel.source.jdbc.JdbcLake.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every database must do. */
abstract class JdbcSourceContract {
  private static final TableDefinition USERS =
      JdbcLake.csv("app.users", "users", Contains.EVERYTHING, "id:int", "name:string");
  private static final TableDefinition ORDERS =
      JdbcLake.csv("app.orders", "orders", Contains.EVERYTHING, "id:int", "user_id:int");
  private static final TableDefinition EVENTS =
      JdbcLake.csv(
          "app.events", "events", Contains.CHANGES, "id:int", "what:string", "at:timestamp");

  @TempDir Path folder;
  DatabaseServer server;
  String database;

  abstract DatabaseServer.Once running();

  /** The type of an instant in microseconds. */
  abstract String instant();

  /** What makes texts written with an offset be times of UTC. */
  abstract String inUtc();

  /** A number that no transaction can take that only reads. */
  abstract String writingQuery();

  /** What the reader holds that others may have to wait for. */
  abstract List<List<Object>> locks() throws SQLException;

  /** A query of so many rows, with about 100 bytes each. */
  abstract String manyRows(int count);

  @BeforeEach
  void newDatabase() throws SQLException {
    server = running().get();
    database = server.database();
  }

  Settings settings() {
    return Settings.reader(server.url(database));
  }

  private void execute(String... sql) throws SQLException {
    server.execute(database, sql);
  }

  private void users() throws SQLException {
    execute(
        "CREATE TABLE users (id int PRIMARY KEY, name varchar(100))",
        "INSERT INTO users VALUES (1, 'Ada'), (2, 'Bob'), (3, NULL)");
  }

  private void events() throws SQLException {
    execute("CREATE TABLE events (id int PRIMARY KEY, what varchar(100), at " + instant() + ")");
  }

  private void event(int id, String what, String time) throws SQLException {
    execute(inUtc(), "INSERT INTO events VALUES (%d, '%s', '%s')".formatted(id, what, time));
  }

  Source open(SourceDefinition definition) throws IOException {
    return new JdbcSourceKind(Map.of()).open(definition, folder);
  }

  static String read(Source source, TableDefinition table) throws IOException {
    return content(source.files(JdbcLake.wanted(table)).get(0));
  }

  private static String content(SourceFile file) throws IOException {
    try (InputStream in = new ZstdInputStream(file.open(0, FileState.UNKNOWN))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** After a delivery from that table of this database. */
  private Wanted reached(TableDefinition table, String watermark) {
    return new Wanted(
        table,
        JdbcLake.ZONE,
        Optional.of(new Wanted.Reached(host() + "#" + table.delivery(), watermark)));
  }

  private static String failure(FetchReport report) {
    FetchedTable table = report.tables().get(0);
    assertThat(table.failures()).hasSize(1);
    return table.failures().get(0);
  }

  private String failure(SourceDefinition source, TableDefinition table) {
    try (JdbcLake lake = new JdbcLake(folder, table)) {
      return failure(lake.fetch(source));
    }
  }

  private String host() {
    return server.url(database);
  }

  @Test
  void aTableIsDeliveredAsCsv() throws Exception {
    users();
    execute("INSERT INTO users VALUES (4, ''), (5, 'a,\"b\"')");

    try (Source source = open(settings().definition())) {
      SourceFile file = source.files(JdbcLake.wanted(USERS)).get(0);

      assertThat(content(file)).isEqualTo("id,name\n1,Ada\n2,Bob\n3,\n4,\"\"\n5,\"a,\"\"b\"\"\"\n");
      assertThat(file.location()).isEqualTo(host() + "#users");
      assertThat(file.name()).isEqualTo("app.users.csv.zst");
      assertThat(file.resumable()).isFalse();
      assertThat(file.deliveredAt()).isEmpty();
      assertThat(file.watermark()).isEmpty();
    }
  }

  @Test
  void whatATableNoLongerHasIsDeletedAndWhatDidNotChangeIsNotKeptTwice() throws Exception {
    users();
    try (JdbcLake lake = new JdbcLake(folder, USERS)) {
      lake.fetch(settings().definition());
      lake.fetch(settings().definition());
      execute("DELETE FROM users WHERE id = 2", "UPDATE users SET name = 'Ann' WHERE id = 3");
      lake.fetch(settings().definition());
      lake.load();

      assertThat(lake.query("SELECT id, name FROM app.users WHERE deleted_at IS NULL ORDER BY id"))
          .containsExactly(List.of(1, "Ada"), List.of(3, "Ann"));
      assertThat(lake.query("SELECT status FROM lake.deliveries ORDER BY delivered_at"))
          .containsExactly(List.of("stored"), List.of("unchanged"), List.of("stored"));
    }
  }

  @Test
  void anEmptyTableIsDelivered() throws Exception {
    execute("CREATE TABLE users (id int PRIMARY KEY, name varchar(100))");

    try (Source source = open(settings().definition())) {
      assertThat(read(source, USERS)).isEqualTo("id,name\n");
    }
  }

  @Test
  void aQueryIsDelivered() throws Exception {
    users();

    try (Source source =
        open(
            settings()
                .with(
                    "select",
                    "app.users",
                    "WITH known AS (SELECT id, name FROM users WHERE name IS NOT NULL)\nSELECT id + 0 AS id, name AS \"name\" FROM known ORDER BY id -- that's all\n;"
                        .replace("\"", quote()))
                .definition())) {
      SourceFile file = source.files(JdbcLake.wanted(USERS)).get(0);

      assertThat(content(file)).isEqualTo("id,name\n1,Ada\n2,Bob\n");
      assertThat(file.location()).isEqualTo(host() + "#query:app.users");
    }
  }

  abstract String quote();

  @Test
  void oddNamesOfTablesAndColumnsAreTaken() throws Exception {
    String table = (quote() + "Odd ' Näme %s" + quote());
    execute(
        "CREATE TABLE %s (id int, %sa b,'c%s int)".formatted(table, quote(), quote()),
        "INSERT INTO %s VALUES (1, 2)".formatted(table));

    try (Source source =
        open(settings().with("select", "app.users", "Odd ' Näme %s").definition())) {
      assertThat(read(source, USERS)).isEqualTo("id,\"a b,'c\"\n1,2\n");
    }
  }

  @Test
  void whatIsNewIsFetchedByAWatermarkWithWhatCameLate() throws Exception {
    events();
    event(1, "first", "2021-12-06 10:00:00");
    event(2, "second", "2021-12-06 12:00:00.123456");
    SourceDefinition source =
        settings()
            .with("watermark", "app.events", "at")
            .with("overlap", "app.events", "30 min")
            .definition();

    try (JdbcLake lake = new JdbcLake(folder, EVENTS)) {
      lake.fetch(source);
      event(3, "too late", "2021-12-06 11:30:00.123456");
      event(4, "late", "2021-12-06 11:30:00.123457");
      event(5, "new", "2021-12-06 13:00:00");
      lake.fetch(source);
      lake.load();

      assertThat(lake.query("SELECT id FROM app.events ORDER BY id"))
          .containsExactly(List.of(1), List.of(2), List.of(4), List.of(5));
      assertThat(
              lake.query("SELECT read, inserted, unchanged FROM lake.loads ORDER BY delivered_at"))
          .containsExactly(List.of(2L, 2L, 0L), List.of(3L, 2L, 1L));
    }
  }

  @Test
  void whereNothingIsNewThereIsNoDelivery() throws Exception {
    events();
    try (Source source =
        open(
            settings()
                .with("watermark", "app.events", "at")
                .with("overlap", "app.events", "0 s")
                .definition())) {
      assertThat(source.files(JdbcLake.wanted(EVENTS))).isEmpty();
    }
    event(1, "first", "2021-12-06 10:00:00");
    try (Source source =
        open(
            settings()
                .with("watermark", "app.events", "at")
                .with("overlap", "app.events", "0 s")
                .definition())) {
      Optional<String> reached = source.files(JdbcLake.wanted(EVENTS)).get(0).watermark();

      assertThat(reached).contains("at = 2021-12-06T10:00:00Z");
      assertThat(source.files(reached(EVENTS, reached.orElseThrow()))).isEmpty();
      assertThat(source.files(reached(EVENTS, "other = 1"))).hasSize(1);
    }
  }

  @Test
  void anotherDatabaseIsReadFromItsBeginning() throws Exception {
    events();
    event(1, "first", "2021-12-06 10:00:00");
    Wanted.Reached elsewhere =
        new Wanted.Reached("jdbc:other://db/app#events", "at = 2031-12-06T10:00:00Z");

    try (Source source = open(settings().with("watermark", "app.events", "at").definition())) {
      assertThat(
              source.files(new Wanted(EVENTS, JdbcLake.ZONE, Optional.of(elsewhere))).stream()
                  .map(SourceFile::watermark))
          .containsExactly(Optional.of("at = 2021-12-06T10:00:00Z"));
    }
  }

  @Test
  void aTimeInTheFutureDoesNotHideWhatComesBeforeIt() throws Exception {
    events();
    event(1, "of the future", "2037-12-31 00:00:00");
    SourceDefinition definition = settings().with("watermark", "app.events", "at").definition();
    Optional<String> reached;
    try (Source source = open(definition)) {
      reached = source.files(JdbcLake.wanted(EVENTS)).get(0).watermark();
    }
    execute("INSERT INTO events VALUES (2, 'now', now())");

    try (Source source = open(definition)) {
      assertThat(content(source.files(reached(EVENTS, reached.orElseThrow())).get(0)))
          .contains("of the future")
          .contains("now");
    }
  }

  @Test
  void rowsWithoutAWatermarkAreNotFetched() throws Exception {
    events();
    event(1, "first", "2021-12-06 10:00:00");
    execute("INSERT INTO events VALUES (2, 'never', NULL)");

    try (Source source = open(settings().with("watermark", "app.events", "at").definition())) {
      assertThat(read(source, EVENTS)).contains("first").doesNotContain("never");
    }
  }

  @Test
  void aWatermarkCanBeANumberOrADay() throws Exception {
    execute(
        "CREATE TABLE events (id bigint, what varchar(10), day date)",
        "INSERT INTO events VALUES (7, 'a', '2021-12-06'), (9, 'b', '2021-12-07')");
    TableDefinition table =
        JdbcLake.csv(
            "app.events", "events", Contains.CHANGES, "id:long", "what:string", "day:date");

    try (Source source =
            open(
                settings()
                    .with("watermark", "app.events", "id")
                    .with("overlap", "app.events", "1")
                    .definition());
        Source byDay = open(settings().with("watermark", "app.events", "day").definition())) {
      SourceFile file = source.files(reached(table, "id = 8")).get(0);
      assertThat(file.watermark()).contains("id = 9");
      assertThat(content(file)).isEqualTo("id,what,day\n9,b,2021-12-07\n");
      SourceFile ofDay = byDay.files(reached(table, "day = 2021-12-07")).get(0);
      assertThat(ofDay.watermark()).contains("day = 2021-12-07");
      assertThat(content(ofDay)).isEqualTo("id,what,day\n9,b,2021-12-07\n");
    }
  }

  @Test
  void allTablesAreReadAsTheyWereAtOneMoment() throws Exception {
    users();
    execute(
        "CREATE TABLE orders (id int PRIMARY KEY, user_id int)",
        "INSERT INTO orders VALUES (1, 1)");

    try (Source source = open(settings().definition())) {
      assertThat(read(source, USERS)).startsWith("id,name\n1,Ada\n");
      execute(
          "DELETE FROM users WHERE id = 1",
          "DELETE FROM orders",
          "INSERT INTO orders VALUES (2, 2)");

      assertThat(read(source, ORDERS)).isEqualTo("id,user_id\n1,1\n");
      assertThat(read(source, USERS)).startsWith("id,name\n1,Ada\n");
    }
  }

  @Test
  void othersWriteWhileATableIsReadAndWaitForNothing() throws Exception {
    users();
    execute("CREATE TABLE big AS " + manyRows(50_000));
    TableDefinition table =
        JdbcLake.csv("app.big", "big", Contains.EVERYTHING, "n:int", "filler:string");

    try (Source source = open(settings().definition());
        InputStream in = source.files(JdbcLake.wanted(table)).get(0).open(0, FileState.UNKNOWN)) {
      assertThat(in.read()).isNotNegative();
      try (Connection other = server.connect(database);
          Statement statement = other.createStatement()) {
        statement.setQueryTimeout(10);
        assertThat(statement.executeUpdate("UPDATE big SET filler = 'new' WHERE n <= 100"))
            .isEqualTo(100);
        assertThat(statement.executeUpdate("DELETE FROM big WHERE n > 49000")).isEqualTo(1000);
      }
      assertThat(locks()).isEmpty();
      in.readAllBytes();
    }
  }

  @Test
  void aQueryThatWritesIsRefused() throws Exception {
    execute("CREATE SEQUENCE numbers");

    assertThat(failure(settings().with("select", "app.users", writingQuery()).definition(), USERS))
        .startsWith("app.users: Cannot read " + host() + "#query: ")
        .endsWith(". Sources only read: write a query that changes nothing");
  }

  @Test
  void aTableThatIsNotThereIsNamed() throws Exception {
    assertThat(failure(settings().definition(), USERS))
        .isEqualTo(
            "app.users: There is no table 'users' in %s. Create it, or correct 'delivery' in the table's definition or the source's 'select'"
                .formatted(host()));
  }

  @Test
  void aTableThatFailsSpoilsNoOther() throws Exception {
    users();

    try (Source source = open(settings().definition())) {
      assertThatThrownBy(() -> read(source, ORDERS)).hasMessageContaining("orders");
      assertThat(read(source, USERS)).startsWith("id,name\n1,Ada\n");
    }
  }

  @Test
  void aColumnThatIsNotThereIsNamed() throws Exception {
    events();

    assertThat(failure(settings().with("watermark", "app.events", "att").definition(), EVENTS))
        .isEqualTo(
            "app.events: %s#events has no column 'att', which is its watermark. Did you mean 'at'?"
                .formatted(host()));
    assertThat(
            failure(
                settings().with("select", "app.users", "SELECT idd FROM events").definition(),
                USERS))
        .startsWith("app.users: Cannot read " + host() + "#query: ")
        .contains("idd")
        .endsWith(". Correct 'select'");
  }

  @Test
  void aColumnThatDoesNotGrowIsNoWatermark() throws Exception {
    events();

    assertThat(failure(settings().with("watermark", "app.events", "what").definition(), EVENTS))
        .isEqualTo(
            "app.events: The column 'what' of %s#events is a varchar and cannot be a watermark. Name a column of whole or decimal numbers, days or times"
                .formatted(host()));
  }

  @Test
  void anOverlapFitsItsWatermark() throws Exception {
    events();
    event(1, "first", "2021-12-06 10:00:00");
    SourceDefinition definition =
        settings()
            .with("watermark", "app.events", "at")
            .with("overlap", "app.events", "7")
            .definition();

    try (Source source = open(definition)) {
      assertThatThrownBy(() -> source.files(reached(EVENTS, "at = 2021-12-06T10:00:00Z")))
          .hasMessage(
              "The watermark 'at' has times, and its overlap is none of them. Set 'overlap' to a length of time, such as 1 h");
    }
  }

  @Test
  void whoMayNotSelectIsTold() throws Exception {
    users();
    execute(
        "CREATE TABLE other (id int)",
        "REVOKE SELECT ON %s FROM %s".formatted(granted("users"), reader()),
        "GRANT SELECT ON other TO " + reader());

    assertThat(failure(settings().definition(), USERS))
        .startsWith("app.users: Cannot read " + host() + "#users: ")
        .endsWith(". Grant SELECT to 'reader'");
  }

  /** The reader, as grants name it. */
  abstract String reader();

  /** What the reader was let read when the database was made: a table, or all of them. */
  abstract String granted(String table);

  @Test
  void aWrongPasswordIsNotTriedAgainAndNotShown() throws Exception {
    users();

    assertThat(failure(settings().password("pa$$w0rd").definition(), USERS))
        .startsWith("app.users: " + host() + " refuses the login of 'reader': ")
        .contains("Correct 'user' and 'password' of the source")
        .doesNotContain("pa$$w0rd")
        .doesNotContain("Tried");
  }

  @Test
  void aDatabaseThatIsNotThereIsNamed() throws Exception {
    assertThat(failure(Settings.reader(server.url("nowhere")).definition(), USERS))
        .startsWith("app.users: ")
        .contains(server.url("nowhere"))
        .doesNotContain("Tried");
  }

  @Test
  void aServerThatDoesNotAnswerIsTriedAgain() throws Exception {
    String nobody = server.url(database, FreePort.next());

    assertThatThrownBy(() -> open(Settings.reader(nobody).definition()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no connection to " + nobody + ": ");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})
  void aConnectionThatBreaksIsMadeAgainAndTheReadingBegunAnew(int tenth) throws Exception {
    execute("CREATE TABLE big AS " + manyRows(5_000));
    TableDefinition table =
        JdbcLake.csv("app.big", "big", Contains.EVERYTHING, "n:int", "filler:string");
    Fault fault = tenth % 2 == 0 ? Fault.CUT : Fault.TRUNCATE;
    try (FaultProxy proxy = FaultProxy.before(server.port());
        JdbcLake lake = new JdbcLake(folder, table)) {
      SourceDefinition source = Settings.reader(server.url(database, proxy.port())).definition();
      proxy.arm(fault, Long.MAX_VALUE);
      lake.fetch(source);
      long whole = proxy.sent();
      proxy.arm(fault, whole * tenth / 10);

      assertThat(lake.fetch(source).complete()).isTrue();

      assertThat(proxy.fired()).isTrue();
      assertThat(lake.query("SELECT status FROM lake.deliveries ORDER BY delivered_at"))
          .containsExactly(List.of("stored"), List.of("unchanged"));
    }
  }

  @Test
  void aConnectionThatStallsIsGivenUp() throws Exception {
    execute("CREATE TABLE big AS " + manyRows(5_000));
    TableDefinition table =
        JdbcLake.csv("app.big", "big", Contains.EVERYTHING, "n:int", "filler:string");
    try (FaultProxy proxy = FaultProxy.before(server.port());
        JdbcLake lake = new JdbcLake(folder, table)) {
      proxy.arm(Fault.STALL, 300_000);

      assertThat(
              lake.fetch(
                      Settings.reader(server.url(database, proxy.port()))
                          .with("timeout", "1 s")
                          .definition())
                  .complete())
          .isTrue();

      assertThat(proxy.fired()).isTrue();
      lake.load();
      assertThat(lake.query("SELECT count(*), sum(n) FROM app.big"))
          .containsExactly(List.of(5000L, java.math.BigInteger.valueOf(12_502_500)));
    }
  }

  @Test
  void closingEndsWhatIsBeingRead() throws Exception {
    execute("CREATE TABLE big AS " + manyRows(50_000));
    TableDefinition table =
        JdbcLake.csv("app.big", "big", Contains.EVERYTHING, "n:int", "filler:string");
    Source source = open(settings().definition());
    InputStream in = source.files(JdbcLake.wanted(table)).get(0).open(0, FileState.UNKNOWN);
    assertThat(in.read()).isNotNegative();

    source.close();

    assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    in.close();
  }

  @Test
  void theCertificateIsVerified() throws Exception {
    users();
    Path right = Files.copy(server.certificate(), folder.resolve("right.pem"));
    Path wrong = Certificates.in(Files.createDirectory(folder.resolve("other"))).certificate();

    try (Source source = open(settings().with("ca_file", right.toString()).definition())) {
      assertThat(read(source, USERS)).startsWith("id,name\n1,Ada\n");
    }
    try (Source source = open(settings().with("insecure_any_certificate", "true").definition())) {
      assertThat(read(source, USERS)).startsWith("id,name\n1,Ada\n");
    }
    assertThatThrownBy(() -> open(settings().with("ca_file", wrong.toString()).definition()))
        .isInstanceOf(LakeException.class)
        .hasMessageStartingWith(host() + " does not show a certificate that is trusted: ")
        .hasMessageEndingWith(
            ". Name the one that signs it with 'ca_file'; insecure_any_certificate: true takes any");
  }
}
