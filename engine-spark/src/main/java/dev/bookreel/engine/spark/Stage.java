package dev.bookreel.engine.spark;

import dev.bookreel.engine.embedded.LakeLayout;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.Folders;
import dev.bookreel.file.LocalCopies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder in the lake through which tasks hand rows on to each other. What a killed process leaves
 * is among the lake's left-overs.
 */
record Stage(Path folder) implements AutoCloseable {
  private static final String PARQUET = ".parquet";

  static Stage create(LakeLayout layout) {
    Stage stage = new Stage(layout.scratch("staged-" + UUID.randomUUID()));
    try {
      DurableFiles.createDirectories(stage.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stage;
  }

  /** A name that no other file has. */
  Path newFile(String name) {
    return folder.resolve(name + "-" + UUID.randomUUID() + PARQUET);
  }

  /** A name for a folder that no other has. */
  Path newFolder() {
    return folder.resolve(UUID.randomUUID().toString());
  }

  /** The files of a folder that Spark has written. */
  List<Path> parts(String name) {
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(PARQUET))
          .sorted()
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file of rows, to be read where the lake is seen. */
  static void write(Workspace workspace, String query, Path file) throws SQLException, IOException {
    workspace.execute(
        "COPY (%s) TO %s (FORMAT parquet, COMPRESSION lz4_raw)".formatted(query, Sql.path(file)));
    if (LocalCopies.isRemote(file)) {
      LocalCopies.publish(file);
    }
  }

  /** Files as a relation for DuckDB, as long as the workspace is open. */
  static String relation(Workspace workspace, List<Path> files) {
    try {
      workspace.need(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "read_parquet(" + Sql.files(files) + ", hive_partitioning = false)";
  }

  /** What an attempt that was given up still writes becomes a left-over of the lake. */
  @Override
  public void close() {
    try {
      Folders.delete(folder);
    } catch (DirectoryNotEmptyException stillWrittenTo) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
