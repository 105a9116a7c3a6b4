package dev.bookreel.engine.embedded.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bookreel.engine.embedded.delta.Change.TransactionId;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.StructType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was worked out on one version is never committed on a newer one. */
class StaleCommitTest {
  private static final TableSchema SCHEMA =
      TableSchema.of(new StructType().add("n", IntegerType.INTEGER));

  @TempDir Path directory;

  private static Change change(String application) {
    return new Change(
        List.of(), List.of(), Map.of(), Optional.of(new TransactionId(application, 1)));
  }

  @Test
  void ofTwoCommitsOnOneVersionTheSecondIsRefused() throws LostRaceException {
    DeltaTable table = new DeltaTable(directory);
    table.create(SCHEMA, List.of(), Change.append(List.of()));
    TableVersion base = table.latest().orElseThrow();

    assertThat(table.commit(base, Optional.empty(), change("first"))).isEqualTo(1);
    assertThatThrownBy(() -> table.commit(base, Optional.empty(), change("second")))
        .isInstanceOf(LostRaceException.class);

    TableVersion newest = table.latest().orElseThrow();
    assertThat(newest.version()).isEqualTo(1);
    assertThat(newest.transactionVersion("first")).contains(1L);
    assertThat(newest.transactionVersion("second")).isEmpty();
  }

  @Test
  void ofTwoThatCreateATableTheSecondIsRefused() throws LostRaceException {
    DeltaTable table = new DeltaTable(directory);
    table.create(SCHEMA, List.of(), change("first"));

    assertThatThrownBy(() -> table.create(SCHEMA, List.of(), change("second")))
        .isInstanceOf(LostRaceException.class);
    assertThat(table.newestVersion()).hasValue(0);
  }
}
