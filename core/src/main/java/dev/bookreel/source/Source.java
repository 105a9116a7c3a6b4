package dev.bookreel.source;

import java.io.IOException;
import java.util.List;

/** An opened source of deliveries. Several threads may use it at once. */
public interface Source extends AutoCloseable {

  /**
   * The files that are there now for a table, oldest delivery time first; empty if there is nothing
   * new. A file without a delivery time of its own is delivered when it is fetched; there is at
   * most one such file a table.
   *
   * @throws IOException if the source cannot be reached or read, and that may pass
   * @throws MissingFileException if what the definition names is not there
   * @throws dev.bookreel.error.LakeException if the source refuses, and trying again will not help
   */
  List<SourceFile> files(Wanted wanted) throws IOException;

  /** Where this source looks, for messages; without secrets. */
  String location();

  /** Ends connections, also those that are in use. */
  @Override
  void close();
}
