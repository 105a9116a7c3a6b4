package dev.bookreel.engine.spark;

import dev.bookreel.compression.Compression;
import dev.bookreel.compression.Inflation;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.LocalCopies;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** Stages what a compressed delivery inflates to: from its beginning to its end, so in one task. */
record InflateTask(ReadTask whole) implements Serializable {

  TaskResult<URI> run() throws Exception {
    return TaskResult.of(this::inflate);
  }

  private URI inflate() {
    Path packed = whole.delivery().file();
    Path folder = new Stage(Path.of(whole.stage())).newFolder();
    try (LocalCopies copies = new LocalCopies()) {
      copies.need(List.of(packed));
      Path local = LocalCopies.of(packed);
      DurableFiles.createDirectories(folder);
      Path content = folder.resolve("content");
      new Inflation(local, Compression.of(local).orElseThrow(), whole.table().maxInflated())
          .into(LocalCopies.of(content));
      LocalCopies.publish(content);
      return content.toUri();
    } catch (IOException e) {
      throw new LakeException(
          "Cannot inflate %s into %s: %s. Make room on the lake's disk and the file readable, then load again"
              .formatted(packed, folder, IoReason.of(e)),
          e);
    }
  }
}
