package dev.bookreel.engine.embedded.cut;

/**
 * Where records end in a file, as a finite automaton over its bytes that also counts. What the
 * reader would take otherwise, or refuse, is told as odd.
 */
public enum Syntax {
  /** With line feeds. Counts lines, blank ones too. */
  CSV(Csv.MODES) {
    @Override
    int step(int mode, int next) {
      return Csv.step(mode, next, false);
    }
  },

  /** With a carriage return before each line feed. */
  CSV_RETURNS(Csv.MODES) {
    @Override
    int step(int mode, int next) {
      return Csv.step(mode, next, true);
    }
  },

  /** One JSON object a line: no text in it has a line feed. */
  LINES(1) {
    @Override
    int step(int mode, int next) {
      return next == '\n' ? ENDS : 0;
    }
  },

  /** A JSON array. Counts what is open, so that its records end where only itself is. */
  ARRAY(Json.MODES) {
    @Override
    int step(int mode, int next) {
      return Json.step(mode, next);
    }
  };

  private static final int MODE = 7;
  private static final int UP = 1 << 3;
  private static final int DOWN = 1 << 4;

  /** A record may end behind this byte. */
  static final int ENDS = 1 << 5;

  static final int ODD = 1 << 6;

  /** A line ends, be it in a text. */
  static final int BREAK = 1 << 7;

  private final int modes;

  @SuppressWarnings("ImmutableEnumChecker") // Nobody writes to it once it is filled.
  private final byte[] steps;

  Syntax(int modes) {
    this.modes = modes;
    this.steps = new byte[modes << 8];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (byte) step(i >> 8, i & 0xFF);
    }
  }

  abstract int step(int mode, int next);

  int modes() {
    return modes;
  }

  /** Whether a record ends wherever it seems to, whatever is before it. */
  public boolean isPlain() {
    return modes == 1;
  }

  /** The step that a byte makes. */
  int at(int mode, byte next) {
    return steps[mode << 8 | (next & 0xFF)];
  }

  static int mode(int step) {
    return step & MODE;
  }

  static int count(int step) {
    return (step >> 3 & 1) - (step >> 4 & 1);
  }

  /** Whether a record ends behind a byte. */
  boolean ends(int step, long count) {
    return (step & ENDS) != 0 && (this != ARRAY || count == 1);
  }

  /** Whether it is lines that are counted. */
  boolean countsLines() {
    return this == CSV || this == CSV_RETURNS;
  }

  /** Whether the file may end in a mode. */
  boolean mayEnd(int mode) {
    return countsLines() ? mode != Csv.QUOTED && mode != Csv.RETURNED : mode == 0;
  }

  /** Where bytes lead from a mode. */
  Place follow(int mode, byte[] bytes, int length) {
    byte[] table = steps;
    int now = mode;
    long count = 0;
    for (int i = 0; i < length; i++) {
      int step = table[now << 8 | (bytes[i] & 0xFF)];
      now = step & MODE;
      count += count(step);
    }
    return new Place(now, count);
  }

  /** As DuckDB reads it, where that is not odd. */
  private static final class Csv {
    static final int FIELD = 0;
    static final int SPACES = 1;
    static final int PLAIN = 2;
    static final int QUOTED = 3;
    static final int QUOTE = 4;
    static final int RETURNED = 5;
    static final int MODES = 6;

    static int step(int mode, int next, boolean returns) {
      int lineBreak = next == '\n' || next == '\r' ? BREAK : 0;
      return lineBreak
          | switch (mode) {
            case QUOTED -> next == '"' ? QUOTE : QUOTED;
            case QUOTE -> next == '"' ? QUOTED : outside(mode, next, returns);
            default -> outside(mode, next, returns);
          };
    }

    private static int outside(int mode, int next, boolean returns) {
      boolean isReturned = mode == RETURNED;
      return switch (next) {
        case '\n' -> FIELD | UP | ENDS | (isReturned == returns ? 0 : ODD);
        case '\r' -> returns && !isReturned ? RETURNED : PLAIN | ODD;
        case ',' -> FIELD | (isReturned ? ODD : 0);
        case '"' -> quote(mode);
        case ' ' -> mode == FIELD || mode == SPACES ? SPACES : other(mode);
        default -> other(mode);
      };
    }

    /** DuckDB leaves out spaces before a quote, our other reader of CSV does not. */
    private static int quote(int mode) {
      return switch (mode) {
        case FIELD -> QUOTED;
        case SPACES -> QUOTED | ODD;
        default -> other(mode);
      };
    }

    private static int other(int mode) {
      return PLAIN | (mode == QUOTE || mode == RETURNED ? ODD : 0);
    }
  }

  private static final class Json {
    static final int PLAIN = 0;
    static final int TEXT = 1;
    static final int ESCAPED = 2;
    static final int MODES = 3;

    static int step(int mode, int next) {
      return switch (mode) {
        case TEXT -> next == '\\' ? ESCAPED : next == '"' ? PLAIN : TEXT;
        case ESCAPED -> TEXT;
        default ->
            switch (next) {
              case '"' -> TEXT;
              case '{', '[' -> PLAIN | UP;
              case '}', ']' -> PLAIN | DOWN;
              case ',' -> PLAIN | ENDS;
              default -> PLAIN;
            };
      };
    }
  }
}
