package dev.bookreel.cli.command;

import dev.bookreel.engine.StoredTable;
import java.util.OptionalLong;

/** Opens Delta tables wherever they lie, of a lake or not. */
@FunctionalInterface
public interface TableAccess {

  /**
   * Opens a table; to be closed by the caller.
   *
   * @param options say how much memory may be used
   * @param location a path, or a file: or s3: URI, as given
   * @param version the newest if empty
   * @throws dev.bookreel.error.WrongUsageException if there is no table or no such version
   * @throws dev.bookreel.error.LakeException if it is damaged, or has features that the engine
   *     cannot read
   */
  StoredTable open(CommonOptions options, String location, OptionalLong version);
}
