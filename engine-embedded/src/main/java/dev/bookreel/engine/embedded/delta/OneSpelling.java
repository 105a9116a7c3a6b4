package dev.bookreel.engine.embedded.delta;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.JsonHandler;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Kernel's commits, of which every absolute path is spelled as Spark spells it: {@code file:/a}.
 * Kernel compares paths letter by letter, so that a file that was added as {@code /a} would stay
 * when {@code file:/a} is removed, or count twice with a new deletion vector.
 */
final class OneSpelling implements JsonHandler {
  private static final List<String> ACTIONS = List.of("add", "remove");
  private static final String PATH = "path";
  private static final String SCHEME = "file:";

  private final JsonHandler kernels;

  OneSpelling(JsonHandler kernels) {
    this.kernels = kernels;
  }

  @Override
  public CloseableIterator<ColumnarBatch> readJsonFiles(
      CloseableIterator<FileStatus> files, StructType schema, Optional<Predicate> predicate)
      throws IOException {
    return kernels.readJsonFiles(files, schema, predicate).map(OneSpelling::of);
  }

  /** The same actions, if they are such. */
  static ColumnarBatch of(ColumnarBatch batch) {
    ColumnarBatch spelled = batch;
    for (String action : ACTIONS) {
      int column = batch.getSchema().indexOf(action);
      if (column >= 0 && batch.getSchema().at(column).getDataType() instanceof StructType type) {
        spelled =
            spelled
                .withDeletedColumnAt(column)
                .withNewColumn(
                    column,
                    batch.getSchema().at(column),
                    new Spelled(batch.getColumnVector(column), type.indexOf(PATH)));
      }
    }
    return spelled;
  }

  static String of(String path) {
    String place = path.startsWith(SCHEME) ? path.substring(SCHEME.length()) : path;
    return place.startsWith("/") ? SCHEME + place.replaceFirst("^/+", "/") : path;
  }

  @Override
  public ColumnarBatch parseJson(
      ColumnVector texts, StructType schema, Optional<ColumnVector> selection) {
    return kernels.parseJson(texts, schema, selection);
  }

  @Override
  public void writeJsonFileAtomically(String file, CloseableIterator<Row> rows, boolean overwrite)
      throws IOException {
    kernels.writeJsonFileAtomically(file, rows, overwrite);
  }

  /**
   * Actions of a kind, or their paths.
   *
   * @param path which of the fields is the path
   */
  private record Spelled(ColumnVector vector, int path) implements ColumnVector {

    @Override
    public DataType getDataType() {
      return vector.getDataType();
    }

    @Override
    public int getSize() {
      return vector.getSize();
    }

    @Override
    public boolean isNullAt(int row) {
      return vector.isNullAt(row);
    }

    @Override
    public ColumnVector getChild(int field) {
      ColumnVector child = vector.getChild(field);
      return field == path ? new Spelled(child, path) : child;
    }

    @Override
    public @Nullable String getString(int row) {
      return isNullAt(row) ? null : of(vector.getString(row));
    }

    @Override
    public void close() {
      vector.close();
    }
  }
}
