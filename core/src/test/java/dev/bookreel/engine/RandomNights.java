package dev.bookreel.engine;

import dev.bookreel.engine.HistoryModel.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Deliveries by chance, the same for the same seed. */
final class RandomNights {
  private static final int NIGHTS = 6;
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

  private final Random random;
  private final int keyColumns;

  RandomNights(long seed, int keyColumns) {
    this.random = new Random(seed);
    this.keyColumns = keyColumns;
  }

  List<List<Row>> nights() {
    List<List<String>> keys = new ArrayList<>();
    while (keys.size() < Math.min(RECORDS, keyColumns * 10)) {
      List<String> key =
          random
              .ints(keyColumns, 0, TEXTS.size())
              .mapToObj(TEXTS::get)
              .collect(Collectors.toList());
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }
    List<List<Row>> nights = new ArrayList<>();
    for (int night = 0; night < NIGHTS; night++) {
      nights.add(!nights.isEmpty() && random.nextInt(6) == 0 ? nights.get(night - 1) : night(keys));
    }
    return nights;
  }

  /** Each record is there or not, and has one of few values, so that many stay or come back. */
  private List<Row> night(List<List<String>> keys) {
    double present = List.of(0.0, 0.3, 0.7, 1.0).get(random.nextInt(4));
    List<Row> rows = new ArrayList<>();
    for (List<String> key : keys) {
      while (random.nextDouble() < present) {
        int value = random.nextInt(4);
        rows.add(new Row(key, value == 3 ? null : value, random.nextInt(12) > 0));
        if (random.nextInt(6) == 0) {
          rows.add(rows.get(rows.size() - 1));
        }
        if (random.nextInt(4) > 0) {
          break;
        }
      }
    }
    Collections.shuffle(rows, random);
    return rows;
  }
}
