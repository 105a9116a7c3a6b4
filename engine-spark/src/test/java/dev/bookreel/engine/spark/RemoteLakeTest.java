package dev.bookreel.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.TestLake;
import dev.bookreel.engine.embedded.EmbeddedEngine;
import dev.bookreel.storage.ObjectLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A lake where only Spark's connectors reach is what it would be on the disk. */
class RemoteLakeTest {
  private static final TableDefinition MOVIES = Tables.movies("app.movies");
  private static final TableName ANSWERS = TableName.parse("analytics.films");

  @TempDir private Path directory;

  /** Where such lakes lie. */
  private enum Place {
    S3("s3://" + TestSpark.S3.newBucket() + "/a lake"),
    HDFS(Hdfs.uri() + "/a lake");

    private final String uri;

    Place(String uri) {
      this.uri = uri;
    }
  }

  private ObjectLake open(Place place) {
    return SparkLake.open(
        place.uri, TestSpark.settings(), Map.of("BOOKREEL_CACHE", directory.toString()));
  }

  private static TestLake lake(Path root, BiFunction<Path, LakeDefinition, Engine> engine) {
    return new TestLake(root, List.of(MOVIES), engine);
  }

  /** Records that stay, change, go and come back, repeated ones, and one that is refused. */
  private static String dump(int night) {
    StringBuilder csv = new StringBuilder("title,mins\nAlien,117\nAlien,117\nBad,x\n");
    for (int film = 0; film < 8; film++) {
      if ((film + night) % 3 > 0) {
        csv.append("Film %d,%d\n".formatted(film, film % 2 == 0 ? 90 : night));
      }
    }
    return csv.toString();
  }

  /** Loads, asks, tidies and rebuilds, and tells everything that can be seen. */
  private static List<String> story(
      Path root,
      BiFunction<Path, LakeDefinition, Engine> first,
      BiFunction<Path, LakeDefinition, Engine> second) {
    List<String> told = new ArrayList<>();
    List<Delivery> deliveries = new ArrayList<>();
    for (int night = 1; night <= 4; night++) {
      try (TestLake lake = lake(root, night == 3 ? second : first)) {
        Delivery delivery = lake.deliver(MOVIES, night, dump(night));
        deliveries.add(delivery);
        told.add(String.valueOf(lake.engine().load(MOVIES, delivery, true)));
      }
    }
    try (TestLake lake = lake(root, first)) {
      told.addAll(seen(lake));
      try (LakeView view = lake.engine().view()) {
        Query query = Query.of("SELECT title, mins FROM app.movies WHERE mins > 90");
        told.add(String.valueOf(view.append(ANSWERS, query)));
      }
      lake.engine().compact(MOVIES.name());
      told.addAll(seen(lake));
      lake.engine().rebuild(MOVIES, deliveries);
      told.addAll(seen(lake));
      told.addAll(lake.query("SELECT * FROM analytics.films ORDER BY title"));
    }
    return told;
  }

  private static List<String> seen(TestLake lake) {
    List<String> seen = new ArrayList<>();
    seen.addAll(lake.query("SELECT * FROM app.movies_history ORDER BY title, valid_from"));
    seen.addAll(lake.query("SELECT * FROM app.movies ORDER BY title"));
    seen.addAll(
        lake.query(
            "SELECT table_name, delivered_at, position, reason, record FROM lake.quarantine ORDER BY delivered_at, position"));
    return seen;
  }

  @ParameterizedTest
  @EnumSource
  void everythingIsAsOnTheDisk(Place place) throws IOException {
    List<String> expected =
        story(directory.resolve("disk"), EmbeddedEngine::new, EmbeddedEngine::new);

    try (ObjectLake lake = open(place)) {
      assertThat(story(lake.root(), TestSpark::open, EmbeddedEngine::new))
          .containsExactlyElementsOf(expected);
    }
    try (ObjectLake lake = open(place)) {
      try (Stream<Path> system = Files.list(lake.root().resolve("system"))) {
        assertThat(system.map(it -> it.getFileName().toString()))
            .contains("quarantine")
            .noneMatch(name -> name.startsWith("_"));
      }
    }
    assertThat(expected).hasSizeGreaterThan(40);
  }
}
