package dev.bookreel.cli.command;

import dev.bookreel.cli.exit.Ending;
import dev.bookreel.storage.s3.S3Lake;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a lake or a table lies, on the local disk or on S3. Its paths can be used until it is
 * closed.
 */
final class Place implements AutoCloseable {
  private static final String S3 = "s3:";

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
    return text.startsWith(S3)
        ? OnS3.open(text, environment, ending)
        : new Place(LocalPath.of(text, workingDirectory, what), Optional.empty(), ending);
  }

  /** Apart, so that nothing of S3 is loaded for a lake on the disk: that would cost each start. */
  private static final class OnS3 {
    private OnS3() {}

    static Place open(String text, Map<String, String> environment, Ending ending) {
      S3Lake lake = ending.closing(S3Lake.open(text, environment));
      return new Place(lake.root(), Optional.of(lake), ending);
    }

    static void close(AutoCloseable lake) {
      ((S3Lake) lake).close();
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
          OnS3.close(lake);
        });
  }
}
