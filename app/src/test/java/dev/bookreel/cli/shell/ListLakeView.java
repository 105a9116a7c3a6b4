package dev.bookreel.cli.shell;

import dev.bookreel.cli.output.ListRows;
import dev.bookreel.definition.TableName;
import dev.bookreel.engine.LakeView;
import dev.bookreel.engine.Query;
import dev.bookreel.engine.Rows;
import dev.bookreel.error.WrongQueryException;
import java.util.SortedMap;
import java.util.TreeMap;

/** A lake that knows one query: {@code select 1}, whatever its number. */
public final class ListLakeView implements LakeView {

  @Override
  public SortedMap<TableName, Long> tables() {
    return new TreeMap<>();
  }

  @Override
  public SortedMap<TableName, Long> inputs(String sql) {
    return new TreeMap<>();
  }

  @Override
  public Rows query(Query query) {
    String number = query.sql().replaceFirst("(?s)select\\s+", "");
    if (!number.matches("\\d+")) {
      throw new WrongQueryException("There is no '" + number + "'.", null);
    }
    return ListRows.of("number").row(Integer.valueOf(number)).build();
  }

  @Override
  public Rows asKept(TableName target, Query rows) {
    throw new UnsupportedOperationException("asKept");
  }

  @Override
  public long append(TableName target, Query rows) {
    throw new UnsupportedOperationException("append");
  }

  @Override
  public void cancel() {}

  @Override
  public void close() {}
}
