package dev.bookreel.storage.s3;

import dev.bookreel.definition.ByteSize;
import dev.bookreel.file.Folders;
import dev.bookreel.storage.ObjectLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Makes tests' temporary folders on S3, so that what holds for a lake on the disk is tested for one
 * on S3. One server serves all tests of the process; each folder has a cache of its own.
 */
public final class S3Folders implements TempDirFactory {
  private @Nullable ObjectLake lake;
  private @Nullable Path cache;

  /** Starts when it is first asked for, and ends with the process. */
  private static final class Shared {
    static final S3Server SERVER = S3Server.start();
    static final String BUCKET = SERVER.newBucket();
  }

  /** In the only bucket of the server that all such folders are on. */
  static ObjectLake open(String prefix, Path cache) {
    return S3Lake.open(
        "s3://" + Shared.BUCKET + "/" + prefix,
        Shared.SERVER.connection(),
        new ObjectLake.Copying(cache, new ByteSize(1_000_000_000)));
  }

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context)
      throws IOException {
    Path made = Files.createTempDirectory("bookreel-cache-");
    ObjectLake opened = open("lake " + UUID.randomUUID(), made);
    cache = made;
    lake = opened;
    return opened.root();
  }

  @Override
  public void close() throws IOException {
    if (lake != null && cache != null) {
      lake.close();
      Folders.delete(cache);
    }
  }
}
