package dev.bookreel.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.cli.input.Workplace.Outcome;
import dev.bookreel.storage.s3.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a lake on S3. */
class S3LakeTest {
  private static final S3Server SERVER = S3Server.start();

  private final String bucket = SERVER.newBucket();
  private final String lake = "s3://" + bucket + "/the lake";
  private final Map<String, String> environment = new HashMap<>(SERVER.environment());
  private final Path directory;
  private final Workplace place;

  S3LakeTest(@TempDir Path directory) {
    this.directory = directory;
    this.place = new Workplace(directory);
    environment.put("BOOKREEL_CACHE", directory.resolve("cache").toString());
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @BeforeEach
  void deliver() {
    place.write("dump/movies.csv", "title,mins,added_at\n" + Workplace.movies());
    place.write("dump/authors.json", Workplace.authors("Ada", "Bo", "Cy"));
  }

  private Outcome run(String... args) {
    return place.run(environment, args);
  }

  private Outcome onLake(String... args) {
    environment.put("BOOKREEL_LAKE", lake);
    String[] all = new String[args.length + 2];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--lake";
    all[args.length + 1] = lake;
    return run(all);
  }

  @Test
  void whatOneMachineLoadedAnotherReads() throws Exception {
    Outcome run = onLake("run", "--from", "dump", "--delivered-at", Workplace.time(1));
    assertThat(run.err())
        .contains("loaded vendor.authors of 2021-12-01T02:00:00Z: 3 inserted")
        .contains("loaded stream.movies of 2021-12-01T02:00:00Z: 10 inserted");
    assertThat(run.status()).isZero();

    environment.put("BOOKREEL_CACHE", directory.resolve("other machine").toString());
    assertThat(onLake("sql", "SELECT count(*) AS n FROM stream.movies", "--format", "csv"))
        .isEqualTo(new Outcome(0, "n\n10\n", ""));
    assertThat(onLake("verify").out()).contains("0 damaged, 0 missing, 0 unexpected, 0 unchecked");
    assertThat(onLake("status").status()).isZero();
    assertThat(onLake("clean").out()).startsWith("There is nothing to remove.");
    assertThat(run("show", lake + "/silver/vendor/authors", "--format", "csv").out().lines())
        .hasSize(4);
    assertThat(run("describe", lake + "/silver/vendor/authors").out())
        .contains(lake + "/silver/vendor/authors");
    assertThat(Files.exists(directory.resolve("data"))).isFalse();
  }

  @Test
  void anotherRunFindsNothingNew() {
    onLake("run", "--from", "dump", "--delivered-at", Workplace.time(1));

    Outcome again = onLake("run", "--from", "dump", "--delivered-at", Workplace.time(1));

    assertThat(again.err()).isEmpty();
    assertThat(again.out()).contains("There is nothing new to load.");
  }

  @Test
  void aMissingBucketIsNamed() {
    assertThat(run("status", "--lake", "s3://no-such-bucket/lake"))
        .isEqualTo(
            new Outcome(
                1,
                "",
                "bookreel: Cannot open s3://no-such-bucket/lake: there is no bucket 'no-such-bucket'. Create it, or name another one\n"));
  }

  @Test
  void wrongKeysAreToldAndNotShown() {
    environment.put("AWS_SECRET_ACCESS_KEY", "not-the-secret");

    Outcome outcome = onLake("status");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .isEqualTo(
            "bookreel: Cannot open "
                + lake
                + ": S3 refuses the signature. Check AWS_SECRET_ACCESS_KEY, or the profile\n")
        .doesNotContain("not-the-secret");
  }

  @Test
  void whatCannotBeReachedIsTold() {
    environment.put("AWS_ENDPOINT_URL", "http://127.0.0.1:1");

    Outcome outcome = onLake("status");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err())
        .startsWith("bookreel: Cannot open " + lake + ": S3 cannot be reached: ConnectException")
        .endsWith("Check the network and, if it is set, AWS_ENDPOINT_URL\n");
  }

  @Test
  void wrongSettingsAreRefused() {
    for (List<String> wrong :
        List.of(
            List.of("AWS_ENDPOINT_URL", "no uri", "AWS_ENDPOINT_URL is 'no uri', which is no URI"),
            List.of(
                "BOOKREEL_CACHE_SIZE",
                "much",
                "BOOKREEL_CACHE_SIZE is 'much', which is no size"))) {
      Map<String, String> others = new HashMap<>(environment);
      others.put(wrong.get(0), wrong.get(1));
      Outcome outcome = place.run(others, "status", "--lake", lake);

      assertThat(outcome.status()).isEqualTo(2);
      assertThat(outcome.err()).contains(wrong.get(2));
    }
    assertThat(run("status", "--lake", "s3:lake").err())
        .isEqualTo(
            "bookreel: 's3:lake' is no place on S3. Write s3://bucket/prefix: a bucket's name has 3 to 63 small letters, digits, dots and hyphens\n");
  }
}
