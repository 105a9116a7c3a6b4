package dev.bookreel.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query's result, read once from first to last and then closed. Used by one thread. */
public interface Rows extends AutoCloseable {

  /** The columns' names, in order; names may repeat. */
  List<String> columns();

  /**
   * The next row, or null after the last. Values are null, String, Boolean, Integer, Long,
   * BigInteger, Double, BigDecimal, LocalDate, Instant, {@code List} or {@code Map<String, ?>} of
   * such; anything else arrives as its text.
   *
   * @throws dev.bookreel.error.WrongQueryException if the query fails while it runs
   */
  @Nullable List<@Nullable Object> next();

  @Override
  void close();
}
