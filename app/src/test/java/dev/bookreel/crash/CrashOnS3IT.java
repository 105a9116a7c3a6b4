package dev.bookreel.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.process.Program;
import dev.bookreel.process.Program.Ended;
import dev.bookreel.process.Program.Running;
import dev.bookreel.storage.ObjectLake;
import dev.bookreel.storage.s3.S3Gate;
import dev.bookreel.storage.s3.S3Gate.Fault;
import dev.bookreel.storage.s3.S3Lake;
import dev.bookreel.storage.s3.S3Server;
import java.net.URLDecoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The command line on a lake on S3: killed while one of its requests is on the way, and beside
 * another. The lake must become what one on the disk is when nothing happens.
 */
class CrashOnS3IT {
  private static final S3Server SERVER = S3Server.start();
  private static final String BUCKET = SERVER.newBucket();

  @TempDir private static Path directory;

  private static Path place;
  private static Nights nights;
  private static Program program;
  private static LakeState undisturbed;

  @BeforeAll
  static void oneNightOnTheDisk() throws Exception {
    place = directory.toRealPath();
    nights = Nights.in(place);
    Path local = place.resolve("local");
    program =
        Program.in(place).trained(place.resolve("classes.jsa"), nights.run(1, local.toString()));
    undisturbed = LakeState.of(local, nights.definition());
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  /** Before a request is carried out, and after it but before the answer. */
  @ParameterizedTest
  @CsvSource({
    "raw/stream/movies/2021-12-01, HELD",
    "silver/stream/movies/is_latest=true/, ANSWER_HELD",
    "silver/stream/movies/_delta_log/00000000000000000000.json, ANSWER_HELD",
    "system/loads/_delta_log/00000000000000000000.json, HELD"
  })
  void theNextRunCompletesWhatAKilledOneLeft(String key, Fault fault) throws Exception {
    String lake = key.replaceAll("[^a-z]+", "-") + fault.name().toLowerCase(Locale.ROOT);
    try (S3Gate gate = new S3Gate(SERVER.endpoint())) {
      S3Gate.Rule rule =
          gate.let(
              it -> it.startsWith("PUT") && decoded(it).contains("/" + lake + "/" + key), fault, 1);
      Running running = start(lake, gate);

      assertThat(rule.awaitHeld()).as("A request was held").isTrue();
      running.process().destroyForcibly();
      assertThat(running.await().isKilled()).isTrue();
      assertThat(rule.struck()).isEqualTo(1);

      complete(start(lake, gate).await());
      assertThat(state(lake).apartFromFileNames().differences(undisturbed.apartFromFileNames()))
          .isEmpty();
    }
  }

  @Test
  void twoRunsAtOnceGiveTheLakeThatOneGives() throws Exception {
    try (S3Gate gate = new S3Gate(SERVER.endpoint())) {
      List<Running> both = List.of(start("shared", gate), start("shared", gate));
      for (Running running : both) {
        complete(running.await());
      }
      assertThat(state("shared").differences(undisturbed)).isEmpty();
    }
  }

  private static void complete(Ended ended) {
    assertThat(ended.status()).as(ended.printed()).isZero();
  }

  private static String decoded(String request) {
    return URLDecoder.decode(request, UTF_8);
  }

  private static Running start(String lake, S3Gate gate) throws Exception {
    return program
        .withEnvironment(SERVER.environment())
        .withEnvironment(
            Map.of(
                "AWS_ENDPOINT_URL",
                gate.endpoint().toString(),
                "BOOKREEL_CACHE",
                place.resolve("cache").toString()))
        .start(List.of(), nights.run(1, "s3://" + BUCKET + "/" + lake));
  }

  private static LakeState state(String lake) {
    try (ObjectLake opened =
        S3Lake.open(
            "s3://" + BUCKET + "/" + lake,
            SERVER.connection(),
            new ObjectLake.Copying(place.resolve("looking"), new ByteSize(1_000_000_000)))) {
      return LakeState.of(opened.root(), nights.definition());
    }
  }
}
