package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bookreel.definition.LakeDefinition;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Contains;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.DriftContract;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.TestLake;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.TableVersion;
import io.delta.kernel.types.StructField;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDriftTest extends DriftContract {
  @Override
  protected Engine open(Path lake, LakeDefinition definition) {
    return new EmbeddedEngine(lake, definition);
  }

  @Test
  void anAddedColumnIsMarkedInTheMetadataOnlyUntilARebuild(@TempDir Path directory) {
    TableDefinition narrow = films(Format.CSV, Contains.EVERYTHING, "title:string", "mins:int");
    TableDefinition wide =
        films(Format.CSV, Contains.EVERYTHING, "title:string", "stars:int", "mins:int");
    try (TestLake lake = new TestLake(directory, List.of(wide), EmbeddedEngine::new)) {
      Delivery first = lake.deliver(narrow, 1, "title,mins,stars\nA,1,5\n");
      Delivery second = lake.deliver(wide, 2, "mins,title,stars\n1,A,5\n");
      lake.engine().load(narrow, first, false);
      TableVersion before = version(directory);
      lake.engine().load(wide, second, false);

      TableVersion after = version(directory);
      assertThat(after.version()).isEqualTo(1);
      assertThat(paths(after)).isEqualTo(paths(before));
      assertThat(after.schema().fieldNames())
          .containsExactly("title", "stars", "mins", "valid_from", "valid_to", "is_latest");
      assertThat(marks(after))
          .isEqualTo(Map.of("stars", Map.of("bookreel.since", "2022-01-02T02:00:00Z")));

      lake.engine().rebuild(wide, List.of(first, second));
      assertThat(marks(version(directory))).isEmpty();
      assertThat(version(directory).properties()).containsEntry("bookreel.key", "[\"title\"]");
    }
  }

  private static TableVersion version(Path directory) {
    return new DeltaTable(directory.resolve("silver/app/films")).latest().orElseThrow();
  }

  private static List<Path> paths(TableVersion version) {
    return version.files().stream().map(DataFile::path).collect(Collectors.toList());
  }

  private static Map<String, Object> marks(TableVersion version) {
    return version.schema().fields().stream()
        .filter(field -> !field.getMetadata().getEntries().isEmpty())
        .collect(Collectors.toMap(StructField::getName, field -> field.getMetadata().getEntries()));
  }
}
