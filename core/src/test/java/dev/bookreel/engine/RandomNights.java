package dev.bookreel.engine;

import dev.bookreel.engine.HistoryModel.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Deliveries by chance, the same for the same seed. */
final class RandomNights {
  private static final int NIGHTS = 4;
  private static final int RECORDS = 12;
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "A",
          "b",
          "NULL",
          "null",
          "'",
          "\"",
          "a,b",
          "a\nb",
          "\\",
          "é",
          "e\u0301",
          "夜",
          "😀",
          "\uFFFD",
          "%",
          "_",
          "0",
          "00",
          "-1",
          "x".repeat(32),
          "x".repeat(33));

  /** Above it, a first definition refuses a value; a later one takes it in. */
  static final int LARGE = 90;

  private final Random random;
  private final int keyColumns;
  private final boolean firstIsArray;

  RandomNights(long seed, int keyColumns, boolean firstIsArray) {
    this.random = new Random(seed);
    this.keyColumns = keyColumns;
    this.firstIsArray = firstIsArray;
  }

  /**
   * What is delivered in one night.
   *
   * @param delay how many nights later it arrives
   * @param isAccepted whether it is accepted at once if it is held
   * @param takesIn whether what was overtaken is taken in when it has arrived
   */
  record Night(List<Row> rows, int delay, boolean isAccepted, boolean takesIn) {
    Night withRows(List<Row> others) {
      return new Night(others, delay, isAccepted, takesIn);
    }

    Night inTime() {
      return new Night(rows, 0, isAccepted, takesIn);
    }
  }

  List<Night> nights() {
    List<List<@Nullable Object>> keys = new ArrayList<>();
    while (keys.size() < Math.min(RECORDS, keyColumns * 10)) {
      List<@Nullable Object> key = new ArrayList<>();
      for (int column = 0; column < keyColumns; column++) {
        key.add(column == 0 && firstIsArray ? texts() : text());
      }
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }
    List<Night> nights = new ArrayList<>();
    for (int night = 0; night < NIGHTS; night++) {
      List<Row> rows =
          !nights.isEmpty() && random.nextInt(6) == 0 ? nights.get(night - 1).rows() : rows(keys);
      int delay = random.nextInt(3) == 0 ? 1 + random.nextInt(NIGHTS) : 0;
      nights.add(new Night(rows, delay, random.nextBoolean(), random.nextInt(4) == 0));
    }
    return nights;
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private List<@Nullable String> texts() {
    List<@Nullable String> texts = new ArrayList<>();
    int count = random.nextInt(3);
    for (int i = 0; i < count; i++) {
      texts.add(random.nextInt(5) == 0 ? null : text());
    }
    return texts;
  }

  /** Each record is there or not, and has one of few values, so that many stay or come back. */
  private List<Row> rows(List<List<@Nullable Object>> keys) {
    double present = List.of(0.3, 0.7, 0.9, 1.0).get(random.nextInt(4));
    List<Row> rows = new ArrayList<>();
    for (List<@Nullable Object> key : keys) {
      while (random.nextDouble() < present) {
        rows.add(row(key));
        if (random.nextInt(6) == 0) {
          rows.add(rows.get(rows.size() - 1));
        }
        if (random.nextInt(4) > 0) {
          break;
        }
      }
    }
    Collections.shuffle(rows, random);
    return rows.stream().noneMatch(RandomNights::hasAGoodValue) ? readable(rows) : rows;
  }

  /** Several values none of which fits would be another type, and no rows to refuse. */
  private static List<Row> readable(List<Row> rows) {
    return rows.stream()
        .map(row -> new Row(row.key(), row.value(), !row.key().contains(null)))
        .collect(Collectors.toList());
  }

  private static boolean hasAGoodValue(Row row) {
    return row.value() != null && (row.isReadable() || row.key().contains(null));
  }

  private Row row(List<@Nullable Object> key) {
    int value = random.nextInt(4);
    @Nullable Integer delivered =
        value == 3 ? null : random.nextInt(8) == 0 ? LARGE + value : (Integer) value;
    if (random.nextInt(24) == 0) {
      List<@Nullable Object> without = new ArrayList<>(key);
      without.set(random.nextInt(keyColumns), null);
      return new Row(without, delivered, false);
    }
    return new Row(key, delivered, random.nextInt(24) > 0);
  }
}
