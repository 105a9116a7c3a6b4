package dev.bookreel.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillFolderTest {
  @TempDir Path lake;

  @Test
  void itGoesWithEverythingInItWhenItIsClosed() throws IOException {
    SpillFolder folder = SpillFolder.of(lake);
    Files.writeString(folder.path().resolve("spilled"), "rows");

    folder.close();

    assertThat(folder.path()).doesNotExist();
    folder.close();
  }

  @Test
  void whileItsProcessLivesItIsNotAbandoned() throws IOException {
    try (SpillFolder one = SpillFolder.of(lake);
        SpillFolder other = SpillFolder.of(lake)) {
      assertThat(SpillFolder.abandoned(lake)).isEmpty();
      assertThat(one.path()).isNotEqualTo(other.path());
    }
  }

  @Test
  void oneThatNobodyHoldsIsAbandonedByTheProcessesOfItsLakeAlone() throws IOException {
    Path left;
    try (SpillFolder folder = SpillFolder.of(lake)) {
      String name = folder.path().getFileName().toString();
      left = folder.path().resolveSibling(name + "-left");
    }
    Files.createDirectory(left);
    try {
      assertThat(SpillFolder.abandoned(lake)).as("It may just have been made").isEmpty();
      Files.createFile(left.resolve("lock"));

      assertThat(SpillFolder.abandoned(lake)).containsExactly(left);
      assertThat(SpillFolder.abandoned(lake.resolve("other"))).isEmpty();
    } finally {
      Folders.delete(left);
    }
  }
}
