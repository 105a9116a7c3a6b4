package dev.bookreel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The same work as Bookreel's in plain SQL, without its checks, history, log and syncing. */
final class FloorSql {
  /** The questions' defaults, as literals. */
  private static final Map<String, String> PARAMETERS =
      Map.of(
          "month", "TIMESTAMPTZ '2021-12-01 00:00:00+01'",
          "movie", "'Unforgiven'",
          "nationality", "'singaporeans'",
          "share", "0.5");

  private static final List<String> SETUP =
      List.of(
          "SET TimeZone = 'Europe/Berlin'",
          "CREATE SCHEMA stream",
          "CREATE SCHEMA vendor",
          "CREATE MACRO explode(list) AS unnest(list)",
          "CREATE MACRO unix_micros(t) AS epoch_us(t)");

  /** A delivered review's fields. */
  static final String REVIEWS =
      "{created: 'VARCHAR', updated: 'VARCHAR', rating: 'STRUCT(rate VARCHAR)', content: 'STRUCT(text VARCHAR)',"
          + " books: 'STRUCT(metadata STRUCT(title VARCHAR))[]', movies: 'STRUCT(title VARCHAR)[]'}";

  /** Each table's key, and how its columns come out of its file. */
  private record Source(String table, String key, String select) {}

  private static final List<Source> SOURCES =
      List.of(
          csv("stream.movies", "title", "internal/movies.csv"),
          csv("stream.users", "email", "internal/users.csv"),
          new Source(
              "stream.streams",
              "user_email, movie_title, start_at",
              "SELECT movie_title, user_email, try_cast(size_mb AS DOUBLE) AS size_mb,"
                  + " try_cast(start_at AS TIMESTAMPTZ) AS start_at, try_cast(end_at AS TIMESTAMPTZ) AS end_at"
                  + " FROM read_csv('%s/internal/streams.csv', all_varchar = true, ignore_errors = true)"),
          new Source(
              "vendor.authors",
              "name",
              "SELECT metadata.name AS name, list_transform(nationalities, lambda x: x.slug) AS nationalities"
                  + " FROM read_json('%s/vendor/authors.json')"),
          new Source("vendor.books", "name", "SELECT * FROM read_json('%s/vendor/books.json')"),
          new Source(
              "vendor.reviews",
              "created, book_titles, movie_titles",
              "SELECT try_cast(created AS TIMESTAMPTZ) AS created, try_cast(updated AS TIMESTAMPTZ) AS updated,"
                  + " try_cast(rating.rate AS INTEGER) AS rate, content.text AS text,"
                  + " list_transform(books, lambda x: x.metadata.title) AS book_titles,"
                  + " list_transform(movies, lambda x: x.title) AS movie_titles"
                  + " FROM read_json('%s/vendor/reviews.json', columns = "
                  + REVIEWS
                  + ")"));

  private FloorSql() {}

  private static Source csv(String table, String key, String file) {
    return new Source(
        table, key, "SELECT * FROM read_csv('%s/" + file + "', ignore_errors = true)");
  }

  /** Reads deliveries, looks for repeated keys and writes Parquet files. */
  static List<String> load(Path deliveries, Path parquet) {
    List<String> sql = new ArrayList<>(List.of("SET TimeZone = 'Europe/Berlin'"));
    for (Source source : SOURCES) {
      sql.add("CREATE TABLE delivered AS " + source.select().replace("%s", deliveries.toString()));
      sql.add(duplicates(source.key()));
      sql.add(
          "COPY delivered TO '%s/%s.parquet' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
              .formatted(parquet, source.table()));
      sql.add("DROP TABLE delivered");
    }
    return sql;
  }

  private static String duplicates(String key) {
    return "SELECT count(*) FROM (SELECT hash(%s) AS h FROM delivered GROUP BY h HAVING count(*) > 1)"
        .formatted(key);
  }

  /** Views over what {@link #load} wrote. */
  static List<String> overFloor(Path parquet) {
    return views(table -> "'%s/%s.parquet'".formatted(parquet, table));
  }

  /** Views over the files of a lake's latest versions, which were never deleted or changed. */
  static List<String> overLake(Path lake) {
    return views(
        table ->
            "'%s/silver/%s/is_latest=true/*.parquet'".formatted(lake, table.replace('.', '/')));
  }

  private interface FilesOf {
    String of(String table);
  }

  private static List<String> views(FilesOf files) {
    List<String> sql = new ArrayList<>(SETUP);
    for (Source source : SOURCES) {
      String from = " AS SELECT * FROM read_parquet(" + files.of(source.table()) + ")";
      sql.add("CREATE VIEW " + source.table() + from);
      sql.add("CREATE VIEW " + source.table() + "_history" + from);
    }
    return sql;
  }

  /** The project's questions. */
  static List<String> questions(Path project) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(project.resolve("questions"))) {
      files = all.sorted().collect(Collectors.toList());
    }
    List<String> questions = new ArrayList<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      boolean week = name.startsWith("half-movie");
      String sql =
          Files.readString(file)
              .replace(":from", instant(week ? "2021-12-25 00:00" : "2021-12-25 07:00"))
              .replace(":to", instant(week ? "2022-01-01 00:00" : "2021-12-25 12:00"));
      for (Map.Entry<String, String> parameter : PARAMETERS.entrySet()) {
        sql = sql.replace(":" + parameter.getKey(), parameter.getValue());
      }
      questions.add(sql);
    }
    return questions;
  }

  private static String instant(String local) {
    return "TIMESTAMPTZ '%s:00+01'".formatted(local);
  }

  /** A night's dump read, looked through for repeated keys and written. */
  static List<String> firstNight(String reader, Path parquet) {
    return List.of(
        "CREATE TABLE delivered AS SELECT * FROM " + reader,
        duplicates("id"),
        "COPY delivered TO '%s' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
            .formatted(parquet));
  }

  /** The next night's, compared with what the first wrote; the changes are written. */
  static List<String> secondNight(String reader, Path before, Path parquet) {
    return List.of(
        "CREATE TABLE delivered AS SELECT * FROM " + reader,
        duplicates("id"),
        ("COPY (SELECT n.*, o.id AS gone FROM delivered n FULL JOIN read_parquet('%s') o ON n.id = o.id"
                + " WHERE n.id IS NULL OR o.id IS NULL OR (n.created, n.rate, n.text, n.book, n.movie)"
                + " IS DISTINCT FROM (o.created, o.rate, o.text, o.book, o.movie)) TO '%s' (FORMAT parquet)")
            .formatted(before, parquet));
  }

  static final String DUMP_COLUMNS =
      "{id: 'VARCHAR', created: 'TIMESTAMPTZ', rate: 'INTEGER', text: 'VARCHAR', book: 'VARCHAR', movie: 'VARCHAR'}";

  static String csv(Path file) {
    return "read_csv('%s', header = true, auto_detect = false, columns = %s)"
        .formatted(file, DUMP_COLUMNS);
  }

  static String json(Path file) {
    return "read_json('%s', columns = %s)".formatted(file, DUMP_COLUMNS);
  }

  /** New sessions, of which those that a table has already are left out. */
  static List<String> moreSessions(Path csv, Path lake, Path parquet) {
    return List.of(
        "SET TimeZone = 'Europe/Berlin'",
        "CREATE TABLE delivered AS SELECT movie_title, user_email, size_mb::DOUBLE AS size_mb,"
            + " start_at::TIMESTAMPTZ AS start_at, end_at::TIMESTAMPTZ AS end_at FROM read_csv('%s', all_varchar = true)"
                .formatted(csv),
        duplicates("user_email, movie_title, start_at"),
        ("COPY (SELECT n.* FROM delivered n ANTI JOIN (SELECT * FROM read_parquet('%s/silver/stream/streams/is_latest=true/*.parquet')"
                + " WHERE start_at >= (SELECT min(start_at) FROM delivered)) o USING (user_email, movie_title, start_at)) TO '%s' (FORMAT parquet)")
            .formatted(lake, parquet));
  }

  static String script(Collection<String> statements) {
    return String.join(Floor.NEXT, statements);
  }
}
