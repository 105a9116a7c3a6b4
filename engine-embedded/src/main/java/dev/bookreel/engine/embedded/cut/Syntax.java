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
      return next == '\n' ? BORDER : 0;
    }
  },

  /** A JSON array. Counts what is open, so that its records end where only itself is. */
  ARRAY(Json.MODES) {
    @Override
    int step(int mode, int next) {
      return Json.step(mode, next);
    }
  };

  private static final int MODE = 15;
  private static final int UP = 1 << 4;
  private static final int DOWN = 1 << 5;

  /** A record may begin with this byte, in CSV, or else may end behind it. */
  static final int BORDER = 1 << 6;

  static final int ODD = 1 << 7;

  /** A line ends, be it in a text. */
  static final int BREAK = 1 << 8;

  private final int modes;

  @SuppressWarnings("ImmutableEnumChecker") // Nobody writes to it once it is filled.
  private final short[] steps;

  Syntax(int modes) {
    this.modes = modes;
    this.steps = new short[modes << 8];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = (short) step(i >> 8, i & 0xFF);
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
    return (step >> 4 & 1) - (step >> 5 & 1);
  }

  /** Whether there is a border between records at a byte. */
  boolean isBorder(int step, long count) {
    return (step & BORDER) != 0 && (this != ARRAY || count == 1);
  }

  /** Where it is. */
  long border(long at) {
    return countsLines() ? at : at + 1;
  }

  /** Whether it is lines that are counted. */
  boolean countsLines() {
    return this == CSV || this == CSV_RETURNS;
  }

  /** Whether the file may end in a mode. */
  boolean mayEnd(int mode) {
    return countsLines()
        ? mode != Csv.QUOTED && mode != Csv.RETURNED && mode != Csv.RETURNED_BLANK
        : mode == 0;
  }

  /** Where bytes lead from a mode. */
  Place follow(int mode, byte[] bytes, int length) {
    short[] table = steps;
    int now = mode;
    long count = 0;
    for (int i = 0; i < length; i++) {
      int step = table[now << 8 | (bytes[i] & 0xFF)];
      now = step & MODE;
      count += count(step);
    }
    return new Place(now, count);
  }

  /**
   * As DuckDB reads it, where that is not odd. Blank lines stay together with what is on both
   * sides: what DuckDB says of a record behind them depends on that.
   */
  private static final class Csv {
    /** Behind a line that is not blank. */
    static final int LINE = 0;

    static final int BLANK = 1;
    static final int FIELD = 2;
    static final int SPACES = 3;
    static final int PLAIN = 4;
    static final int QUOTED = 5;
    static final int QUOTE = 6;
    static final int RETURNED = 7;
    static final int RETURNED_BLANK = 8;
    static final int MODES = 9;

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
      boolean isReturned = mode == RETURNED || mode == RETURNED_BLANK;
      boolean isBlank = mode == LINE || mode == BLANK;
      return switch (next) {
        case '\n' ->
            (isBlank || mode == RETURNED_BLANK ? BLANK : LINE)
                | UP
                | (isReturned == returns ? 0 : ODD);
        case '\r' -> returns && !isReturned ? (isBlank ? RETURNED_BLANK : RETURNED) : PLAIN | ODD;
        default -> inLine(mode, next) | (mode == LINE ? BORDER : 0) | (isReturned ? ODD : 0);
      };
    }

    private static int inLine(int mode, int next) {
      boolean isFieldStart = mode == LINE || mode == BLANK || mode == FIELD;
      return switch (next) {
        case ',' -> FIELD;
        case ' ' -> isFieldStart || mode == SPACES ? SPACES : other(mode);
        // DuckDB leaves out spaces before a quote, who counts blank lines does not.
        case '"' -> isFieldStart ? QUOTED : mode == SPACES ? QUOTED | ODD : other(mode);
        default -> other(mode);
      };
    }

    private static int other(int mode) {
      return PLAIN | (mode == QUOTE ? ODD : 0);
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
              case ',' -> PLAIN | BORDER;
              default -> PLAIN;
            };
      };
    }
  }
}
