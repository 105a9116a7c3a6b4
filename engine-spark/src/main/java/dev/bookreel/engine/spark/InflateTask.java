package dev.bookreel.engine.spark;

import dev.bookreel.compression.Compression;
import dev.bookreel.compression.Inflation;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.LocalCopies;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/** Stages what a compressed delivery inflates to: from its beginning to its end, so in one task. */
record InflateTask(ReadTask whole) implements Serializable {

  TaskResult<String> run() throws Exception {
    return TaskResult.of(() -> whole.workplace().work((workspace, lake) -> inflate(lake)));
  }

  private String inflate(Path lake) {
    Path packed = whole.delivery(lake).file();
    Path folder = new Stage(lake.resolve(whole.stage())).newFolder();
    try (LocalCopies copies = new LocalCopies()) {
      copies.need(List.of(packed));
      Path local = LocalCopies.of(packed);
      DurableFiles.createDirectories(folder);
      Path content = folder.resolve("content");
      new Inflation(local, Compression.of(local).orElseThrow(), whole.table().maxInflated())
          .into(LocalCopies.of(content));
      LocalCopies.publish(content);
      return content.toString();
    } catch (IOException e) {
      throw new LakeException(
          "Cannot inflate %s into %s: %s. Make room on the lake's disk and the file readable, then load again"
              .formatted(packed, folder, IoReason.of(e)),
          e);
    }
  }
}
