package dev.bookreel.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.FetchProgress;
import dev.bookreel.delivery.FetchReport;
import dev.bookreel.delivery.FetchReport.FetchedFile;
import dev.bookreel.delivery.FetchRequest;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.delivery.Fetcher;
import dev.bookreel.delivery.RawZone;
import dev.bookreel.delivery.Retries;
import dev.bookreel.delivery.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole fetches from a web server into the raw zone. */
class HttpFetchTest {
  private static final String FILE = "/vendor/t0.json";
  private static final String CONTENT = "0123456789".repeat(300_000);

  private final WebServer server = WebServer.start();

  @TempDir Path lake;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aFileIsStoredOnceAndNotReadAgainWhileItsTagIsTheSame() throws IOException {
    server.put(FILE, CONTENT);

    assertThat(content(fetched(fetch(1)))).isEqualTo(CONTENT);
    long read = server.asked().stream().filter(it -> it.startsWith("GET")).count();
    assertThat(fetched(fetch(1))).isInstanceOf(Stored.Nothing.class);

    assertThat(read).isEqualTo(1);
    assertThat(server.asked().stream().filter(it -> it.startsWith("GET"))).hasSize(1);
    server.put(FILE, CONTENT + "more");
    assertThat(content(fetched(fetch(1)))).isEqualTo(CONTENT + "more");
  }

  @Test
  void aBrokenConnectionGoesOnWhereItWas() throws IOException {
    server.put(FILE, CONTENT);
    cutOnce(2_500_000);

    assertThat(content(fetched(fetch(1)))).isEqualTo(CONTENT);

    List<String> reads = server.asked().stream().filter(it -> it.startsWith("GET")).toList();
    assertThat(reads).hasSize(2);
    assertThat(reads.get(1)).matches("GET /vendor/t0.json bytes=[1-9]\\d*-");
  }

  @Test
  void aServerThatSendsOnlyWholeFilesIsReadAnew() throws IOException {
    server.put(FILE, CONTENT);
    AtomicInteger reads = new AtomicInteger();
    server.on(
        FILE,
        exchange -> {
          if (isRead(exchange) && reads.getAndIncrement() == 0) {
            cut(exchange, 2_500_000);
          } else {
            server.serve(exchange, false);
          }
        });

    assertThat(content(fetched(fetch(1)))).isEqualTo(CONTENT);
    assertThat(reads).hasValue(3);
  }

  @Test
  void aWrongChecksumIsRefused() {
    server.put(
        FILE, CONTENT, Map.of("Content-MD5", Base64.getEncoder().encodeToString(new byte[16])));

    assertThat(failures(fetch(1)))
        .singleElement()
        .asString()
        .contains("arrives damaged: its MD5 is ");
    assertThat(lake.resolve("raw/vendor/t0")).isEmptyDirectory();
  }

  @Test
  void aServerThatIsBusyForAWhileIsAskedAgain() throws IOException {
    server.put(FILE, CONTENT);
    AtomicInteger asked = new AtomicInteger();
    server.on(
        FILE,
        exchange -> {
          if (asked.getAndIncrement() < 2) {
            exchange.getResponseHeaders().set("Retry-After", "0");
            exchange.sendResponseHeaders(503, -1);
          } else {
            server.serve(exchange);
          }
        });

    assertThat(content(fetched(fetch(1)))).isEqualTo(CONTENT);
  }

  @Test
  void aHeadThatLiesAboutTheSizeEndsWithAMessage() {
    server.put(FILE, CONTENT);
    server.on(
        FILE,
        exchange -> {
          if (isRead(exchange)) {
            server.serve(exchange);
          } else {
            exchange.getResponseHeaders().set("Content-Length", "3000007");
            exchange.sendResponseHeaders(200, -1);
          }
        });

    assertThat(failures(fetch(1)))
        .containsExactly(
            "vendor.t0: cannot read %s/vendor/t0.json: it ended after 3000000 of 3000007 bytes. Tried 3 times. Nothing was stored. Fetch again when it can be read"
                .formatted(server.url()));
    assertThat(lake.resolve("raw/vendor/t0")).isEmptyDirectory();
  }

  @Test
  void patternsAreMatchedAgainstTheLinksOfAFolder() throws IOException {
    page("/", "<a href='2021-12-29/'>x</a><a href='2021-12-30/'>x</a><a href='readme.txt'>x</a>");
    server.put("/2021-12-29/vendor/t0.json", "[1]");
    server.put("/2021-12-30/vendor/t0.json.gz", "[2]");

    FetchReport report = fetch(1, Map.of("url", server.url() + "/{date}"));

    assertThat(failures(report)).isEmpty();
    assertThat(report.tables().get(0).files())
        .extracting(FetchedFile::location)
        .containsExactly(
            server.url() + "/2021-12-29/vendor/t0.json",
            server.url() + "/2021-12-30/vendor/t0.json.gz");
  }

  @Test
  void namesThatLeadOutOfTheFolderAreNotAskedFor() {
    page("/", "<a href='..%2F2021-12-29'>x</a><a href='2021-12-29%2F..%2F..%2Fx/'>x</a>");

    assertThat(failures(fetch(1, Map.of("url", server.url() + "/*"))))
        .singleElement()
        .asString()
        .startsWith("vendor.t0: there is no '*/vendor/t0.json' in ");
    assertThat(server.asked()).containsExactly("GET /");
  }

  @Test
  void severalFilesAreReadAtOnce() throws IOException {
    CountDownLatch all = new CountDownLatch(4);
    for (int table = 0; table < 4; table++) {
      server.put("/vendor/t" + table + ".json", CONTENT + table);
      server.on(
          "/vendor/t" + table + ".json",
          exchange -> {
            if (isRead(exchange)) {
              all.countDown();
              await(all);
            }
            server.serve(exchange);
          });
    }

    FetchReport report = fetch(4);

    assertThat(all.getCount()).isZero();
    for (int table = 0; table < 4; table++) {
      assertThat(content(report.tables().get(table).files().get(0).stored()))
          .isEqualTo(CONTENT + table);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IOException("The others did not come");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void cutOnce(int at) {
    AtomicInteger reads = new AtomicInteger();
    server.on(
        FILE,
        exchange -> {
          if (isRead(exchange) && reads.getAndIncrement() == 0) {
            cut(exchange, at);
          } else {
            server.serve(exchange);
          }
        });
  }

  private static void cut(HttpExchange exchange, int at) throws IOException {
    WebServer.validators(CONTENT).forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(200, CONTENT.length());
    exchange.getResponseBody().write(CONTENT.getBytes(UTF_8), 0, at);
  }

  private static boolean isRead(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("GET");
  }

  private void page(String path, String html) {
    server.put(path, html, Map.of("Content-Type", "text/html; charset=utf-8"));
  }

  private FetchReport fetch(int tables) {
    return fetch(tables, Map.of("url", server.url()));
  }

  private FetchReport fetch(int tables, Map<String, String> settings) {
    SourceDefinition definition = SourceDefinition.of("nightly", "http", settings);
    FetchSource source = FetchSource.declared(definition, new HttpSourceKind(), lake);
    RawZone raw = new RawZone(lake, new Retries(3, Duration.ofMillis(1), Duration.ofMillis(10)));
    return new Fetcher(raw, Clock.systemUTC())
        .fetch(
            new FetchRequest(
                IntStream.range(0, tables).mapToObj(HttpFetchTest::table).toList(),
                List.of(source),
                Optional.empty(),
                ZoneOffset.UTC),
            FetchProgress.SILENT);
  }

  private static TableDefinition table(int number) {
    return new TableDefinition(
        TableName.parse("vendor.t" + number),
        "",
        "vendor/t" + number + ".json",
        TableDefinition.Format.JSON,
        TableDefinition.Contains.EVERYTHING,
        List.of("name"),
        List.of(new Column("name", ColumnType.Scalar.STRING, ColumnPath.field("name"), List.of())),
        List.of(),
        TableDefinition.DEFAULT_MAX_DELETED,
        TableDefinition.DEFAULT_MAX_CHANGED);
  }

  private static List<String> failures(FetchReport report) {
    return report.tables().get(0).failures();
  }

  private static Stored fetched(FetchReport report) {
    assertThat(failures(report)).isEmpty();
    return report.tables().get(0).files().get(0).stored();
  }

  private static String content(Stored stored) throws IOException {
    return Files.readString(stored.delivery().file());
  }
}
