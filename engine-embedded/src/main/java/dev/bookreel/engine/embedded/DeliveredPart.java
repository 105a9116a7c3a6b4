package dev.bookreel.engine.embedded;

import dev.bookreel.definition.Column;
import dev.bookreel.definition.NewField;
import dev.bookreel.definition.TableDefinition;
import dev.bookreel.definition.TableDefinition.Format;
import dev.bookreel.delivery.Delivery;
import dev.bookreel.engine.embedded.cut.Cut;
import dev.bookreel.engine.embedded.cut.OddFileException;
import dev.bookreel.engine.embedded.cut.Slice;
import dev.bookreel.engine.embedded.cut.Syntax;
import dev.bookreel.engine.embedded.duck.Workspace;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.IoReason;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A part of a delivery read into the workspace: {@link Delivered#TABLE} and {@link
 * Delivered#REFUSED} as {@link Delivered} leaves them of a whole one, but for repeated keys, and
 * with rowids and positions counted from the part's beginning.
 */
public final class DeliveredPart implements AutoCloseable {
  private final Workspace workspace;
  private final TableDefinition table;
  private final Delivery delivery;
  private final Content content;
  private final DeliveredRows rows;
  private final PartFindings findings;

  private DeliveredPart(
      Workspace workspace,
      TableDefinition table,
      Delivery delivery,
      Content content,
      DeliveredRows rows)
      throws SQLException {
    this.workspace = workspace;
    this.table = table;
    this.delivery = delivery;
    this.content = content;
    this.rows = rows;
    this.findings = found();
  }

  /** How a delivery's content is cut, if it can be. */
  public static Optional<Cut> cut(TableDefinition table, SeekableByteChannel content)
      throws IOException {
    return table.format() == Format.CSV ? Cut.csv(content) : Cut.json(content);
  }

  /**
   * Reads, casts and checks the records of a slice.
   *
   * @param content the delivery's, not compressed
   * @param scratch a new folder's name on the lake's disk, for the part's file
   * @return empty if it has none
   * @throws LakeException if the delivery has to be read as a whole, which tells why
   */
  public static Optional<DeliveredPart> read(
      Workspace workspace,
      TableDefinition table,
      Delivery delivery,
      Absences absences,
      Path content,
      Slice slice,
      Path scratch)
      throws SQLException {
    Optional<Content> part = file(content, slice, scratch);
    if (part.isEmpty()) {
      return Optional.empty();
    }
    boolean isRead = false;
    try {
      DeliveredFile file = DeliveredFile.of(table, delivery, part.get(), absences);
      DeliveredRows rows = new DeliveredRows(workspace, table, delivery, file, part.get().length());
      if (rows.rows() == 0 && slice.cut().syntax() == Syntax.ARRAY) {
        throw new OddFileException("a part of its array has no records");
      }
      DeliveredPart read = new DeliveredPart(workspace, table, delivery, part.get(), rows);
      isRead = true;
      return Optional.of(read);
    } finally {
      if (!isRead) {
        part.get().close();
      }
    }
  }

  private static Optional<Content> file(Path content, Slice slice, Path scratch) {
    try {
      return PartFile.of(content, slice, scratch);
    } catch (IOException e) {
      throw new LakeException(
          "Cannot read %s, or copy a part of it into %s: %s. Make room on the lake's disk and the file readable, then load again"
              .formatted(content, scratch, IoReason.of(e)),
          e);
    }
  }

  private PartFindings found() throws SQLException {
    FieldCheck fields = new FieldCheck(workspace, table, delivery, rows.file());
    List<Column> empty = rows.rows() == 0 ? List.of() : fields.empty();
    List<Column> absent = empty.isEmpty() ? List.of() : fields.absent();
    List<Column> unfit = new ArrayList<>();
    for (Column column : rows.refused() == 0 ? List.<Column>of() : empty) {
      if (!absent.contains(column) && fields.isDelivered(column)) {
        unfit.add(column);
      }
    }
    return new PartFindings(
        rows.rows(),
        rows.broken(),
        rows.refused(),
        rows.failedChecks(),
        empty,
        absent,
        unfit,
        table.format() == Format.CSV ? rows.file().newFields(workspace) : List.of());
  }

  /**
   * Fields that no column names.
   *
   * @param samples a relation with {@link Delivered#SAMPLE} of all parts of a JSON delivery
   */
  public static List<NewField> newFields(Workspace workspace, TableDefinition table, String samples)
      throws SQLException {
    workspace.execute(
        "CREATE TABLE %1$s AS SELECT %2$s::JSON AS %2$s FROM %3$s"
            .formatted(Delivered.TABLE, Delivered.SAMPLE, samples));
    try {
      return JsonFile.newFields(table, workspace);
    } finally {
      workspace.execute("DROP TABLE " + Delivered.TABLE);
    }
  }

  public PartFindings findings() {
    return findings;
  }

  /**
   * Refuses rows in whose place a later one counts, unless they are duplicates of it. Reads the
   * part again.
   *
   * @param found a relation of {@code position}, a rowid of {@link Delivered#TABLE}, and {@code
   *     is_duplicate}
   */
  public void refuseSuperseded(String found) throws SQLException {
    new Repeats(workspace, table, rows).take(found);
  }

  @Override
  public void close() {
    content.close();
  }
}
