package dev.bookreel.source;

import dev.bookreel.definition.Setting;
import dev.bookreel.definition.SourceDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One way to fetch deliveries, for example from a directory. */
public interface SourceKind {

  /** As {@code kind} in {@code lake.yaml} names it. */
  String name();

  /** The settings that it has; others are refused. */
  List<Setting> settings();

  /** Whether {@code --from} with this location means this kind. */
  boolean understands(String location);

  /**
   * The settings that a location stands for. Secrets come from elsewhere: one that stands in the
   * location is refused.
   *
   * @param location that this kind understands
   * @throws dev.bookreel.error.LakeException if it is malformed or holds a secret
   */
  Map<String, String> settingsOf(String location);

  /**
   * Looks for what is wrong with settings that nothing has to be connected to for.
   *
   * @param definition its settings are what {@link #settings} asks for
   * @param base what relative paths are relative to
   * @throws dev.bookreel.error.LakeException if {@link #open} would refuse them
   */
  default void check(SourceDefinition definition, Path base) {}

  /**
   * Opens a source.
   *
   * @param definition its settings are what {@link #settings} asks for
   * @param base what relative paths are relative to
   * @throws IOException if it cannot be reached, and that may pass
   * @throws dev.bookreel.error.LakeException if it does not exist or refuses
   */
  Source open(SourceDefinition definition, Path base) throws IOException;
}
