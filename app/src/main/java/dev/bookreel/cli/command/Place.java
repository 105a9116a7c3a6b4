package dev.bookreel.cli.command;

import dev.bookreel.cli.exit.Ending;
import dev.bookreel.engine.spark.SparkLake;
import dev.bookreel.storage.ObjectLake;
import dev.bookreel.storage.s3.S3Lake;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a lake or a table lies: on the local disk, on S3, or where Spark's connectors reach. Its
 * paths can be used until it is closed.
 */
final class Place implements AutoCloseable {
  private final Path root;
  private final Optional<AutoCloseable> connection;
  private final Ending ending;

  private Place(Path root, Optional<AutoCloseable> connection, Ending ending) {
    this.root = root;
    this.connection = connection;
    this.ending = ending;
  }

  /**
   * @param text a path, or a URI of the local disk or of S3
   * @param what is to be found there, for a message
   * @param ending closes what is still open when the process ends
   * @throws dev.bookreel.error.WrongUsageException if it is no such place
   * @throws dev.bookreel.error.LakeException if S3 cannot be reached
   */
  static Place open(
      String text,
      Path workingDirectory,
      Map<String, String> environment,
      String what,
      Ending ending) {
    return text.startsWith("s3:") || text.startsWith("s3a:")
        ? Remote.open(() -> S3Lake.open(text, environment), ending)
        : new Place(LocalPath.of(text, workingDirectory, what), Optional.empty(), ending);
  }

  /**
   * As Spark sees it.
   *
   * @param settings of Spark
   * @throws dev.bookreel.error.WrongUsageException if it is no such place
   * @throws dev.bookreel.error.LakeException if it cannot be reached
   */
  static Place openForSpark(
      String text,
      Path workingDirectory,
      Map<String, String> settings,
      Map<String, String> environment,
      Ending ending) {
    return SparkLake.understands(text)
        ? Remote.open(() -> SparkLake.open(text, settings, environment), ending)
        : new Place(LocalPath.of(text, workingDirectory, "lakes"), Optional.empty(), ending);
  }

  /** Apart, so that nothing of it is loaded for a lake on the disk: that would cost each start. */
  private static final class Remote {
    private Remote() {}

    static Place open(Supplier<ObjectLake> opening, Ending ending) {
      ObjectLake lake = ending.closing(opening.get());
      return new Place(lake.root(), Optional.of(lake), ending);
    }

    static void close(AutoCloseable lake) {
      ((ObjectLake) lake).close();
    }
  }

  Path root() {
    return root;
  }

  @Override
  public void close() {
    connection.ifPresent(
        lake -> {
          ending.released(lake);
          Remote.close(lake);
        });
  }
}
