package dev.bookreel.source;

import dev.bookreel.definition.SourceDefinition;
import java.nio.file.Path;
import java.util.Set;

/** One way to fetch deliveries, for example from a directory. */
public interface SourceKind {

  /** As {@code kind} in {@code lake.yaml} names it. */
  String name();

  /** The settings that it requires; others are refused. */
  Set<String> settings();

  /** Whether {@code --from} with this location means this kind. */
  boolean understands(String location);

  /**
   * Opens a declared source.
   *
   * @param base what relative paths are relative to
   * @throws dev.bookreel.error.LakeException if it does not exist or cannot be reached
   */
  Source open(SourceDefinition definition, Path base);

  /**
   * Opens the source at a location given on the command line.
   *
   * @throws dev.bookreel.error.LakeException if it does not exist or cannot be reached
   */
  Source open(String location, Path base);
}
