package dev.bookreel.engine;

import dev.bookreel.definition.NewField;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** How a load ended, if not in an exception. */
public sealed interface LoadOutcome {

  /** Applies the function for the actual outcome, so that no caller can forget one. */
  <T> T match(
      Function<Committed, T> committed,
      Function<AlreadyLoaded, T> alreadyLoaded,
      Function<Late, T> late,
      Function<Held, T> held);

  /**
   * This call wrote the delivery as table version {@code version}.
   *
   * @param newFields what the delivery has and the definition does not name
   * @param warnings what {@code warn} checks found
   */
  record Committed(
      long version, ChangeCounts counts, List<NewField> newFields, List<String> warnings)
      implements LoadOutcome {
    public Committed {
      newFields = List.copyOf(newFields);
      warnings = List.copyOf(warnings);
    }

    /** The same load, found in another version: one commit may hold several. */
    public Committed inVersion(long otherVersion) {
      return new Committed(otherVersion, counts, newFields, warnings);
    }

    @Override
    public <T> T match(
        Function<Committed, T> committed,
        Function<AlreadyLoaded, T> alreadyLoaded,
        Function<Late, T> late,
        Function<Held, T> held) {
      return committed.apply(this);
    }
  }

  /** An earlier call wrote this very delivery; this one wrote nothing. */
  record AlreadyLoaded() implements LoadOutcome {
    @Override
    public <T> T match(
        Function<Committed, T> committed,
        Function<AlreadyLoaded, T> alreadyLoaded,
        Function<Late, T> late,
        Function<Held, T> held) {
      return alreadyLoaded.apply(this);
    }
  }

  /** A later delivery was loaded before; this call wrote nothing. */
  record Late() implements LoadOutcome {
    @Override
    public <T> T match(
        Function<Committed, T> committed,
        Function<AlreadyLoaded, T> alreadyLoaded,
        Function<Late, T> late,
        Function<Held, T> held) {
      return late.apply(this);
    }
  }

  /**
   * The delivery would change too much and was not accepted; this call wrote nothing.
   *
   * @param counts what it would change
   * @param liveRecords how many records were live before it
   * @param breaches why, each with the keys of the first few records concerned, in the key's order;
   *     a key has the values of its columns, as {@link Rows} gives them
   */
  record Held(ChangeCounts counts, long liveRecords, Map<Breach, List<List<Object>>> breaches)
      implements LoadOutcome {
    /** How many examples there are of each breach, if it concerns so many records. */
    public static final int EXAMPLES = 5;

    public Held {
      breaches = Map.copyOf(breaches);
    }

    @Override
    public <T> T match(
        Function<Committed, T> committed,
        Function<AlreadyLoaded, T> alreadyLoaded,
        Function<Late, T> late,
        Function<Held, T> held) {
      return held.apply(this);
    }
  }
}
