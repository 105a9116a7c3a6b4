package dev.bookreel.crash;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.ProjectReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A project of three tables and a question, and what is delivered each night: records that come,
 * change, go and come back, repeated and bad rows, and one file that is every night the same.
 */
final class Nights {
  private static final String MOVIES =
      """
      table: stream.movies
      description: Movies.
      delivery: movies.csv
      format: csv
      contains: everything
      key: [title]
      columns:
        title:    { type: string }
        mins:     { type: int }
        added_at: { type: timestamp }
      """;
  private static final String USERS =
      """
      table: stream.users
      description: Users, of whom there are always the same.
      delivery: users.csv
      format: csv
      contains: everything
      key: [email]
      columns:
        email: { type: string }
      """;
  private static final String AUTHORS =
      """
      table: vendor.authors
      description: Authors.
      delivery: authors.json
      format: json
      contains: changes
      key: [name]
      columns:
        name: { type: string, from: metadata.name }
        born: { type: date, from: metadata.born }
      """;
  private static final String QUESTION =
      """
      -- title: How many movies were added in the month?
      -- description: Movies by the time they were added.
      -- parameters:
      --   month: { type: month, default: 2021-12 }
      select count(*) as movies from stream.movies
      where added_at >= :month and added_at < :month + interval '1' month
      """;

  private final Path directory;

  private Nights(Path directory) {
    this.directory = directory;
  }

  /** Writes the project. */
  static Nights in(Path directory) throws IOException {
    Nights nights = new Nights(directory);
    nights.write("lake/lake.yaml", "lake: test\nzone: Europe/Berlin\nsources: {}\n");
    nights.write("lake/tables/stream/movies.yaml", MOVIES);
    nights.write("lake/tables/stream/users.yaml", USERS);
    nights.write("lake/tables/vendor/authors.yaml", AUTHORS);
    nights.write("lake/questions/movies-added.sql", QUESTION);
    return nights;
  }

  Path project() {
    return directory;
  }

  LakeDefinition definition() {
    return new ProjectReader(Map.of()).read(directory.resolve("lake"), Map.of());
  }

  /** The arguments of the command that does everything about a night, with its files written. */
  String[] run(int night, Path lake) throws IOException {
    return run(night, lake.toString());
  }

  /** The same, on a lake wherever it is. */
  String[] run(int night, String lake) throws IOException {
    String dump = "dump-" + night;
    write(dump + "/movies.csv", movies(night));
    write(dump + "/users.csv", "email\nada@post.example\nbo@post.example\n");
    write(dump + "/authors.json", authors(night));
    return new String[] {"run", "--from", dump, "--delivered-at", time(night), "--lake", lake};
  }

  static String time(int night) {
    return "2021-12-%02dT02:00:00Z".formatted(night);
  }

  private static String movies(int night) {
    StringBuilder csv = new StringBuilder("title,mins,added_at\n");
    for (int movie = 0; movie < 15; movie++) {
      boolean isGone = (movie + night) % 7 == 0;
      if (!isGone) {
        csv.append("Movie %d,".formatted(movie))
            .append(movie % 5 == night % 5 ? night : 100)
            .append(",2021-12-10T10:00:00+0100\n");
      }
    }
    return csv.append("Bad,x,\nNew %d,1,\nNew %d,1,\n".formatted(night, night)).toString();
  }

  private static String authors(int night) {
    return """
    [
    {"metadata":{"name":"Author %d","born":"1956-05-07"}},
    {"metadata":{"name":"Everybody's","born":"19%02d-01-01"}},
    {"metadata":{"name":"Nobody's","born":"never"}}
    ]
    """
        .formatted(night, night);
  }

  private void write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    if (!Files.exists(file)) {
      Files.writeString(file, text);
    }
  }
}
