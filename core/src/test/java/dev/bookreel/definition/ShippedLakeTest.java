package dev.bookreel.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The names and columns of the shipped lake are a contract. */
class ShippedLakeTest {
  private final LakeDefinition lake =
      new ProjectReader(Map.of())
          .read(
              Repository.lake(), Map.of("directory", List.of(Setting.required("path", "samples"))));

  @Test
  void takesItsDeliveriesFromTheSamples() {
    assertThat(lake.name()).isEqualTo("books-and-movies");
    assertThat(lake.zone().getId()).isEqualTo("Europe/Berlin");
    assertThat(lake.sources().get(0).settings()).isEqualTo(Map.of("path", "../samples"));
  }

  @Test
  void hasTheSixTables() {
    assertThat(lake.tables().stream().map(ShippedLakeTest::text))
        .containsExactly(
            """
            stream.movies: CSV of EVERYTHING in internal/movies.csv, key [title]
            title string from title
            duration_mins int from duration_mins
            original_language string from original_language
            size_mb int from size_mb""",
            """
            stream.streams: CSV of CHANGES in internal/streams.csv, key [user_email, movie_title, start_at]
            movie_title string from movie_title
            user_email string from user_email
            size_mb double from size_mb
            start_at timestamp from start_at
            end_at timestamp from end_at""",
            """
            stream.users: CSV of EVERYTHING in internal/users.csv, key [email]
            first_name string from first_name
            last_name string from last_name
            email string from email""",
            """
            vendor.authors: JSON of EVERYTHING in vendor/authors.json, key [name]
            name string from metadata.name
            birth_date date from metadata.birth_date
            died_at date from metadata.died_at
            nationalities array<string> from nationalities[].slug without [null, ]""",
            """
            vendor.books: JSON of EVERYTHING in vendor/books.json, key [name]
            name string from name
            pages int from pages
            author string from author
            publisher string from publisher""",
            """
            vendor.reviews: JSON of EVERYTHING in vendor/reviews.json, key [created_at, book_titles, movie_titles]
            created_at timestamp from created
            updated_at timestamp from updated
            rate int from rating.rate
            text string from content.text
            book_titles array<string> from books[].metadata.title
            movie_titles array<string> from movies[].title without [end]""");
  }

  @Test
  void hasTheSixQuestions() {
    assertThat(lake.questions().stream().map(ShippedLakeTest::text))
        .containsExactly(
            "average-stream-duration [month month 2021-12]",
            "half-movie-watchers [from timestamp 2021-12-25, to timestamp 2022-01-01, share double"
                + " 0.5]",
            "median-stream-size [month month 2021-12]",
            "movies-based-on-books [month month 2021-12]",
            "movies-by-author-nationality [nationality string singaporeans, month month 2021-12]",
            "outage-users [movie string Unforgiven, from timestamp 2021-12-25 07:00, to timestamp"
                + " 2021-12-25 12:00]");
  }

  @Test
  void setsASessionThatEndsBeforeItBeginsAside() {
    assertThat(lake.table(TableName.parse("stream.streams")).orElseThrow().checks())
        .contains(new Check("ends_after_start", "end_at >= start_at", Check.Otherwise.QUARANTINE));
  }

  private static String text(TableDefinition table) {
    List<String> columns = table.columns().stream().map(ShippedLakeTest::text).toList();
    return "%s: %s of %s in %s, key %s\n%s"
        .formatted(
            table.name(),
            table.format().name(),
            table.contains().name(),
            table.delivery(),
            table.key(),
            String.join("\n", columns));
  }

  private static String text(Column column) {
    String drop = column.drop().isEmpty() ? "" : " without " + column.drop();
    return column.name() + " " + column.type() + " from " + column.from() + drop;
  }

  private static String text(Question question) {
    return question.id()
        + " "
        + question.parameters().stream()
            .map(p -> p.name() + " " + p.type() + " " + p.defaultText())
            .toList();
  }
}
