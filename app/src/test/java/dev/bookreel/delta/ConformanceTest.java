package dev.bookreel.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables that other writers made, each with the rows that are right. They are not part of the
 * repository: they lie beside it.
 */
class ConformanceTest {
  private static final Path ARCHIVES = Path.of("..", "..", "shared", "conformance");
  private static final String ENDING = ".tar.zst";
  private static final int TABLES = 59;

  /** What has no rows that are right, and what is said of it. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "checkpoint", "delta/15 is missing",
          "data-reader-absolute-paths-escaped-chars", "No metadata found at version 1",
          "deltalog-commit-info", "schemaString is null",
          "deltalog-state-reconstruction-from-checkpoint-missing-metadata",
              "No metadata found at version 10",
          "deltalog-state-reconstruction-from-checkpoint-missing-protocol", "schemaString",
          "deltalog-state-reconstruction-without-protocol", "No protocol found at version 0",
          "hive", "There is no Delta table in");

  /** Of what was added everything was removed, in another spelling. */
  private static final Set<String> EMPTY =
      Set.of(
          "canonicalized-paths-normal-a",
          "canonicalized-paths-normal-b",
          "canonicalized-paths-special-b");

  private static @TempDir Path directory;

  @BeforeAll
  static void extractTables() throws IOException, InterruptedException {
    for (String table : tables().toList()) {
      Path folder = Files.createDirectory(directory.resolve(table));
      Process tar =
          new ProcessBuilder(
                  "tar",
                  "--zstd",
                  "-xf",
                  ARCHIVES.resolve(table + ENDING).toAbsolutePath().toString())
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("tar.log").toFile())
              .start();
      assertThat(tar.waitFor()).as("tar and zstd are needed").isZero();
    }
  }

  static Stream<String> tables() throws IOException {
    if (!Files.isDirectory(ARCHIVES)) {
      return Stream.of();
    }
    try (Stream<Path> archives = Files.list(ARCHIVES)) {
      return archives
          .map(archive -> archive.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void theTablesAreThere() throws IOException {
    assumeTrue(
        Files.isDirectory(ARCHIVES),
        "Left out: other writers' tables are not beside the checkout, at "
            + ARCHIVES.toAbsolutePath().normalize());
    assertThat(tables()).hasSize(TABLES);
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("tables")
  void everyRowIsShownAndNoOther(String table) throws Exception {
    Shown shown = Shown.of(directory.resolve(table).resolve("delta"));
    Path expected = directory.resolve(table).resolve("expected");

    if (REFUSED.containsKey(table)) {
      assertThat(expected).doesNotExist();
      assertThat(shown.status()).isPositive();
      assertThat(shown.err()).startsWith("bookreel: ").contains(REFUSED.get(table));
      assertThat(shown.out()).isEmpty();
    } else {
      assertThat(shown.status()).as(shown.err()).isZero();
      assertThat(counted(shown.rows()))
          .isEqualTo(EMPTY.contains(table) ? Map.of() : counted(ParquetRows.in(expected)));
    }
  }

  /** How often each row occurs. */
  private static Map<String, Long> counted(List<String> rows) {
    return rows.stream().collect(Collectors.groupingBy(row -> row, Collectors.counting()));
  }
}
