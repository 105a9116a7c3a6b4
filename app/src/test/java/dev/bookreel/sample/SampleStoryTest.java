package dev.bookreel.sample;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bookreel.sample.MadeSample.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens from night to night, seen in the files. */
class SampleStoryTest {
  private static final int NIGHTS = 6;

  private static MadeSample sample = new MadeSample(Path.of("not made yet"));

  @BeforeAll
  static void make(@TempDir Path directory) {
    sample = MadeSample.make(new SampleSpec(NIGHTS, 3_000, 400, 3), directory.resolve("sample"));
  }

  @Test
  void someReviewsAreDeletedSomeComeBackSomeChangeAndSomeAreNew() {
    assertEverythingHappens("vendor/reviews.json", "/created");
  }

  @Test
  void someAuthorsAreDeletedSomeComeBackSomeChangeAndSomeAreNew() {
    assertEverythingHappens("vendor/authors.json", "/metadata/name");
  }

  @Test
  void booksStandStillOnEveryOtherNight() throws IOException {
    Path first = sample.file(0, "vendor/books.json");
    assertThat(sample.file(1, "vendor/books.json")).hasSameBinaryContentAs(first);
    assertThat(Files.mismatch(first, sample.file(2, "vendor/books.json"))).isNotEqualTo(-1);
    assertThat(keys(2, "vendor/books.json", "/name"))
        .isNotEqualTo(keys(1, "vendor/books.json", "/name"));
  }

  @Test
  void moviesAndUsersAreAddedAndChangedButNotDeleted() {
    assertOnlyGrows("internal/movies.csv", "title");
    assertOnlyGrows("internal/users.csv", "email");
  }

  @Test
  void everyNightBringsOnlyNewSessionsAndAllInAllThoseAskedFor() {
    Set<String> keys = new HashSet<>();
    for (int night = 0; night < NIGHTS; night++) {
      Set<String> delivered = new HashSet<>();
      for (Row row : sample.csv(night, "internal/streams.csv")) {
        if (!isUnreadable(row)) {
          delivered.add(row.get("user_email") + row.get("movie_title") + row.get("start_at"));
        }
      }
      assertThat(delivered).isNotEmpty().noneMatch(keys::contains);
      keys.addAll(delivered);
    }
    assertThat(keys).hasSize(3_000);
  }

  @Test
  void noNightDeletesMoreThanATenth() {
    for (long records : new long[] {10, 40, 101, 1_000}) {
      Story story = Story.ofComingAndGoing(records, 1 + records / 50);
      for (int night = 1; night < 200; night++) {
        int last = night - 1;
        int tonight = night;
        long deleted =
            known(story, last, i -> story.present(i, last) && !story.present(i, tonight));
        long live = known(story, last, i -> story.present(i, last));
        assertThat(deleted).as("of %d on night %d", live, night).isLessThanOrEqualTo(live / 10 + 1);
      }
    }
  }

  private static long known(Story story, int night, LongPredicate which) {
    return LongStream.range(0, story.known(night)).filter(which).count();
  }

  private static void assertEverythingHappens(String file, String key) {
    int returned = 0;
    int changed = 0;
    Map<String, JsonNode> before = contents(0, file, key);
    Set<String> ever = new HashSet<>(before.keySet());
    for (int night = 1; night < NIGHTS; night++) {
      Map<String, JsonNode> now = contents(night, file, key);
      Set<String> deleted = minus(before.keySet(), now.keySet());
      assertThat(deleted).hasSizeBetween(1, before.size() / 10);
      assertThat(minus(now.keySet(), ever)).as("new on night %d", night).isNotEmpty();
      for (Map.Entry<String, JsonNode> record : now.entrySet()) {
        JsonNode last = before.get(record.getKey());
        returned += last == null && ever.contains(record.getKey()) ? 1 : 0;
        changed += last != null && !last.equals(record.getValue()) ? 1 : 0;
      }
      ever.addAll(now.keySet());
      before = now;
    }
    assertThat(returned).as("returned").isPositive();
    assertThat(changed).as("changed").isGreaterThan(NIGHTS).isLessThan(NIGHTS * ever.size() / 10);
  }

  private static void assertOnlyGrows(String file, String key) {
    for (int night = 1; night < NIGHTS; night++) {
      List<Row> before = sample.csv(night - 1, file);
      List<Row> now = sample.csv(night, file);
      assertThat(now).hasSizeGreaterThan(before.size());
      assertThat(now.subList(0, before.size()))
          .isNotEqualTo(before)
          .extracting(row -> row.get(key))
          .isEqualTo(before.stream().map(row -> row.get(key)).toList());
      assertThat(now).extracting(row -> row.get(key)).doesNotHaveDuplicates();
    }
  }

  private static Set<String> keys(int night, String file, String key) {
    return sample.json(night, file).stream().map(node -> node.at(key).asText()).collect(toSet());
  }

  /** By key, the last record counting. */
  private static Map<String, JsonNode> contents(int night, String file, String key) {
    Map<String, JsonNode> contents = new HashMap<>();
    sample.json(night, file).forEach(node -> contents.put(node.at(key).asText(), node));
    return contents;
  }

  private static Set<String> minus(Set<String> from, Set<String> what) {
    Set<String> rest = new HashSet<>(from);
    rest.removeAll(what);
    return rest;
  }

  private static boolean isUnreadable(Row row) {
    return row.get("size_mb").equals("lots")
        || row.get("start_at").equals("yesterday evening")
        || row.get("user_email").isEmpty();
  }
}
