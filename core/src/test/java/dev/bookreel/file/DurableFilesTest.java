package dev.bookreel.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
  private static final int WRITERS = 16;

  private final Path folder;

  DurableFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void creatingAFileLeavesNothingElse() throws IOException {
    Path file = folder.resolve("a.json");

    DurableFiles.createExclusively(file, "whole".getBytes(UTF_8));

    assertThat(file).hasContent("whole");
    assertThat(names()).containsExactly("a.json");
  }

  @Test
  void creatingAFileThatExistsLeavesItAsItIs() throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "first");

    assertThatThrownBy(() -> DurableFiles.createExclusively(file, "second".getBytes(UTF_8)))
        .isInstanceOf(FileAlreadyExistsException.class);

    assertThat(file).hasContent("first");
    assertThat(names()).containsExactly("a.json");
  }

  @Test
  void contentThatCannotBeWrittenToItsEndLeavesNothing() {
    assertThatThrownBy(
            () ->
                DurableFiles.createExclusively(
                    folder.resolve("a.json"),
                    out -> {
                      out.write("half".getBytes(UTF_8));
                      out.flush();
                      throw new IOException("broken");
                    }))
        .hasMessage("broken");

    assertThat(names()).isEmpty();
  }

  @Test
  void aFileHasItsNameOnlyWhenItIsWhole() throws IOException {
    DurableFiles.createExclusively(
        folder.resolve("a.json"),
        out -> {
          out.write("half".getBytes(UTF_8));
          out.flush();
          assertThat(names()).hasSize(1).allMatch(name -> name.matches("\\.a\\.json\\..*\\.tmp"));
        });

    assertThat(names()).containsExactly("a.json");
  }

  /** All have written when the first gives its file the name: looking before that is too late. */
  @RepeatedTest(20)
  void ofManyThreadsThatCreateOneFileExactlyOneSucceeds() throws Exception {
    Path file = folder.resolve("a.json");
    CyclicBarrier written = new CyclicBarrier(WRITERS);
    List<Callable<String>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      String content = "writer " + i;
      writers.add(
          () -> {
            try {
              DurableFiles.createExclusively(file, out -> write(content, out, written));
              return content;
            } catch (FileAlreadyExistsException lost) {
              return "";
            }
          });
    }

    List<String> winners = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      for (Future<String> winner : threads.invokeAll(writers)) {
        winners.add(winner.get());
      }
    } finally {
      threads.shutdownNow();
    }

    winners.removeIf(String::isEmpty);
    assertThat(winners).hasSize(1);
    assertThat(file).hasContent(winners.get(0));
    assertThat(names()).containsExactly("a.json");
  }

  private static void write(String content, OutputStream out, CyclicBarrier written)
      throws IOException {
    out.write(content.getBytes(UTF_8));
    try {
      written.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IOException(e);
    }
  }

  @Test
  void renamingReplaces() throws IOException {
    Path left = Files.writeString(folder.resolve("a.json"), "left over");
    Path whole = Files.writeString(folder.resolve(".a.tmp"), "whole");

    DurableFiles.rename(whole, left);

    assertThat(left).hasContent("whole");
    assertThat(names()).containsExactly("a.json");
  }

  @Test
  void directoriesAreCreatedWithTheirParentsAndOnlyOnce() throws IOException {
    Path nested = folder.resolve("a/b/c");

    DurableFiles.createDirectories(nested);
    DurableFiles.createDirectories(nested);

    assertThat(nested).isEmptyDirectory();
  }

  @Test
  void aFileInADirectorysPlaceIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("a"), "");

    assertThatThrownBy(() -> DurableFiles.createDirectories(file.resolve("b")))
        .isInstanceOfSatisfying(
            IOException.class,
            e -> assertThat(IoReason.of(e)).isEqualTo("'" + file + "' is not a directory"));
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toList());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
