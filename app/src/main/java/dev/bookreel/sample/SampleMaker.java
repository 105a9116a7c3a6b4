package dev.bookreel.sample;

import dev.bookreel.error.LakeException;
import dev.bookreel.error.WrongUsageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Writes the deliveries of a {@link SampleSpec}: the same bytes for the same spec on every machine,
 * JDK, zone and locale, in memory that does not grow with the number of sessions and reviews.
 *
 * <p>Every night has, besides its good records, a few that a load has to refuse or collapse.
 */
public final class SampleMaker {
  private final SampleSpec spec;
  private final LongConsumer progress;
  private long bytesWritten;

  /** Makes the sample without telling anybody how far it is. */
  public SampleMaker(SampleSpec spec) {
    this(spec, bytes -> {});
  }

  /**
   * @param progress is told now and then, in the thread that writes, how many bytes are written in
   *     all files so far
   */
  public SampleMaker(SampleSpec spec, LongConsumer progress) {
    this.spec = spec;
    this.progress = progress;
  }

  /**
   * Writes a folder a night, such as {@code 2021-12-29T02-00-00Z}, with {@code
   * vendor/authors.json}, {@code books.json}, {@code reviews.json} and {@code internal/movies.csv},
   * {@code users.csv}, {@code streams.csv}.
   *
   * @param directory is created when missing, with its parents
   * @throws LakeException if the directory is not empty, then nothing was written; or if writing
   *     fails, then what was written until then is left
   */
  public void write(Path directory) {
    try {
      prepare(directory);
      bytesWritten = 0;
      List<DeliveryFile> files = files();
      for (int night = 0; night < spec.nights(); night++) {
        for (DeliveryFile file : files) {
          write(file, night, directory.resolve(Nights.folder(night)).resolve(file.path()));
        }
      }
    } catch (IOException e) {
      throw new LakeException(
          ("Cannot write the sample to %s: %s."
                  + " Give a directory that can be written, on a disk with room.")
              .formatted(directory, e),
          e);
    }
  }

  private static void prepare(Path directory) throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new WrongUsageException(
          "Cannot write the sample to %s: it is a file. Give a directory, which need not exist yet."
              .formatted(directory));
    }
    Files.createDirectories(directory);
    try (Stream<Path> entries = Files.list(directory)) {
      entries.findAny().ifPresent(entry -> refuse(directory, entry));
    }
  }

  private static void refuse(Path directory, Path entry) {
    throw new WrongUsageException(
        ("Cannot write the sample to %s: the directory is not empty, it has %s."
                + " Empty it, or give another one.")
            .formatted(directory, entry.getFileName()));
  }

  private List<DeliveryFile> files() {
    Catalogue catalogue = new Catalogue(spec);
    MoviesFile movies = new MoviesFile(catalogue, spec.seed());
    return List.of(
        new AuthorsFile(catalogue, spec.seed()),
        new BooksFile(catalogue, spec.seed()),
        new ReviewsFile(spec, catalogue),
        movies,
        new UsersFile(catalogue),
        new StreamsFile(spec, catalogue, movies));
  }

  private void write(DeliveryFile file, int night, Path path) throws IOException {
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    try (OutputStream target = Files.newOutputStream(path);
        DeliveryOutput out = new DeliveryOutput(target, this::count)) {
      file.write(night, out);
    }
  }

  private void count(long bytes) {
    bytesWritten += bytes;
    progress.accept(bytesWritten);
  }
}
