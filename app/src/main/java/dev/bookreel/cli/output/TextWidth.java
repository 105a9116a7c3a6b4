package dev.bookreel.cli.output;

import org.jline.utils.WCWidth;

/** How many columns of a terminal a text takes: two for most of Chinese and for emoji. */
final class TextWidth {
  private static final char FIRST_COMBINING = 0x300;
  private static final String CUT = "…";

  private TextWidth() {}

  static int of(String text) {
    if (isPlain(text)) {
      return text.length();
    }
    int width = 0;
    for (int i = 0; i < text.length(); i += WCWidth.charCountForGraphemeCluster(text, i)) {
      width += Math.max(0, WCWidth.wcwidthForGraphemeCluster(text, i));
    }
    return width;
  }

  /** The text, or as much of its beginning as fits into a width with an ellipsis behind it. */
  static String cut(String text, int width) {
    if (of(text) <= width) {
      return text;
    }
    int used = 0;
    int end = 0;
    while (end < text.length()) {
      int next = Math.max(0, WCWidth.wcwidthForGraphemeCluster(text, end));
      if (used + next > width - 1) {
        break;
      }
      used += next;
      end += WCWidth.charCountForGraphemeCluster(text, end);
    }
    return text.substring(0, end) + CUT;
  }

  /**
   * The text with its control characters spelled out: a line break inside a value would break the
   * table, and an escape sequence inside one would command the terminal.
   */
  static String visible(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder spelled = new StringBuilder();
    text.chars().forEach(c -> spelled.append(spell((char) c)));
    return spelled.toString();
  }

  private static String spell(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> Character.isISOControl(c) ? "\\x%02x".formatted((int) c) : String.valueOf(c);
    };
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= FIRST_COMBINING) {
        return false;
      }
    }
    return true;
  }
}
