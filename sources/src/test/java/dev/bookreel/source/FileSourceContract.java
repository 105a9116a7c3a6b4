package dev.bookreel.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.delivery.FetchProgress;
import dev.bookreel.delivery.FetchReport;
import dev.bookreel.delivery.FetchRequest;
import dev.bookreel.delivery.FetchSource;
import dev.bookreel.delivery.Fetcher;
import dev.bookreel.delivery.RawZone;
import dev.bookreel.delivery.Retries;
import dev.bookreel.source.FaultProxy.Fault;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every kind of source with files must do, on a real server: a whole delivery or a clear
 * message, whatever the network and the server do; never a half file among the deliveries.
 */
@Timeout(120)
public abstract class FileSourceContract {
  /** Within it a stalled connection is given up. */
  protected static final String TIMEOUT = "500 ms";

  private static final Instant FIRST = Instant.parse("2021-12-29T02:00:00Z");
  private static final Instant NOW = Instant.parse("2022-01-03T06:00:00.123Z");
  private static final Retries QUICK = new Retries(3, Duration.ofMillis(1), Duration.ofMillis(10));
  private static final int BYTES = 200_000;

  @TempDir Path directory;
  private FaultProxy proxy;
  private Optional<FaultProxy> contentProxy = Optional.empty();
  private RawZone raw;

  /** The server, which serves the files of the folder; started before each test. */
  protected abstract Server start(Path served) throws Exception;

  /** The kind under test. */
  protected abstract SourceKind kind();

  /** A running server. */
  protected interface Server {
    /** Where it listens on the loopback; faults are put before it. */
    int port();

    /**
     * Where else it listens for connections that carry content, not at 127.0.0.1: a proxy stands on
     * the same ports there.
     */
    default List<InetSocketAddress> contentAddresses() {
      return List.of();
    }

    /** The definition of a source that reaches the server through a port. */
    SourceDefinition definition(int throughPort);

    /** Puts a file on the server, changed last at a time. */
    void put(String path, byte[] content, Instant modifiedAt) throws Exception;

    /** When a file was changed last, where the server goes by its own clock. */
    default Instant changedAt(String path, Instant given) {
      return given;
    }

    /** Takes a file from the server. */
    void remove(String path) throws Exception;

    void stop() throws Exception;
  }

  /** Faults that this protocol cannot tell from the true content: it has nothing to check by. */
  protected Set<Fault> unnoticed() {
    return Set.of();
  }

  private Server server;

  @BeforeEach
  void startTheServer() throws Exception {
    server = start(Files.createDirectories(directory.resolve("served")));
    proxy = FaultProxy.before(server.port());
    if (!server.contentAddresses().isEmpty()) {
      contentProxy = Optional.of(FaultProxy.beside(server.contentAddresses()));
    }
    raw = new RawZone(directory.resolve("lake"), QUICK);
  }

  @AfterEach
  void stopTheServer() throws Exception {
    proxy.close();
    if (contentProxy.isPresent()) {
      contentProxy.get().close();
    }
    server.stop();
  }

  @Test
  void aFileIsFetchedWhole() throws Exception {
    byte[] content = content(1);
    server.put("vendor/authors.json", content, FIRST);

    assertThat(fetch("vendor/authors.json").complete()).isTrue();

    assertThat(deliveries()).singleElement().satisfies(it -> assertHas(it, content));
  }

  @Test
  void anEmptyFileIsADelivery() throws Exception {
    server.put("vendor/authors.json", new byte[0], FIRST);

    assertThat(fetch("vendor/authors.json").complete()).isTrue();

    assertThat(deliveries()).singleElement().satisfies(it -> assertHas(it, new byte[0]));
  }

  @Test
  void whatDidNotChangeIsNotDownloadedAgain() throws Exception {
    server.put("vendor/authors.json", content(1), FIRST);
    fetch("vendor/authors.json");
    proxy.arm(Fault.SLOW, Long.MAX_VALUE);
    contentProxy.ifPresent(it -> it.arm(Fault.SLOW, Long.MAX_VALUE));

    FetchReport again = fetchLater("vendor/authors.json");

    assertThat(again.complete()).isTrue();
    assertThat(deliveries()).hasSize(1);
    assertThat(sent()).isLessThan(BYTES / 4);
  }

  @Test
  void whatChangedIsANewDelivery() throws Exception {
    server.put("vendor/authors.json", content(1), FIRST);
    fetch("vendor/authors.json");
    server.put("vendor/authors.json", content(2), FIRST.plusSeconds(3600));

    assertThat(fetchLater("vendor/authors.json").complete()).isTrue();

    assertThat(deliveries()).hasSize(2);
    assertHas(deliveries().get(1), content(2));
  }

  @Test
  void theServersTimeCanBeTheDeliveryTime() throws Exception {
    server.put("vendor/authors.json", content(1), FIRST);

    fetch("vendor/authors.json", Optional.of(SourceDefinition.DeliveredAt.SERVER), NOW);

    assertThat(deliveries())
        .extracting(Delivery::deliveredAt)
        .containsExactly(server.changedAt("vendor/authors.json", FIRST));
  }

  @Test
  void aMissingFileIsNamed() {
    FetchReport report = fetch("vendor/authors.json");

    assertThat(report.tables().get(0).failures())
        .singleElement()
        .asString()
        .startsWith("vendor.authors: there is no 'vendor/authors.json' in ")
        .endsWith(". Put the file there, or correct 'delivery' in the table's definition");
  }

  @Test
  void eachNightOfAPatternIsADelivery() throws Exception {
    server.put("vendor/2021-12-29/authors.json", content(1), FIRST);
    server.put("vendor/2021-12-30/authors.json.gz", content(2), FIRST);
    server.put("vendor/2021-12-30/books.json", content(3), FIRST);
    server.put("vendor/latest/authors.json", content(4), FIRST);

    assertThat(fetch("vendor/{date}/authors.json").complete()).isTrue();

    assertThat(deliveries())
        .extracting(Delivery::deliveredAt)
        .containsExactly(
            Instant.parse("2021-12-28T23:00:00Z"), Instant.parse("2021-12-29T23:00:00Z"));
    assertHas(deliveries().get(1), content(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space.json",
        "per%20cent%.json",
        "ha#sh.json",
        "plus+&=.json",
        "quo'te\"s.json",
        "semi;colon,.json",
        "Überraschung-日本.json"
      })
  void namesMayBeOdd(String name) throws Exception {
    server.put("vendor/" + name, content(1), FIRST);

    assertThat(fetch("vendor/" + name).tables().get(0).failures()).isEmpty();
    assertThat(fetchLater("vendor/*").tables().get(0).failures()).isEmpty();

    assertThat(deliveries()).hasSize(1);
    assertHas(deliveries().get(0), content(1));
  }

  @Test
  void severalTablesAreFetchedAtOnce() throws Exception {
    List<TableDefinition> tables = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      server.put("many/" + i + ".json", content(i), FIRST);
      tables.add(Tables.json("vendor.table_" + i, "many/" + i + ".json"));
    }

    FetchReport report = fetch(tables, server.definition(proxy.port()), NOW);

    assertThat(report.tables()).allSatisfy(it -> assertThat(it.failures()).isEmpty());
    for (int i = 0; i < 6; i++) {
      assertHas(raw.deliveries(tables.get(i).name()).get(0), content(i));
    }
  }

  private long sent() {
    return proxy.sent() + contentProxy.map(FaultProxy::sent).orElse(0L);
  }

  /** At every tenth of what crosses the wire: handshakes, listings and content. */
  @ParameterizedTest
  @EnumSource(Fault.class)
  void aFaultEndsInAWholeDeliveryOrAClearMessage(Fault fault) throws Exception {
    everyTenthOf(proxy, fault);
    if (contentProxy.isPresent()) {
      everyTenthOf(contentProxy.get(), fault);
    }
  }

  private void everyTenthOf(FaultProxy faulty, Fault fault) throws Exception {
    byte[] content = content(1);
    server.put("vendor/authors.json", content, FIRST);
    raw = new RawZone(directory.resolve("whole"), QUICK);
    faulty.arm(fault, Long.MAX_VALUE);
    fetch("vendor/authors.json");
    long all = faulty.sent();
    int happened = 0;
    for (int tenth = 0; tenth < 10; tenth++) {
      String what = "%s at tenth %d of %d bytes".formatted(fault, tenth, all);
      raw = new RawZone(Files.createTempDirectory(directory, "lake"), QUICK);
      faulty.arm(fault, all * tenth / 10);

      FetchReport report = fetch("vendor/authors.json");

      happened += faulty.fired() ? 1 : 0;
      faulty.arm(fault, Long.MAX_VALUE);
      assertWholeOrTold(report, content, fault, what);
      assertThat(fetchLater("vendor/authors.json").tables().get(0).failures()).as(what).isEmpty();
    }
    assertThat(happened).as("how often it happened").isEqualTo(10);
  }

  private void assertWholeOrTold(FetchReport report, byte[] content, Fault fault, String what)
      throws IOException {
    List<String> failures = report.tables().get(0).failures();
    if (!failures.isEmpty()) {
      assertThat(failures)
          .as(what)
          .singleElement()
          .asString()
          .startsWith("vendor.authors: ")
          .doesNotContain("Exception")
          .matches("(?s).*[.] [A-Z].*");
      assertThat(files()).as(what).isEmpty();
      return;
    }
    Delivery delivery = deliveries().get(0);
    if (!unnoticed().contains(fault)) {
      assertHas(delivery, content);
    }
    assertThat(delivery.bytes()).as(what).isEqualTo(content.length);
  }

  /** Whatever lies in the raw zone, but for locks. */
  private List<Path> files() throws IOException {
    Path folder = raw.manifest(Tables.AUTHORS, FIRST).getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.endsWith(".lock")).toList();
    }
  }

  protected final FetchReport fetch(String delivery) {
    return fetch(delivery, Optional.empty(), NOW);
  }

  /** The same an hour later. */
  protected final FetchReport fetchLater(String delivery) {
    return fetch(delivery, Optional.empty(), NOW.plusSeconds(3600));
  }

  private FetchReport fetch(
      String delivery, Optional<SourceDefinition.DeliveredAt> deliveredAt, Instant now) {
    SourceDefinition plain = server.definition(proxy.port());
    SourceDefinition definition =
        new SourceDefinition(
            plain.name(),
            plain.kind(),
            plain.settings(),
            plain.secrets(),
            Map.of(),
            List.of(),
            deliveredAt,
            Optional.empty());
    return fetch(List.of(Tables.json(Tables.AUTHORS.toString(), delivery)), definition, now);
  }

  private FetchReport fetch(
      List<TableDefinition> tables, SourceDefinition definition, Instant now) {
    return new Fetcher(raw, Clock.fixed(now, ZoneOffset.UTC))
        .fetch(
            new FetchRequest(
                tables,
                List.of(FetchSource.declared(definition, kind(), directory)),
                Optional.empty(),
                ZoneId.of("Europe/Berlin")),
            FetchProgress.SILENT);
  }

  private List<Delivery> deliveries() {
    return raw.deliveries(Tables.AUTHORS);
  }

  private static void assertHas(Delivery delivery, byte[] content) {
    assertThat(delivery.file()).hasBinaryContent(content);
    assertThat(delivery.bytes()).isEqualTo(content.length);
  }

  /** Content of which no two parts are alike. */
  private static byte[] content(int seed) {
    byte[] bytes = new byte[BYTES];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
