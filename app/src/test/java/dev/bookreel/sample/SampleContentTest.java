package dev.bookreel.sample;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bookreel.sample.MadeSample.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the records of a night say, and that the real files' quirks are among them. */
class SampleContentTest {
  private static MadeSample sample = new MadeSample(Path.of("not made yet"));

  @BeforeAll
  static void make(@TempDir Path directory) {
    sample = MadeSample.make(SampleSpec.standard(), directory.resolve("sample"));
  }

  @Test
  void streamsHaveTheRealShape() throws IOException {
    List<String> lines = Files.readAllLines(sample.file(0, "internal/streams.csv"));
    assertThat(lines.get(0)).isEqualTo("movie_title,user_email,size_mb,start_at,end_at");
    assertThat(lines.get(1))
        .matches(
            "[^,]+,[a-z.0-9]+@[a-z0-9.-]+\\.example,\\d+\\.\\d{12}"
                + "(,2021-12-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0100){2}");
  }

  @Test
  void reviewsHaveTheRealShapeToTheLastBlank() throws IOException {
    assertThat(Files.readString(sample.file(0, "vendor/reviews.json")))
        .endsWith("\n    }\n]")
        .startsWith(
            """
            [
                {
                    "content": {
                        "text": "Long scenery, calm dialogue. Fierce sound."
                    },
                    "rating": {
                        "rate": 2,
                        "label": "TWO"
                    },
                    "books": [
                        {
                            "id": null,
                            "metadata": {
                                "title": "THE SALT LEDGER",
                                "pages": "unknown"
                            }
                        }
                    ],
                    "movies": [
                        {
                            "id": 0,
                            "title": "UNFORGIVEN"
                        },
                        {
                            "id": 0,
                            "title": "end"
                        }
                    ],
                    "updated": "2021-12-01T13:19:08.603+0100",
                    "created": "2021-12-15T00:05:03.589+0100"
                },
            """);
  }

  @Test
  void titlesThatNeedQuotesSurviveTheirFormats() {
    assertThat(sample.csv(0, "internal/movies.csv"))
        .extracting(row -> row.get("title"))
        .containsAll(Words.NOTABLE_MOVIES)
        .doesNotHaveDuplicates();
    assertThat(sample.csv(0, "internal/streams.csv"))
        .extracting(row -> row.get("movie_title"))
        .containsAll(Words.NOTABLE_MOVIES);
    assertThat(sample.json(0, "vendor/books.json"))
        .extracting(book -> book.get("name").asText())
        .containsAll(Words.NOTABLE_BOOKS)
        .doesNotHaveDuplicates();
  }

  @Test
  void everyKindOfBadSessionIsThereEveryNight() {
    for (int night = 0; night < 3; night++) {
      assertHasBadSessions(sample, night);
    }
  }

  @Test
  void theSmallestSampleHasEveryKindOfBadRow(@TempDir Path directory) {
    MadeSample tiny = MadeSample.make(new SampleSpec(1, 1, 1, 0), directory.resolve("tiny"));
    assertHasBadSessions(tiny, 0);
    assertHasBadReviews(tiny, 0);
  }

  @Test
  void aSampleOfNothingIsStillReadable(@TempDir Path directory) {
    MadeSample none = MadeSample.make(new SampleSpec(2, 0, 0, 0), directory.resolve("none"));
    assertThat(none.csv(1, "internal/streams.csv")).isEmpty();
    assertThat(none.json(1, "vendor/reviews.json")).isEmpty();
    assertThat(none.json(1, "vendor/authors.json")).isNotEmpty();
  }

  @Test
  void everyKindOfBadReviewIsThereEveryNight() {
    for (int night = 0; night < 3; night++) {
      assertHasBadReviews(sample, night);
    }
  }

  @Test
  void authorsHaveTheRealQuirks() {
    List<JsonNode> authors = sample.json(0, "vendor/authors.json");
    assertThat(authors).filteredOn(author -> author.at("/metadata/name").isNull()).hasSize(1);
    assertThat(authors)
        .allMatch(author -> slugs(author).anyMatch(JsonNode::isNull))
        .anyMatch(author -> author.at("/metadata/died_at").isNull())
        .anyMatch(author -> author.at("/metadata/died_at").asText().compareTo("2040") > 0)
        .anyMatch(author -> author.at("/metadata/birth_date").asText().equals("before the war"));
    assertThat(authors).size().isEqualTo(Set.copyOf(authors).size() + 1);
  }

  @Test
  void someBooksHaveUnknownAuthors() {
    Set<String> authors =
        sample.json(0, "vendor/authors.json").stream()
            .map(author -> author.at("/metadata/name").asText())
            .collect(toSet());
    assertThat(sample.json(0, "vendor/books.json"))
        .filteredOn(book -> !authors.contains(book.get("author").asText()))
        .hasSize(8);
  }

  @Test
  void aboutHalfOfTheReviewsAreOfForeignMoviesAndUpdatedBeforeTheyWereCreated() {
    Set<String> own = movies();
    List<JsonNode> reviews = sample.json(0, "vendor/reviews.json");
    assertThat(reviews).filteredOn(review -> !own.contains(movie(review))).hasSizeBetween(120, 180);
    assertThat(reviews)
        .filteredOn(r -> r.get("updated").asText().compareTo(r.get("created").asText()) < 0)
        .hasSizeBetween(120, 180);
    assertThat(reviews)
        .allMatch(r -> r.get("movies").findValuesAsText("title").contains("end"))
        .anyMatch(r -> r.at("/movies/0/title").asText().equals("end"))
        .anyMatch(r -> r.at("/movies/1/title").asText().equals("end"));
  }

  @Test
  void theChristmasOutageHadViewers() {
    assertThat(sample.csv(0, "internal/streams.csv"))
        .filteredOn(row -> row.get("movie_title").equals("Unforgiven"))
        .extracting(row -> row.get("start_at"))
        .filteredOn(start -> start.compareTo("2021-12-25T07:00") >= 0)
        .filteredOn(start -> start.compareTo("2021-12-25T12:00") < 0)
        .isNotEmpty();
  }

  @Test
  void someButNotAllMoviesAreBasedOnBooksAndSomeOfTheseOnSingaporeanOnes() {
    Set<String> singaporeans =
        sample.json(0, "vendor/authors.json").stream()
            .filter(a -> slugs(a).anyMatch(slug -> slug.asText().equals("singaporeans")))
            .map(author -> author.at("/metadata/name").asText())
            .collect(toSet());
    Map<String, String> authorOfBook =
        sample.json(0, "vendor/books.json").stream()
            .collect(toMap(b -> upper(b.get("name").asText()), b -> b.get("author").asText()));
    List<JsonNode> ofOwnMovies =
        sample.json(0, "vendor/reviews.json").stream()
            .filter(review -> movies().contains(movie(review)))
            .toList();
    assertThat(ofOwnMovies.stream().map(SampleContentTest::movie).distinct())
        .hasSizeBetween(40, movies().size() - 1);
    assertThat(ofOwnMovies)
        .extracting(review -> authorOfBook.get(review.at("/books/0/metadata/title").asText()))
        .containsAnyElementsOf(singaporeans);
  }

  private static Set<String> movies() {
    return sample.csv(0, "internal/movies.csv").stream()
        .map(row -> upper(row.get("title")))
        .collect(toSet());
  }

  private static String movie(JsonNode review) {
    return review.get("movies").findValuesAsText("title").stream()
        .filter(title -> !title.equals("end"))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<JsonNode> slugs(JsonNode author) {
    return author.get("nationalities").findValues("slug").stream();
  }

  private static String upper(String title) {
    return title.toUpperCase(Locale.ROOT);
  }

  private static void assertHasBadSessions(MadeSample made, int night) {
    List<Row> rows = made.csv(night, "internal/streams.csv");
    assertThat(rows)
        .anyMatch(row -> row.get("size_mb").equals("lots"))
        .anyMatch(row -> row.get("start_at").equals("yesterday evening"))
        .anyMatch(row -> row.get("user_email").isEmpty());
    assertThat(rows).size().isEqualTo(Set.copyOf(rows).size() + 1);
    List<Row> readable =
        rows.stream().filter(row -> !row.get("size_mb").equals("lots")).distinct().toList();
    long keys =
        readable.stream()
            .map(row -> row.get("movie_title") + row.get("user_email") + row.get("start_at"))
            .distinct()
            .count();
    assertThat(readable).as("one key twice").hasSize((int) keys + 1);
  }

  private static void assertHasBadReviews(MadeSample made, int night) {
    List<JsonNode> reviews = made.json(night, "vendor/reviews.json");
    assertThat(reviews)
        .anyMatch(review -> review.at("/rating/rate").isTextual())
        .anyMatch(review -> review.get("created").isNull())
        .anyMatch(review -> review.get("created").asText().equals("the other day"));
    assertThat(reviews).size().isEqualTo(Set.copyOf(reviews).size() + 1);
    List<JsonNode> readable =
        reviews.stream().filter(review -> review.at("/rating/rate").isInt()).distinct().toList();
    long keys = readable.stream().map(review -> review.get("created").asText()).distinct().count();
    assertThat(readable).as("one key twice").hasSize((int) keys + 1);
  }
}
