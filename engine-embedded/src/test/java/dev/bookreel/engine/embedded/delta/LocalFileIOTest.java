package dev.bookreel.engine.embedded.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.file.Seals;
import dev.bookreel.file.Sha256;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFileIOTest {
  @TempDir Path directory;

  /** Else a crash would leave the old seal on the new file, which would look damaged. */
  @Test
  void theSealGoesBeforeTheFileIsReplaced() throws IOException {
    Path target = directory.resolve("_last_checkpoint");
    Files.createDirectories(target.resolve("keeps it from being replaced"));
    Path temporary = Files.writeString(directory.resolve("new.tmp"), "new");
    Seals.write(target, Sha256.of(temporary));

    assertThatThrownBy(() -> LocalFileIO.replace(target, temporary))
        .isInstanceOf(FileSystemException.class);

    assertThat(Seals.read(target)).isEmpty();
  }
}
