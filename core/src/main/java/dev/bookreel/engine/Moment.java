package dev.bookreel.engine;

import dev.bookreel.definition.TableName;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Which lake a view shows: at which versions its tables stand, and what of them was known when. The
 * two are independent: a version is what the lake held once, a known time is what it says today, or
 * said then, of a day in the past.
 *
 * @param asOf leaves out whatever was delivered (of answers: asked) after this instant, in
 *     microseconds, as if the lake had been loaded only so far; empty for everything
 */
public record Moment(Versions versions, Optional<Instant> asOf) {

  /** The lake as it stands when it is opened. */
  public static final Moment NEWEST = new Moment(new Newest(), Optional.empty());

  /** The last version of each table that was committed by then; later tables have none. */
  public static Moment committedBy(Instant time) {
    return new Moment(new CommittedBy(time), Optional.empty());
  }

  /** One table at a version, the others as they stood when that was committed. */
  public static Moment committedWith(TableName table, long version) {
    return new Moment(new CommittedWith(table, version), Optional.empty());
  }

  /** These tables at these versions, all others at their newest. */
  public static Moment pinned(Map<TableName, Long> versions) {
    return new Moment(new Pinned(new TreeMap<>(versions)), Optional.empty());
  }

  /** The same versions, and of them what was known by an instant. */
  public Moment asOf(Optional<Instant> instant) {
    return new Moment(versions, instant);
  }

  /** Which version of each table is seen. */
  public sealed interface Versions {

    /** Applies the function for the actual kind, so that no caller can forget one. */
    <T> T match(
        Supplier<T> newest,
        Function<Instant, T> committedBy,
        BiFunction<TableName, Long, T> committedWith,
        Function<SortedMap<TableName, Long>, T> pinned);
  }

  private record Newest() implements Versions {
    @Override
    public <T> T match(
        Supplier<T> newest,
        Function<Instant, T> committedBy,
        BiFunction<TableName, Long, T> committedWith,
        Function<SortedMap<TableName, Long>, T> pinned) {
      return newest.get();
    }
  }

  private record CommittedBy(Instant time) implements Versions {
    @Override
    public <T> T match(
        Supplier<T> newest,
        Function<Instant, T> committedBy,
        BiFunction<TableName, Long, T> committedWith,
        Function<SortedMap<TableName, Long>, T> pinned) {
      return committedBy.apply(time);
    }
  }

  private record CommittedWith(TableName table, long version) implements Versions {
    @Override
    public <T> T match(
        Supplier<T> newest,
        Function<Instant, T> committedBy,
        BiFunction<TableName, Long, T> committedWith,
        Function<SortedMap<TableName, Long>, T> pinned) {
      return committedWith.apply(table, version);
    }
  }

  private record Pinned(SortedMap<TableName, Long> versions) implements Versions {
    private Pinned {
      versions = Collections.unmodifiableSortedMap(versions);
    }

    @Override
    public <T> T match(
        Supplier<T> newest,
        Function<Instant, T> committedBy,
        BiFunction<TableName, Long, T> committedWith,
        Function<SortedMap<TableName, Long>, T> pinned) {
      return pinned.apply(versions);
    }
  }
}
