package dev.bookreel.cli.shell;

import dev.bookreel.engine.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends when its thread is interrupted. */
final class CancellableRows implements Rows {
  private final Rows rows;

  CancellableRows(Rows rows) {
    this.rows = rows;
  }

  @Override
  public List<String> columns() {
    return rows.columns();
  }

  @Override
  public @Nullable List<@Nullable Object> next() {
    if (Thread.interrupted()) {
      throw new CancelledException();
    }
    return rows.next();
  }

  @Override
  public void close() {
    rows.close();
  }
}
