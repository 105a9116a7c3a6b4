package dev.bookreel.engine.embedded.delta;

import dev.bookreel.file.DurableFiles;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.engine.ParquetHandler;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Kernel's Parquet files, of which those that must be whole get their names when Kernel says that
 * they are. Closing the file does not say so: Kernel closes it, with a footer, also when it could
 * read or write only a part of the rows, and a checkpoint of a part would lose files of the table.
 */
final class WholeParquet implements ParquetHandler {
  private final ParquetHandler kernels;
  private final Path place;

  /**
   * @param place in the file system in which all paths are
   */
  WholeParquet(ParquetHandler kernels, Path place) {
    this.kernels = kernels;
    this.place = place;
  }

  @Override
  public CloseableIterator<FileReadResult> readParquetFiles(
      CloseableIterator<FileStatus> files, StructType schema, Optional<Predicate> predicate)
      throws IOException {
    return kernels
        .readParquetFiles(files, schema, predicate)
        .map(read -> new FileReadResult(OneSpelling.of(read.getData()), read.getFilePath()));
  }

  @Override
  public CloseableIterator<DataFileStatus> writeParquetFiles(
      String directory,
      CloseableIterator<FilteredColumnarBatch> rows,
      List<Column> statisticsColumns)
      throws IOException {
    return kernels.writeParquetFiles(directory, rows, statisticsColumns);
  }

  @Override
  public void writeParquetFileAtomically(String file, CloseableIterator<FilteredColumnarBatch> rows)
      throws IOException {
    Path target = LocalFileIO.path(place, file);
    Path temporary = DurableFiles.temporaryBeside(target);
    try {
      kernels.writeParquetFileAtomically(LocalFileIO.uri(temporary), rows);
      LocalFileIO.replace(target, temporary);
    } finally {
      DurableFiles.deleteLeftOver(temporary);
    }
  }
}
