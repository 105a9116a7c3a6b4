package dev.bookreel.engine.embedded.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file is one file, in whichever way other writers spell where it lies. */
class OneSpellingTest {
  private static final String PROTOCOL =
      """
      {"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]}}
      {"metaData":{"id":"x","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[]}","partitionColumns":[],"configuration":{}}}
      """;
  private static final String VECTOR =
      ",\"deletionVector\":{\"storageType\":\"i\",\"pathOrInlineDv\":\"wi5b=000010000siXQKl0rr91000f55c8Xg0@@D72lkbi5=-{L\",\"sizeInBytes\":40,\"cardinality\":6}";

  @TempDir Path directory;

  private static String add(String path, String more) {
    return "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":1,\"modificationTime\":0,\"dataChange\":true%s}}\n"
        .formatted(path, more);
  }

  private static String remove(String path) {
    return "{\"remove\":{\"path\":\"%s\",\"deletionTimestamp\":0,\"dataChange\":true}}\n"
        .formatted(path);
  }

  private List<DataFile> filesAfter(String... commits) throws IOException {
    Path log = Files.createDirectories(directory.resolve("_delta_log"));
    Files.writeString(log.resolve("%020d.json".formatted(0)), PROTOCOL);
    for (int i = 0; i < commits.length; i++) {
      Files.writeString(log.resolve("%020d.json".formatted(i + 1)), commits[i]);
    }
    return new DeltaTable(directory).latest().orElseThrow().files();
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b.parquet, file:/a/b.parquet",
    "/a/b%20c.parquet, file:///a/b%20c.parquet",
    "file:/a/b.parquet, /a/b.parquet",
    "file:///a/b.parquet, file:/a/b.parquet",
  })
  void whatWasAddedInOneSpellingIsRemovedInAnother(String added, String removed)
      throws IOException {
    assertThat(filesAfter(add(added, ""), remove(removed))).isEmpty();
  }

  @Test
  void whatGetsADeletionVectorInAnotherSpellingCountsOnce() throws IOException {
    List<DataFile> files =
        filesAfter(
            add("/a/b.parquet", ""),
            remove("file:/a/b.parquet") + add("file:/a/b.parquet", VECTOR));

    assertThat(files).singleElement().matches(DataFile::hasDeletedRows);
    assertThat(files.get(0).path()).isEqualTo(Path.of("/a/b.parquet"));
  }

  @Test
  void namesWithinTheTablesFolderStayAsTheyAre() throws IOException {
    assertThat(filesAfter(add("a=1/b.parquet", "")))
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.action().getPath()).isEqualTo("a=1/b.parquet");
              assertThat(file.path()).isEqualTo(directory.resolve("a=1/b.parquet"));
            });
  }
}
