package dev.bookreel.upkeep;

import dev.bookreel.definition.TableName;
import java.nio.file.Path;

/** What to do about damage, by where it is. */
record Mending(TableName table, Path folder, Layer layer) {

  /** The parts of a lake, each mended in its own way. */
  enum Layer {
    RAW,
    SILVER,
    GOLD,
    SYSTEM
  }

  /** For a file that a table's newest version needs. */
  String ofNewest() {
    return layer == Layer.SILVER
        ? "'bookreel rebuild %s' makes the newest version anew from the raw zone".formatted(table)
        : anew();
  }

  /** For a file that only earlier versions need. */
  String ofEarlier() {
    return "Only versions before the newest need it. Restore it from a copy of the lake; to do without them, "
        + uncapitalized(anew());
  }

  /** For a table's log. */
  String ofLog() {
    return anew();
  }

  private String anew() {
    return switch (layer) {
      case RAW ->
          "Restore it from a copy of the lake; or move the delivery's file and its manifest away, and fetch that delivery again at the same time";
      case SILVER ->
          "Move %s away, then 'bookreel load %s' makes the table anew from the raw zone"
              .formatted(folder, table);
      case GOLD ->
          "Restore it from a copy of the lake; or move %s away and ask again".formatted(folder);
      case SYSTEM ->
          "Restore it from a copy of the lake; or move %s away: 'bookreel fetch' and 'bookreel load' record anew what the lake still knows"
              .formatted(folder);
    };
  }

  private static String uncapitalized(String sentence) {
    return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }
}
