package dev.bookreel.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.TableDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class KernelReadsTest {
  private @TempDir Path directory;
  private Lake lake;

  @BeforeEach
  void loadNights() {
    lake = Lake.open(directory);
    Nights.load(lake.deliveries());
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @ParameterizedTest
  @FieldSource("dev.bookreel.compatibility.Tables#ALL")
  void everyVersionOfEveryRecordIsTheSame(TableDefinition table) throws Exception {
    assertThat(new KernelReader().rows(lake.location(table)))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(lake.history(table));
  }

  @Test
  void theEngineLeavesNoChecksumFilesBehind() throws Exception {
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".crc"));
    }
  }
}
