package dev.bookreel.engine.spark;

import dev.bookreel.engine.embedded.cut.Cut;
import dev.bookreel.engine.embedded.cut.Cutter;
import dev.bookreel.engine.embedded.cut.Passage;
import dev.bookreel.engine.embedded.cut.Stretch;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.LocalCopies;
import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/** Finds out where a stretch of a delivery's content leads, however it is entered. */
record PassageTask(ReadTask whole, String content, Cut cut, Stretch stretch)
    implements Serializable {

  TaskResult<Passage> run() throws Exception {
    return TaskResult.of(
        () -> whole.workplace().work((workspace, lake) -> passage(lake.resolve(content))));
  }

  private Passage passage(Path file) {
    try (SeekableByteChannel channel = LocalCopies.parts(file)) {
      return Cutter.passage(cut, channel, stretch);
    } catch (IOException e) {
      throw new LakeException(
          "Cannot read %s: %s. Check the disk and the file's permissions"
              .formatted(file, IoReason.of(e)),
          e);
    }
  }
}
