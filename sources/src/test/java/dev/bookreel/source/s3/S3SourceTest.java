package dev.bookreel.source.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.definition.Secret;
import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import dev.bookreel.source.Checksum;
import dev.bookreel.source.FileState;
import dev.bookreel.source.FileTree.Entry;
import dev.bookreel.source.MissingFileException;
import dev.bookreel.source.Source;
import dev.bookreel.source.SourceFile;
import dev.bookreel.source.Tables;
import dev.bookreel.storage.s3.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class S3SourceTest {
  private static final String CONTENT = "[{\"name\": \"Ann\"}]\n";

  private static S3Server server;
  private static S3Client client;

  private final S3SourceKind kind = new S3SourceKind(Map.of());
  private String bucket = "";
  private S3Tree tree;

  @TempDir Path base;

  @BeforeAll
  static void start() {
    server = S3Server.start();
    client = server.connection().open();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  @BeforeEach
  void makeABucket() throws IOException {
    bucket = server.newBucket();
    tree = S3Opening.tree(definition(Map.of(), keys()), Map.of());
  }

  @AfterEach
  void close() {
    tree.close();
  }

  @Test
  void anObjectHasASizeATimeAndATag() throws Exception {
    put("vendor/authors.json", CONTENT);

    FileState state = tree.state("vendor/authors.json").orElseThrow();

    assertThat(state.bytes()).hasValue(CONTENT.length());
    assertThat(state.modifiedAt()).isPresent();
    assertThat(state.tag()).contains("\"" + md5(CONTENT) + "\"");
  }

  @Test
  void whatIsNotThereIsMissing() throws IOException {
    put("vendor/authors.json", CONTENT);

    assertThat(tree.state("vendor/books.json")).isEmpty();
    assertThat(tree.state("vendor")).isEmpty();
    assertThat(tree.checksum("vendor/books.json")).isEmpty();
    assertThat(tree.list("nothing")).isEmpty();
  }

  @Test
  void keysAreReadAsPaths() throws IOException {
    put("vendor/authors.json", "1");
    put("vendor/old/authors.json", "2");
    put("vendor/old/books.json", "3");
    put("vendors.json", "4");

    assertThat(tree.list(""))
        .containsExactlyInAnyOrder(new Entry("vendor", true), new Entry("vendors.json", false));
    assertThat(tree.list("vendor"))
        .containsExactlyInAnyOrder(new Entry("authors.json", false), new Entry("old", true));
  }

  @Test
  void keysThatLeadElsewhereComeOutAsTheyAreAndAreNotTaken() throws IOException {
    put("vendor/a\nb.json", "2");
    put("vendor/a\\b.json", "3");
    put("vendor/good.json", "4");

    assertThat(tree.list("vendor")).contains(new Entry("a\nb.json", false));
    try (Source source = kind.open(definition(Map.of("path", "vendor"), keys()), base)) {
      List<SourceFile> files = source.files(Tables.wanted("*.json"));
      assertThat(files.get(0).name()).isEqualTo("good.json");
      assertThat(files.subList(1, files.size()))
          .hasSize(2)
          .allSatisfy(
              file -> assertThatThrownBy(file::state).hasMessageContaining("a control character"));
    }
  }

  @Test
  void anObjectIsReadFromAnywhere() throws IOException {
    put("a", CONTENT);
    FileState state = tree.state("a").orElseThrow();

    assertThat(read("a", 0, state)).isEqualTo(CONTENT);
    assertThat(read("a", 5, state)).isEqualTo(CONTENT.substring(5));
    assertThat(read("a", CONTENT.length(), state)).isEmpty();
  }

  @Test
  void aPackedObjectIsTakenAsItIs() throws IOException {
    client.putObject(
        it -> it.bucket(bucket).key("a").contentEncoding("gzip"), RequestBody.fromString(CONTENT));

    FileState state = tree.state("a").orElseThrow();

    assertThat(state.bytes()).hasValue(CONTENT.length());
    assertThat(read("a", 0, state)).isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5})
  void anObjectThatWasReplacedIsNotRead(long offset) throws IOException {
    put("a", CONTENT);
    FileState before = tree.state("a").orElseThrow();
    put("a", CONTENT.replace("Ann", "Bob"));

    assertThatThrownBy(() -> tree.open("a", offset, before))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "s3://%s/a changed while it was fetched. Nothing was stored. Fetch again when it is complete"
                .formatted(bucket));
  }

  @Test
  void anObjectThatVanishedIsTold() throws IOException {
    put("a", CONTENT);
    FileState before = tree.state("a").orElseThrow();
    client.deleteObject(it -> it.bucket(bucket).key("a"));

    assertThatThrownBy(() -> tree.open("a", 0, before))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "s3://%s/a answers 404 NoSuchKey: it is not there any more. Fetch again when it is back"
                .formatted(bucket));
  }

  @Test
  void aTagThatIsASumIsCompared() throws Exception {
    put("a", CONTENT);

    assertThat(tree.checksum("a")).contains(new Checksum("MD5", md5(CONTENT)));
  }

  @Test
  void closingEndsWhatIsRead() throws IOException {
    put("a", "x".repeat(3_000_000));
    InputStream in = tree.open("a", 0, tree.state("a").orElseThrow());

    tree.close();

    assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
  }

  @Test
  void closingEarlyDoesNotWaitForTheRest() throws IOException {
    put("a", "x".repeat(3_000_000));
    try (InputStream in = tree.open("a", 0, tree.state("a").orElseThrow())) {
      assertThat(in.read()).isEqualTo('x');
    }
    assertThat(tree.state("a")).isPresent();
  }

  @Test
  void aBucketThatDoesNotExistIsNamedAtOnce() {
    assertThatThrownBy(() -> kind.open(definition(Map.of("bucket", "nowhere"), keys()), base))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "s3://nowhere answers 404 NoSuchBucket: there is no such bucket. Correct the source's 'bucket'");
  }

  @ParameterizedTest
  @CsvSource({
    "test-key, wrong, SignatureDoesNotMatch",
    "wrong, test-secret-key, InvalidAccessKeyId"
  })
  void wrongKeysAreToldAtOnceAndNotShown(String key, String secret, String code) {
    assertThatThrownBy(() -> kind.open(definition(Map.of(), keys(key, secret)), base))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "s3://%s answers 403 %s: the keys are wrong or have expired. Correct the source's 'access_key' and 'secret_key'"
                .formatted(bucket, code));
  }

  @Test
  void halfAPairOfKeysIsRefused() {
    assertThatThrownBy(
            () -> kind.open(definition(Map.of(), Map.of("access_key", new Secret("x"))), base))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot open s3 source 'nightly': 'access_key' and 'secret_key' belong together. Give both, or none for what Amazon's own tools would take");
  }

  @Test
  void whatTheSourceDoesNotSayIsTakenFromTheEnvironment() throws IOException {
    put("vendor/authors.json", CONTENT);
    S3SourceKind around = new S3SourceKind(server.environment());
    SourceDefinition bare = SourceDefinition.of("nightly", "s3", Map.of("bucket", bucket));

    try (Source source = around.open(bare, base)) {
      assertThat(source.location()).isEqualTo("s3://" + bucket);
      assertThat(source.files(Tables.wanted("vendor/authors.json")))
          .extracting(SourceFile::location)
          .containsExactly("s3://" + bucket + "/vendor/authors.json");
    }
  }

  @Test
  void aWrongEndpointOfTheEnvironmentIsNamed() {
    S3SourceKind around = new S3SourceKind(Map.of("AWS_ENDPOINT_URL", "a b"));

    assertThatThrownBy(
            () -> around.open(SourceDefinition.of("nightly", "s3", Map.of("bucket", "x")), base))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot open s3 source 'nightly': AWS_ENDPOINT_URL is 'a b', which is no URI. Write it like https://storage.example");
  }

  @ParameterizedTest
  @ValueSource(strings = {"storage.example", "ftp://x", "https://", "https://key:geheim@x", "a b"})
  void aWrongEndpointIsToldAndNotShown(String endpoint) {
    assertThatThrownBy(() -> kind.open(definition(Map.of("endpoint", endpoint), keys()), base))
        .isInstanceOf(LakeException.class)
        .hasMessage(
            "Cannot open s3 source 'nightly': 'endpoint' is no http or https URL of a host alone. Write it like https://storage.example");
  }

  @Test
  void noTimeAtAllIsNoTimeout() {
    assertThatThrownBy(() -> kind.open(definition(Map.of("timeout", "0 s"), keys()), base))
        .hasMessage(
            "Cannot open s3 source 'nightly': 'timeout' is 0. Give a time in which an answer can come, such as 30 s");
  }

  @Test
  void anEndpointWhereNobodyListensIsWorthAnotherAttempt() {
    assertThatThrownBy(
            () -> kind.open(definition(Map.of("endpoint", "http://127.0.0.1:1"), keys()), base))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no connection to the server: Connection refused");
  }

  @Test
  void anEndpointThatDoesNotExistIsWorthAnotherAttempt() {
    assertThatThrownBy(
            () -> kind.open(definition(Map.of("endpoint", "http://nobody.invalid"), keys()), base))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no host 'nobody.invalid'");
  }

  @Test
  void thePathIsSearchedBeforeTheDelivery() throws IOException {
    put("dumps/2021-12-29/vendor/authors.json", "1");
    put("dumps/2021-12-30/vendor/authors.json", "2");
    put("vendor/authors.json", "3");

    try (Source source = kind.open(definition(Map.of("path", "/dumps/{date}/"), keys()), base)) {
      assertThat(source.files(Tables.wanted("vendor/authors.json")))
          .extracting(SourceFile::location)
          .containsExactly(
              "s3://" + bucket + "/dumps/2021-12-29/vendor/authors.json",
              "s3://" + bucket + "/dumps/2021-12-30/vendor/authors.json");
      assertThatThrownBy(() -> source.files(Tables.wanted("vendor/books.json")))
          .isInstanceOf(MissingFileException.class)
          .hasMessage("there is no 'dumps/{date}/vendor/books.json' in s3://%s".formatted(bucket));
    }
  }

  @Test
  void locationsAreBucketsWithPaths() {
    assertThat(kind.understands("s3://vendor-dumps")).isTrue();
    assertThat(kind.understands("https://vendor-dumps")).isFalse();
    assertThat(kind.settingsOf("s3://vendor-dumps")).isEqualTo(Map.of("bucket", "vendor-dumps"));
    assertThat(kind.settingsOf("S3://vendor-dumps/a b/100%/{date}/"))
        .isEqualTo(Map.of("bucket", "vendor-dumps", "path", "a b/100%/{date}"));
  }

  @Test
  void keysInALocationAreRefusedAndNotRepeated() {
    assertThatThrownBy(() -> kind.settingsOf("s3://key:geheim@vendor-dumps/x"))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("BOOKREEL_FROM_SECRET_KEY")
        .hasMessageNotContainingAny("geheim", "key:");
    assertThatThrownBy(() -> kind.settingsOf("s3:///x"))
        .hasMessage(
            "Cannot fetch --from 's3:///x': it names no bucket. Write it like s3://vendor-dumps/dumps");
  }

  private void put(String key, String content) {
    client.putObject(it -> it.bucket(bucket).key(key), RequestBody.fromString(content));
  }

  private String read(String path, long offset, FileState as) throws IOException {
    try (InputStream in = tree.open(path, offset, as)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private SourceDefinition definition(Map<String, String> more, Map<String, Secret> secrets) {
    Map<String, String> settings =
        new HashMap<>(Map.of("bucket", bucket, "endpoint", server.endpoint().toString()));
    settings.putAll(more);
    return new SourceDefinition(
        "nightly",
        "s3",
        settings,
        secrets,
        Map.of(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private static Map<String, Secret> keys() {
    return keys(S3Server.KEY, S3Server.SECRET);
  }

  private static Map<String, Secret> keys(String key, String secret) {
    return Map.of("access_key", new Secret(key), "secret_key", new Secret(secret));
  }

  private static String md5(String content) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("MD5").digest(content.getBytes(UTF_8)));
  }
}
