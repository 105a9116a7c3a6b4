package dev.bookreel.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.definition.TableName;
import dev.bookreel.storage.ObjectLake;
import dev.bookreel.storage.s3.S3Gate;
import dev.bookreel.storage.s3.S3Lake;
import dev.bookreel.storage.s3.S3Server;
import dev.bookreel.upkeep.Cleaning;
import dev.bookreel.upkeep.Upkeep;
import dev.bookreel.upkeep.Verification;
import dev.bookreel.upkeep.VerifyListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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

  private static final List<String> KINDS = List.of("LIST", "HEAD", "GET", "PUT");

  /** What is done one after the other, each as a process of its own would. */
  private static final Map<String, Consumer<Project>> STEPS = steps();

  private static Map<String, Consumer<Project>> steps() {
    Map<String, Consumer<Project>> steps = new LinkedHashMap<>();
    steps.put("first night", night("2021-12-29T02-00-00Z"));
    steps.put("second night", night("2021-12-30T02-00-00Z"));
    steps.put("third night", night("2021-12-31T02-00-00Z"));
    steps.put("six questions", Project::ask);
    steps.put("nothing new", night("2021-12-31T02-00-00Z"));
    steps.put("six kept answers", Project::ask);
    return steps;
  }

  @TempDir Path directory;

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  /** What the nights cost in requests, as docs/s3.md has it. */
  @Test
  void theSamplesGiveTheSameLakeAsOnTheDiskForFewRequests() throws IOException {
    String bucket = SERVER.newBucket();
    Path local = directory.resolve("local");
    for (Consumer<Project> step : STEPS.values()) {
      try (Project project = new Project(local)) {
        step.accept(project);
      }
    }
    try (S3Gate gate = new S3Gate(SERVER.endpoint())) {
      Map<String, List<Integer>> counted = new LinkedHashMap<>();
      for (Map.Entry<String, Consumer<Project>> step : STEPS.entrySet()) {
        try (ObjectLake lake = open(bucket, gate, "one");
            Project project = Project.oneByOne(lake.root())) {
          step.getValue().accept(project);
        }
        counted.put(step.getKey(), counts(gate.takeRequests()));
      }

      try (ObjectLake lake = open(bucket, gate, "another")) {
        assertThat(contents(lake.root())).isEqualTo(contents(local));
        try (Project project = new Project(lake.root())) {
          Upkeep upkeep = new Upkeep(lake.root(), project.engine());
          Verification verification = upkeep.verify(upkeep.tables(), SILENT);
          assertThat(verification.findings()).isEmpty();
          assertThat(verification.files()).isGreaterThan(40);
          assertThat(upkeep.clean()).isEqualTo(new Cleaning(List.of(), List.of(), 0));
        }
      }
      assertThat(counted.keySet()).isEqualTo(documented().keySet());
      documented()
          .forEach(
              (step, most) -> {
                for (int kind = 0; kind < KINDS.size(); kind++) {
                  assertThat(counted.get(step).get(kind))
                      .as("%s of %s; in all %s", KINDS.get(kind), step, counted)
                      .isLessThanOrEqualTo(most.get(kind));
                }
              });
    }
  }

  private static List<Integer> counts(List<String> requests) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    KINDS.forEach(kind -> counts.put(kind, 0));
    requests.forEach(request -> counts.merge(kind(request), 1, Integer::sum));
    assertThat(counts.keySet()).containsExactlyElementsOf(KINDS);
    return List.copyOf(counts.values());
  }

  /** By step, how many requests of each of {@link #KINDS} there are at most. */
  private static Map<String, List<Integer>> documented() throws IOException {
    Map<String, List<Integer>> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Project.root().resolve("docs/s3.md"))) {
      Matcher row =
          Pattern.compile("\\| ([a-z ]+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\| (\\d+) \\|")
              .matcher(line);
      if (row.matches()) {
        rows.put(
            row.group(1),
            IntStream.rangeClosed(2, 5).mapToObj(i -> Integer.valueOf(row.group(i))).toList());
      }
    }
    return rows;
  }

  private static String kind(String request) {
    String method = request.replaceFirst(" .*", "");
    return method.equals("GET") && request.contains("list-type=2") ? "LIST" : method;
  }

  private ObjectLake open(String bucket, S3Gate gate, String machine) {
    return S3Lake.open(
        "s3://" + bucket,
        SERVER.connection(gate.endpoint()),
        new ObjectLake.Copying(directory.resolve(machine), new ByteSize(1_000_000_000)));
  }

  private static Consumer<Project> night(String time) {
    Path folder = SAMPLES.resolve(time);
    Instant deliveredAt = Instant.parse(time.replaceFirst("(T..)-(..)-", "$1:$2:"));
    return project -> {
      assertThat(project.fetch(folder, Optional.of(deliveredAt)).complete()).isTrue();
      assertThat(project.load()).noneMatch(it -> it.needsAttention());
    };
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
