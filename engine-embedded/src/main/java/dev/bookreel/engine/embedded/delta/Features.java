package dev.bookreel.engine.embedded.delta;

import dev.bookreel.error.LakeException;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.Protocol;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which features of the Delta protocol we read and write. The list is ours and not Kernel's: what
 * counts is what we do with the files. A feature that is not listed is refused by its name.
 *
 * <p>Source: Delta Transaction Log Protocol, "Valid Feature Names in Table Features".
 */
final class Features {
  private static final int OLDEST_WITH_FEATURES = 7;

  private static final Set<String> READ =
      Set.of(
          "columnMapping",
          "deletionVectors",
          "timestampNtz",
          "typeWidening",
          "typeWidening-preview",
          "v2Checkpoint",
          "vacuumProtocolCheck");

  private static final Set<String> WRITTEN =
      Set.of(
          "appendOnly",
          "checkpointProtection",
          "clustering",
          "deletionVectors",
          "domainMetadata",
          "inCommitTimestamp",
          "invariants",
          "timestampNtz",
          "v2Checkpoint",
          "vacuumProtocolCheck");

  /**
   * What a table may be allowed to have without having it: such a feature is refused when it is in
   * use only. Each with how that shows.
   */
  private static final Map<String, Predicate<Metadata>> REFUSED_IN_USE =
      Map.of(
          "allowColumnDefaults", columnWith("CURRENT_DEFAULT"),
          "changeDataFeed", property("delta.enableChangeDataFeed"::equals, "true"::equals),
          "checkConstraints", property(name -> name.startsWith("delta.constraints."), any -> true),
          "columnMapping",
              property("delta.columnMapping.mode"::equals, mode -> !mode.equals("none")),
          "generatedColumns", columnWith("delta.generationExpression"),
          "icebergCompatV1", property("delta.enableIcebergCompatV1"::equals, "true"::equals),
          "icebergCompatV2", property("delta.enableIcebergCompatV2"::equals, "true"::equals),
          "identityColumns", columnWith("delta.identity.start"),
          "invariants", columnWith("delta.invariants"));

  private Features() {}

  /**
   * Before anything of a table is read.
   *
   * @throws LakeException if it has features that we cannot read; names them
   */
  static void requireReadable(Path table, Protocol protocol) {
    SortedSet<String> refused = without(protocol.getReaderFeatures(), READ);
    if (!refused.isEmpty()) {
      throw unreadable(table, refused);
    }
  }

  static LakeException unreadable(Path table, Collection<String> features) {
    return new LakeException(
        "The table in %s cannot be read: it has the Delta %s %s, which Bookreel does not know. Read it with the engine that wrote it, or drop the feature there (ALTER TABLE ... DROP FEATURE)"
            .formatted(table, word(features), String.join(", ", features)));
  }

  /**
   * Before anything of a table is written.
   *
   * @param replacesRows whether rows that the table has are to be replaced or deleted
   * @throws LakeException if it has features that we cannot write; names them
   */
  static void requireWritable(
      Path table, Protocol protocol, Metadata metadata, boolean replacesRows) {
    SortedSet<String> refused =
        without(protocol.getWriterFeatures(), WRITTEN).stream()
            .filter(feature -> !REFUSED_IN_USE.containsKey(feature))
            .collect(Collectors.toCollection(TreeSet::new));
    REFUSED_IN_USE.forEach(
        (feature, isInUse) -> {
          if (isInUse.test(metadata)) {
            refused.add(feature);
          }
        });
    if (replacesRows && isOn(metadata, "delta.appendOnly")) {
      refused.add("appendOnly");
    }
    if (!refused.isEmpty()) {
      throw new LakeException(
          "Cannot write to the table in %s: it has the Delta %s %s, which Bookreel does not write. Nothing was changed. Drop the feature with the engine that added it (ALTER TABLE ... DROP FEATURE, or UNSET TBLPROPERTIES)"
              .formatted(table, word(refused), String.join(", ", refused)));
    }
    refuseUnknownVersion(table, protocol);
    if (replacesRows && !canHaveDeletionVectors(protocol, metadata)) {
      throw new LakeException(
          "Cannot write to the table in %s: the Delta feature deletionVectors, with which Bookreel closes versions, was taken from it. Nothing was changed. Give it back: ALTER TABLE ... SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')"
              .formatted(table));
    }
  }

  private static void refuseUnknownVersion(Path table, Protocol protocol) {
    if (protocol.getMinWriterVersion() > OLDEST_WITH_FEATURES) {
      throw new LakeException(
          "Cannot write to the table in %s: it asks for writer version %d of the Delta protocol, and Bookreel knows up to %d. Nothing was changed. Write it with the engine that made it so"
              .formatted(table, protocol.getMinWriterVersion(), OLDEST_WITH_FEATURES));
    }
  }

  private static boolean canHaveDeletionVectors(Protocol protocol, Metadata metadata) {
    return protocol.getWriterFeatures().contains("deletionVectors")
        && isOn(metadata, "delta.enableDeletionVectors");
  }

  private static boolean isOn(Metadata metadata, String property) {
    return property(property::equals, "true"::equals).test(metadata);
  }

  private static Predicate<Metadata> property(Predicate<String> name, Predicate<String> value) {
    return metadata ->
        metadata.getConfiguration().entrySet().stream()
            .anyMatch(entry -> name.test(entry.getKey()) && value.test(entry.getValue()));
  }

  private static Predicate<Metadata> columnWith(String mark) {
    return metadata -> fields(metadata.getSchema()).anyMatch(it -> it.getMetadata().contains(mark));
  }

  /** All fields in a type, however deep. */
  private static Stream<StructField> fields(DataType type) {
    if (type instanceof StructType struct) {
      return struct.fields().stream()
          .flatMap(field -> Stream.concat(Stream.of(field), fields(field.getDataType())));
    }
    if (type instanceof ArrayType array) {
      return fields(array.getElementType());
    }
    return type instanceof MapType map
        ? Stream.concat(fields(map.getKeyType()), fields(map.getValueType()))
        : Stream.empty();
  }

  private static SortedSet<String> without(Collection<String> features, Set<String> known) {
    SortedSet<String> rest = new TreeSet<>(features);
    rest.removeAll(known);
    return rest;
  }

  private static String word(Collection<String> features) {
    return features.size() == 1 ? "feature" : "features";
  }
}
