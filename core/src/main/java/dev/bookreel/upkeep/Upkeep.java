package dev.bookreel.upkeep;

import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.RawZone;
import dev.bookreel.engine.Engine;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.Folders;
import dev.bookreel.file.Inventory.LeftOver;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Looks after a lake's files. Changes no table and no delivery. */
public final class Upkeep {
  private final Path lake;
  private final Engine engine;
  private final RawZone raw;
  private final LakeLock lock;
  private final Clock clock;

  /**
   * @param lake the lake's directory; need not exist
   * @param engine stays open, and its caller's to close
   */
  public Upkeep(Path lake, Engine engine) {
    this(lake, engine, Clock.systemUTC());
  }

  /**
   * @param clock tells how old a file is that another machine may be about to commit
   */
  public Upkeep(Path lake, Engine engine, Clock clock) {
    this.clock = clock;
    this.lake = lake.toAbsolutePath().normalize();
    this.engine = engine;
    this.raw = new RawZone(this.lake);
    this.lock = new LakeLock(this.lake);
  }

  /** A file's path as people are shown it: within the lake without the lake's own. */
  public String relative(Path file) {
    return file.startsWith(lake) ? lake.relativize(file).toString() : file.toString();
  }

  /** Every table of which the lake has files or deliveries, declared or not. */
  public Set<TableName> tables() {
    Set<TableName> tables = new TreeSet<>(engine.stored());
    tables.addAll(raw.tables());
    return tables;
  }

  /** What all tables take, with their logs and what only earlier versions need. */
  public long tableBytes() {
    try {
      long bytes = 0;
      for (Path folder : Folders.in(lake)) {
        if (!folder.endsWith(RawZone.FOLDER)) {
          bytes += Listing.of(folder).bytes();
        }
      }
      return bytes;
    } catch (IOException e) {
      throw new LakeException(
          "Cannot list the files of %s: %s. See to it, then run again"
              .formatted(lake, IoReason.of(e)),
          e);
    }
  }

  /**
   * Compares every file of these tables and of their deliveries, for every version that is still in
   * a log, with what was once written. What cannot be read is part of the answer. Writes nothing,
   * also not beside a running load.
   */
  public Verification verify(Collection<TableName> tables, VerifyListener listener) {
    return new Verifier(lake, engine, raw, listener).verify(tables);
  }

  /** What interrupted runs left; empty if that cannot be told now, because somebody writes. */
  public Optional<Cleaning> leftOvers() {
    return lock.isThere() ? lock.alone(this::find) : Optional.of(find());
  }

  private Cleaning find() {
    return new LeftOvers(lake, engine, raw, clock.instant()).find();
  }

  /**
   * Removes what interrupted runs left: what no version of a table still in its log refers to, and
   * no delivery. What others than Bookreel wrote goes only from tables' folders and only when it is
   * older than a day; so does everything in a lake that other machines use too.
   *
   * @throws LakeException if somebody writes in the lake; nothing was removed
   */
  public Cleaning clean() {
    if (!Files.isDirectory(lake)) {
      return new Cleaning(List.of(), List.of(), 0);
    }
    return lock.alone(() -> remove(find()))
        .orElseThrow(
            () ->
                new LakeException(
                    "Cannot clean %s: another run is writing in it. Nothing was removed; clean again when that has ended"
                        .formatted(lake)));
  }

  private Cleaning remove(Cleaning found) {
    List<LeftOver> removed = new ArrayList<>();
    List<String> kept = new ArrayList<>(found.kept());
    for (LeftOver leftOver : found.removed()) {
      try {
        Folders.delete(leftOver.path());
        Files.deleteIfExists(leftOver.path());
        removed.add(leftOver);
        removeEmptyFolders(leftOver.path().resolveSibling(""));
      } catch (IOException e) {
        kept.add("%s: cannot be removed: %s".formatted(leftOver.path(), IoReason.of(e)));
      }
    }
    return new Cleaning(removed, kept, found.young());
  }

  /** A first load that was interrupted leaves the table's folder, too. */
  private void removeEmptyFolders(Path folder) throws IOException {
    for (Path empty = folder;
        empty.startsWith(lake) && empty.getNameCount() > lake.getNameCount() + 1;
        empty = empty.resolveSibling("")) {
      try (Stream<Path> children = Files.list(empty)) {
        if (children.findAny().isPresent()) {
          return;
        }
      }
      Files.delete(empty);
    }
  }
}
