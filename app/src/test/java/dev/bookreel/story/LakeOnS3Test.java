package dev.bookreel.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.definition.TableName;
import dev.bookreel.storage.s3.S3Gate;
import dev.bookreel.storage.s3.S3Lake;
import dev.bookreel.storage.s3.S3Server;
import dev.bookreel.upkeep.Cleaning;
import dev.bookreel.upkeep.Upkeep;
import dev.bookreel.upkeep.Verification;
import dev.bookreel.upkeep.VerifyListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The samples on S3: the same lake as on the disk, and what it costs. */
class LakeOnS3Test {
  private static final S3Server SERVER = S3Server.start();
  private static final Path SAMPLES = Project.root().resolve("samples");

  /** What {@code verify} does not concern itself with here. */
  private static final VerifyListener SILENT =
      new VerifyListener() {
        @Override
        public void begins(TableName table, long bytes) {}

        @Override
        public void read(long bytes) {}

        @Override
        public void ends() {}
      };

  @TempDir Path directory;

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @Test
  void theSamplesGiveTheSameLakeAsOnTheDiskAndASecondRunAsksLittle() {
    String bucket = SERVER.newBucket();
    Path local = directory.resolve("local");
    runEverything(local);
    try (S3Gate gate = new S3Gate(SERVER.endpoint())) {
      try (S3Lake lake = open(bucket, gate, "one")) {
        runEverything(lake.root());
      }
      long first = gate.takeRequests().size();

      try (S3Lake lake = open(bucket, gate, "one")) {
        runEverything(lake.root());
      }
      List<String> second = gate.takeRequests();

      try (S3Lake lake = open(bucket, gate, "another")) {
        assertThat(contents(lake.root())).isEqualTo(contents(local));
        try (Project project = new Project(lake.root())) {
          Upkeep upkeep = new Upkeep(lake.root(), project.engine());
          Verification verification = upkeep.verify(upkeep.tables(), SILENT);
          assertThat(verification.findings()).isEmpty();
          assertThat(verification.files()).isGreaterThan(40);
          assertThat(upkeep.clean()).isEqualTo(new Cleaning(List.of(), List.of(), 0));
        }
      }
      assertThat(first).isLessThan(1100);
      assertThat(second).hasSizeLessThan(220).noneMatch(it -> it.startsWith("PUT"));
    }
  }

  private S3Lake open(String bucket, S3Gate gate, String machine) {
    return S3Lake.open(
        "s3://" + bucket,
        SERVER.connection(gate.endpoint()),
        directory.resolve(machine),
        new ByteSize(1_000_000_000));
  }

  private static void runEverything(Path lake) {
    try (Project project = new Project(lake)) {
      assertThat(project.fetch(SAMPLES, Optional.empty()).complete()).isTrue();
      assertThat(project.load()).noneMatch(it -> it.needsAttention());
      project.ask();
    }
  }

  private static List<String> contents(Path lake) {
    try (Project project = new Project(lake)) {
      List<String> contents = new ArrayList<>();
      for (String query :
          List.of(
              "SELECT * FROM stream.movies_history ORDER BY ALL",
              "SELECT * FROM stream.streams_history ORDER BY ALL",
              "SELECT * FROM stream.users_history ORDER BY ALL",
              "SELECT * FROM vendor.authors_history ORDER BY ALL",
              "SELECT * FROM vendor.books_history ORDER BY ALL",
              "SELECT * FROM vendor.reviews_history ORDER BY ALL",
              "SELECT * FROM lake.quarantine ORDER BY ALL",
              "SELECT * EXCLUDE (fetched_at) FROM lake.deliveries ORDER BY ALL",
              "SELECT * EXCLUDE (loaded_at, seconds, message) FROM lake.loads ORDER BY ALL",
              "SELECT * EXCLUDE (asked_at) FROM analytics.outage_users ORDER BY ALL")) {
        contents.add(query);
        contents.addAll(project.query(query));
      }
      return contents;
    }
  }
}
