package dev.bookreel.engine.embedded;

import dev.bookreel.engine.embedded.delta.DataFile;
import dev.bookreel.engine.embedded.delta.DeltaTable;
import dev.bookreel.engine.embedded.delta.TableVersion;
import dev.bookreel.engine.embedded.duck.Sql;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.Sha256;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Files of one partition of a table's version that are to be put together into well-sized ones, in
 * texts that can go from machine to machine.
 *
 * @param table what people call it
 * @param source the folder of the table that has them
 * @param files of the version, in the order in which their rows are to be
 * @param bytes how many they have together
 * @param goodBytes about how many each new file is to have
 * @param order columns by which rows are sorted instead, if there are any
 * @param target the folder of the table that gets the new files
 */
public record Rewrite(
    String table,
    String source,
    long version,
    Map<String, String> partition,
    List<String> files,
    long bytes,
    long goodBytes,
    List<String> order,
    String target)
    implements Serializable {
  /**
   * Large enough that opening files costs nothing beside reading them; small enough that what a
   * load's keys rule out is worth something, and that a rewritten file is soon written.
   */
  static final long GOOD_BYTES = 128_000_000;

  /** So many new files are made, and sorted, at a time. */
  private static final int FILES_A_PIECE = 8;

  private static final String REWRITTEN = "rewritten";

  public Rewrite {
    partition = Map.copyOf(partition);
    files = List.copyOf(files);
    order = List.copyOf(order);
  }

  /** Of so many bytes files of that size are so many. */
  static long parts(long bytes, long goodBytes) {
    return Math.max(1, (bytes + goodBytes - 1) / goodBytes);
  }

  /**
   * All files of one partition, in as many pieces of work of about the same size as are needed.
   *
   * @param target the folder of the table that gets the new files
   */
  static List<Rewrite> of(
      String table,
      TableVersion version,
      List<DataFile> files,
      long goodBytes,
      List<String> order,
      Path target) {
    long bytes = bytes(files);
    long pieces = parts(bytes, goodBytes * FILES_A_PIECE);
    List<Rewrite> rewrites = new ArrayList<>();
    long seen = 0;
    int first = 0;
    for (int next = 1; next <= files.size(); next++) {
      seen += files.get(next - 1).bytes();
      if (next == files.size() || seen >= bytes * (rewrites.size() + 1) / pieces) {
        List<DataFile> piece = files.subList(first, next);
        rewrites.add(
            new Rewrite(
                table,
                version.location().toString(),
                version.version(),
                piece.get(0).partition(),
                piece.stream().map(file -> file.path().toString()).collect(Collectors.toList()),
                bytes(piece),
                goodBytes,
                order,
                target.toString()));
        first = next;
      }
    }
    return rewrites;
  }

  /** The size of files together. */
  public static long bytes(List<DataFile> files) {
    return files.stream().mapToLong(DataFile::bytes).sum();
  }

  /** Does it on whichever machine, which sees the lake there. */
  public List<WrittenFile> run(Workspace workspace, Path lake) throws SQLException {
    return run(workspace, new DeltaTable(lake.resolve(source)).at(version), lake);
  }

  /**
   * Writes the new files, durable; if that fails, none is left behind.
   *
   * @param base the version that has the files
   * @throws LakeException also if a file is damaged: rewritten, it would look as if it was meant
   */
  List<WrittenFile> run(Workspace workspace, TableVersion base, Path lake) throws SQLException {
    Map<Path, DataFile> known =
        base.files().stream().collect(Collectors.toMap(DataFile::path, Function.identity()));
    List<DataFile> old =
        files.stream()
            .map(lake::resolve)
            .map(file -> Objects.requireNonNull(known.get(file), file::toString))
            .collect(Collectors.toList());
    old.forEach(this::refuseDamaged);
    ParquetWriter writer = new ParquetWriter(workspace, lake.resolve(target), base.schema());
    String rows =
        "SELECT %s FROM %s%s"
            .formatted(columns(base), new Relation(workspace, base).of(old), ordered());
    return parts(bytes, goodBytes) == 1
        ? writer.written(rows, partition).stream().toList()
        : inParts(workspace, writer, rows, lake);
  }

  /** Takes back what was written, as far as that can be. */
  public void delete(List<WrittenFile> written, Path lake) {
    written.forEach(file -> DurableFiles.deleteLeftOver(lake.resolve(target).resolve(file.name())));
    written.clear();
  }

  private void refuseDamaged(DataFile file) {
    String damage;
    try {
      String found = Sha256.of(file.path());
      if (file.sha256().orElse(found).equals(found)) {
        return;
      }
      damage = "its SHA-256 is %s, but was %s".formatted(found, file.sha256().orElseThrow());
    } catch (IOException e) {
      damage = IoReason.of(e);
    }
    throw new LakeException(
        "Cannot rewrite files of %s: %s is damaged: %s. The table is unchanged. 'bookreel verify %s' tells how to mend it"
            .formatted(table, file.path(), damage, table));
  }

  private static String columns(TableVersion version) {
    Set<String> partitions = new HashSet<>(version.partitionColumns());
    return Sql.names(
        version.schema().fieldNames().stream()
            .filter(column -> !partitions.contains(column))
            .collect(Collectors.toList()));
  }

  private String ordered() {
    return order.isEmpty() ? "" : " ORDER BY " + Sql.names(order);
  }

  private List<WrittenFile> inParts(
      Workspace workspace, ParquetWriter writer, String query, Path lake) throws SQLException {
    workspace.execute("CREATE OR REPLACE TABLE " + REWRITTEN + " AS " + query);
    long rows = workspace.number("SELECT count(*) FROM " + REWRITTEN);
    List<WrittenFile> written = new ArrayList<>();
    boolean isDone = false;
    try {
      for (long parts = parts(bytes, goodBytes); !isDone; ) {
        for (long part = 0; part < parts; part++) {
          writer
              .written(
                  "SELECT * FROM %s WHERE rowid >= %d AND rowid < %d ORDER BY rowid"
                      .formatted(REWRITTEN, rows * part / parts, rows * (part + 1) / parts),
                  partition)
              .ifPresent(written::add);
        }
        long needed = parts(written.stream().mapToLong(WrittenFile::bytes).sum(), goodBytes);
        isDone = needed >= parts;
        if (!isDone) {
          // Sorted, they are smaller than they were: in fewer files there is nothing left to do.
          delete(written, lake);
          parts = needed;
        }
      }
    } finally {
      if (!isDone) {
        delete(written, lake);
      }
    }
    workspace.execute("DROP TABLE " + REWRITTEN);
    return written;
  }
}
