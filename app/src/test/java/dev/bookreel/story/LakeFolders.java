package dev.bookreel.story;

import dev.bookreel.file.Folders;
import dev.bookreel.storage.s3.S3Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Makes tests' temporary lakes: on the disk, or on S3 for those that are marked {@link OnS3}.
 * Whoever asks for one switches JUnit's own cleaning off, which on S3 takes longer than the tests.
 */
public final class LakeFolders implements TempDirFactory {
  private final S3Folders s3 = new S3Folders();
  private Optional<Path> local = Optional.empty();

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    if (context.getRequiredTestClass().isAnnotationPresent(OnS3.class)) {
      return s3.createTempDirectory(element, context);
    }
    Path made = Files.createTempDirectory("bookreel-lake-");
    local = Optional.of(made);
    return made;
  }

  @Override
  public void close() throws IOException {
    s3.close();
    if (local.isPresent()) {
      Folders.delete(local.get());
    }
  }
}
