package dev.bookreel.story;

import dev.bookreel.delivery.FetchReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Puts files where a project fetches them, each in a folder of its own. */
final class Source {
  private final Path folder;
  private final Project project;
  private int files;

  Source(Path folder, Project project) {
    this.folder = folder;
    this.project = project;
  }

  /** The time of a night's delivery, counted from 1 January 2022. */
  static Instant night(int number) {
    return Instant.parse("2022-01-01T02:00:00Z").plusSeconds(86_400L * (number - 1));
  }

  /** Fetches a file of this content as the table's delivery of that night. */
  FetchReport delivers(String table, int night, String content) {
    Path place = folder.resolve(String.valueOf(++files));
    Path file = place.resolve(project.table(table).delivery());
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return project.fetch(table, place, night(night));
  }

  /** Movies, each {@code title,duration_mins}. */
  FetchReport deliversMovies(int night, String... movies) {
    StringBuilder content = new StringBuilder("title,duration_mins,original_language,size_mb\n");
    for (String movie : movies) {
      content.append(movie).append(",en,1\n");
    }
    return delivers("stream.movies", night, content.toString());
  }
}
