package dev.bookreel.source;

import java.util.List;

/** An opened source of deliveries. */
public interface Source extends AutoCloseable {

  /**
   * The files that are there now for one delivery path, oldest delivery time first; empty if there
   * are none. A file without a delivery time of its own is delivered when it is fetched; there is
   * at most one such file a path.
   *
   * @param path as {@code delivery} in a table's definition
   * @throws dev.bookreel.error.LakeException if the source cannot be reached or read
   */
  List<SourceFile> files(String path);

  /** Where this source looks, for messages; without secrets. */
  String location();

  @Override
  void close();
}
