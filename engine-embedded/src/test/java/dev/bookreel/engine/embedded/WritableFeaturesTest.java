package dev.bookreel.engine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bookreel.definition.Column;
import dev.bookreel.definition.ColumnPath;
import dev.bookreel.definition.ColumnType.Scalar;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.LoadOutcome.Committed;
import dev.bookreel.engine.Tail;
import dev.bookreel.engine.TestLake;
import dev.bookreel.engine.embedded.delta.Change;
import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.error.LakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody gives a table of ours features that we cannot write: then nothing is written. */
class WritableFeaturesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TableDefinition MOVIES =
      new TableDefinition(
          TableName.parse("stream.movies"),
          "Movies",
          "movies.csv",
          TableDefinition.Format.CSV,
          TableDefinition.Contains.EVERYTHING,
          List.of("title"),
          List.of(
              new Column("title", Scalar.STRING, ColumnPath.field("title"), List.of()),
              new Column("mins", Scalar.INT, ColumnPath.field("mins"), List.of())),
          List.of(),
          0.5,
          1);
  private static final String FIRST = "title,mins\nAlien,117\nBrazil,143\n";
  private static final String SECOND = "title,mins\nAlien,116\nBrazil,143\nDune,long\n";

  @TempDir private Path directory;
  private TestLake lake;

  @BeforeEach
  void aNightIsLoaded() {
    lake = new TestLake(directory, List.of(MOVIES), EmbeddedEngine::new);
    lake.load(MOVIES, 1, FIRST);
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @ParameterizedTest
  @CsvSource({
    "changeDataFeed, delta.enableChangeDataFeed, true",
    "checkConstraints, delta.constraints.long_enough, mins > 10",
    "columnMapping, delta.columnMapping.mode, name",
    "icebergCompatV1, delta.enableIcebergCompatV1, true",
    "icebergCompatV2, delta.enableIcebergCompatV2, true",
    "appendOnly, delta.appendOnly, true",
  })
  void aFeatureThatAPropertyPutsToUseIsRefusedByItsName(
      String feature, String property, String value) throws Exception {
    commit(
        protocol -> {
          addTo(protocol, "writerFeatures", feature);
          if (feature.equals("columnMapping")) {
            addTo(protocol, "readerFeatures", feature);
          }
        },
        metadata -> ((ObjectNode) metadata.get("configuration")).put(property, value));

    assertRefused(feature);
  }

  @ParameterizedTest
  @CsvSource({
    "allowColumnDefaults, CURRENT_DEFAULT, '\"90\"'",
    "generatedColumns, delta.generationExpression, '\"length(title)\"'",
    "identityColumns, delta.identity.start, 1",
    "invariants, delta.invariants, '\"mins > 10\"'",
  })
  void aFeatureThatAColumnPutsToUseIsRefusedByItsName(String feature, String mark, String value)
      throws Exception {
    commit(
        protocol -> addTo(protocol, "writerFeatures", feature),
        metadata -> {
          JsonNode schema = JSON.readTree(metadata.get("schemaString").asText());
          ((ObjectNode) schema.at("/fields/1/metadata")).set(mark, JSON.readTree(value));
          metadata.put("schemaString", schema.toString());
        });

    assertRefused(feature);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "collations-preview",
        "geospatial",
        "icebergWriterCompatV1",
        "materializePartitionColumns",
        "rowTracking",
        "typeWidening",
        "somethingOfTomorrow",
      })
  void aFeatureThatBindsEveryWriterIsRefusedByItsName(String feature) throws Exception {
    commit(protocol -> addTo(protocol, "writerFeatures", feature), metadata -> {});

    assertRefused(feature);
  }

  @ParameterizedTest
  @ValueSource(strings = {"catalogManaged", "variantType", "somethingOfTomorrow"})
  void aFeatureThatBindsEveryReaderIsRefusedByItsName(String feature) throws Exception {
    commit(
        protocol -> {
          addTo(protocol, "readerFeatures", feature);
          addTo(protocol, "writerFeatures", feature);
        },
        metadata -> {});

    assertRefused(feature);
    assertThatThrownBy(() -> lake.query("SELECT * FROM stream.movies"))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("cannot be read")
        .hasMessageContaining(feature);
  }

  @Test
  void severalFeaturesAreAllNamed() throws Exception {
    commit(
        protocol -> {
          addTo(protocol, "writerFeatures", "rowTracking");
          addTo(protocol, "writerFeatures", "changeDataFeed");
        },
        metadata ->
            ((ObjectNode) metadata.get("configuration")).put("delta.enableChangeDataFeed", "true"));

    assertRefused("features changeDataFeed, rowTracking");
  }

  /** Nor do they begin: the data files, of which all are rotten, are not even looked at. */
  @Test
  void neitherCompactingNorReloadingWritesMoreThanLoading() throws Exception {
    lake.load(MOVIES, 2, SECOND);
    commit(protocol -> addTo(protocol, "writerFeatures", "rowTracking"), metadata -> {});
    DeltaTable table = new DeltaTable(directory.resolve("silver/stream/movies"));
    for (DataFile file : table.latest().orElseThrow().files()) {
      Files.writeString(file.path(), "rotten");
    }
    Delivery changed = lake.deliver(MOVIES, 2, SECOND.replace("116", "115"));
    SortedMap<String, Long> before = files();

    assertThatThrownBy(() -> lake.engine().compact(MOVIES.name()))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("rowTracking");
    assertThatThrownBy(
            () -> lake.engine().reload(MOVIES, new Tail(List.of(changed), Set.of(), true, true)))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("rowTracking");
    assertThat(files()).isEqualTo(before);
  }

  /** Also of a version by which something was begun that takes long. */
  @Test
  void theCommitItselfIsRefused() throws Exception {
    commit(protocol -> addTo(protocol, "writerFeatures", "rowTracking"), metadata -> {});
    DeltaTable table = new DeltaTable(directory.resolve("silver/stream/movies"));
    TableVersion base = table.latest().orElseThrow();

    assertThatThrownBy(() -> table.commit(base, Optional.empty(), Change.append(List.of())))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("rowTracking");
    assertThat(table.newestVersion()).hasValue(1);
  }

  @Test
  void aWriterVersionOfTomorrowIsRefused() throws Exception {
    commit(protocol -> protocol.put("minWriterVersion", 8), metadata -> {});

    assertRefused("writer version 8");
  }

  @Test
  void whereDeletionVectorsAreNotWantedNoneIsWritten() throws Exception {
    commit(
        protocol -> {},
        metadata ->
            ((ObjectNode) metadata.get("configuration"))
                .put("delta.enableDeletionVectors", "false"));

    assertRefused("deletionVectors");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allowColumnDefaults",
        "appendOnly",
        "changeDataFeed",
        "checkConstraints",
        "checkpointProtection",
        "clustering",
        "domainMetadata",
        "generatedColumns",
        "identityColumns",
        "inCommitTimestamp",
        "invariants",
        "vacuumProtocolCheck",
      })
  void aFeatureThatAsksNothingOfUsIsWritten(String feature) throws Exception {
    commit(
        protocol -> {
          addTo(protocol, "writerFeatures", feature);
          if (feature.equals("clustering")) {
            addTo(protocol, "writerFeatures", "domainMetadata");
          }
          if (feature.equals("vacuumProtocolCheck")) {
            addTo(protocol, "readerFeatures", feature);
          }
        },
        metadata -> {});

    assertThat(lake.load(MOVIES, 2, SECOND)).isInstanceOf(Committed.class);
    assertThat(lake.query("SELECT title, mins FROM stream.movies ORDER BY title"))
        .containsExactly("Alien|116", "Brazil|143");
  }

  private void assertRefused(String feature) throws IOException {
    SortedMap<String, Long> before = files();
    assertThatThrownBy(() -> lake.load(MOVIES, 2, SECOND))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(feature)
        .hasMessageContaining("stream/movies");
    assertThatThrownBy(() -> lake.engine().rebuild(MOVIES, List.of(lake.deliver(MOVIES, 1, FIRST))))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining(feature);
    assertThat(files()).isEqualTo(before);
  }

  /** All that lies in the lake beside the raw zone. */
  private SortedMap<String, Long> files() throws IOException {
    SortedMap<String, Long> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        if (!path.startsWith(directory.resolve("raw"))) {
          files.put(directory.relativize(path).toString(), Files.size(path));
        }
      }
    }
    return files;
  }

  @FunctionalInterface
  private interface Edit {
    void apply(ObjectNode action) throws IOException;
  }

  /** Adds a commit with another protocol and other metadata, as another engine would. */
  private void commit(Edit protocol, Edit metadata) throws IOException {
    Path table = directory.resolve("silver/stream/movies");
    Path log = table.resolve("_delta_log");
    StringBuilder commit = new StringBuilder();
    for (String line : Files.readAllLines(log.resolve("%020d.json".formatted(0)))) {
      ObjectNode action = (ObjectNode) JSON.readTree(line);
      if (action.has("commitInfo")) {
        commit.append(action).append('\n');
      } else if (action.has("protocol")) {
        protocol.apply((ObjectNode) action.get("protocol"));
        commit.append(action).append('\n');
      } else if (action.has("metaData")) {
        metadata.apply((ObjectNode) action.get("metaData"));
        commit.append(action).append('\n');
      }
    }
    long version = new DeltaTable(table).newestVersion().getAsLong() + 1;
    Files.writeString(log.resolve("%020d.json".formatted(version)), commit);
  }

  private static void addTo(ObjectNode protocol, String list, String feature) {
    ArrayNode features = (ArrayNode) protocol.get(list);
    for (JsonNode known : features) {
      if (known.asText().equals(feature)) {
        return;
      }
    }
    features.add(feature);
  }
}
