package dev.bookreel.cli.shell;

import dev.bookreel.engine.Rows;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Rows that end when the user has cancelled their statement. */
final class CancellableRows implements Rows {
  private final Rows rows;
  private final BooleanSupplier cancelled;

  CancellableRows(Rows rows, BooleanSupplier cancelled) {
    this.rows = rows;
    this.cancelled = cancelled;
  }

  @Override
  public List<String> columns() {
    return rows.columns();
  }

  @Override
  public @Nullable List<@Nullable Object> next() {
    if (cancelled.getAsBoolean()) {
      throw new CancelledException();
    }
    return rows.next();
  }

  @Override
  public void close() {
    rows.close();
  }
}
