package dev.bookreel.upkeep;

import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.RawZone;
import dev.bookreel.engine.Engine;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.Inventory;
import dev.bookreel.file.Inventory.LeftOver;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.Listing;
import dev.bookreel.file.LocalCopies;
import dev.bookreel.file.RemoteFiles;
import dev.bookreel.file.SpillFolder;
import dev.bookreel.upkeep.Recorded.RecordedDelivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what interrupted runs left in a lake. Right only while nobody writes. */
final class LeftOvers {
  private static final String DAMAGED =
      "%s: left alone, for its files cannot be told from left-overs while %s is damaged. 'bookreel"
          + " verify %s' tells how to mend it";

  /** Another machine's file may be about to be committed. */
  private static final Duration LONGEST_WRITE = Duration.ofDays(1);

  private final Path lake;
  private final Engine engine;
  private final RawZone raw;
  private final List<LeftOver> found = new ArrayList<>();
  private final List<String> kept = new ArrayList<>();
  private final Instant now;
  private int young;

  LeftOvers(Path lake, Engine engine, RawZone raw, Instant now) {
    this.now = now;
    this.lake = lake;
    this.engine = engine;
    this.raw = raw;
  }

  Cleaning find() {
    addScratch();
    addSpilled();
    for (TableName table : engine.stored()) {
      addUndoubted(table, engine.inventory(table));
    }
    for (TableName table : raw.tables()) {
      addUndoubted(table, raw.inventory(table));
    }
    addUnfinished();
    protectRecorded();
    protectYoung();
    return new Cleaning(found, kept, young);
  }

  private void addUnfinished() {
    try {
      for (RemoteFiles remote : LocalCopies.remote(lake).stream().toList()) {
        found.addAll(remote.unfinished(lake));
      }
    } catch (IOException e) {
      throw new LakeException(
          "Cannot look for unfinished uploads in %s: %s. See to it, then run again"
              .formatted(lake, IoReason.of(e)),
          e);
    }
  }

  /** The lock holds on this machine only: another one may be about to commit its files. */
  private void protectYoung() {
    if (!LocalCopies.isRemote(lake)) {
      return;
    }
    Instant old = now.minus(LONGEST_WRITE);
    int all = found.size();
    found.removeIf(it -> !isBefore(it.path(), old));
    young = all - found.size();
  }

  /** A folder is as old as its newest file: in a store it has no time of its own. */
  private static boolean isBefore(Path file, Instant time) {
    try {
      return Files.isDirectory(file)
          ? Listing.of(file).files().values().stream()
              .allMatch(each -> each.modifiedAt().isBefore(time))
          : Files.getLastModifiedTime(file).toInstant().isBefore(time);
    } catch (IOException gone) {
      return false;
    }
  }

  private void addUndoubted(TableName table, Inventory inventory) {
    if (inventory.damage().isEmpty()) {
      found.addAll(inventory.leftOvers());
    } else {
      Path damaged = inventory.damage().get(0).file();
      kept.add(DAMAGED.formatted(table, lake.relativize(damaged), table));
    }
  }

  /** Tables that are made aside are hidden there, and so are other files of a moment. */
  private void addScratch() {
    Path system = lake.resolve("system");
    if (!Files.isDirectory(system)) {
      return;
    }
    try (Stream<Path> children = Files.list(system)) {
      for (Path child : children.sorted().toList()) {
        String name = child.getFileName().toString();
        if (name.matches("[._].*") && !name.endsWith(".lock")) {
          found.add(new LeftOver(child, Listing.of(child).bytes(), "work that was not finished"));
        }
      }
    } catch (IOException e) {
      throw new LakeException(
          "Cannot look for left-overs in %s: %s. Make the folder readable"
              .formatted(system, IoReason.of(e)),
          e);
    }
  }

  /** Outside of the lake, in the system's temporary directory. */
  private void addSpilled() {
    for (Path folder : SpillFolder.abandoned(lake)) {
      try {
        found.add(
            new LeftOver(
                folder, Listing.of(folder).bytes(), "temporary files of a killed process"));
      } catch (IOException e) {
        kept.add("%s: cannot be read: %s".formatted(folder, IoReason.of(e)));
      }
    }
  }

  /**
   * A delivery that is recorded has lost its manifest, and a table that was loaded its log: that is
   * damage, and these files may be what is left to mend it with. Looked up only where there is
   * something to protect.
   */
  private void protectRecorded() {
    Path silver = lake.resolve("silver");
    Path delivered = lake.resolve(RawZone.FOLDER);
    if (found.stream()
        .noneMatch(it -> it.path().startsWith(silver) || it.path().startsWith(delivered))) {
      return;
    }
    Recorded recorded = Recorded.read(engine);
    Set<Path> contents = new HashSet<>();
    recorded.deliveries().orElse(List.of()).stream()
        .map(RecordedDelivery::file)
        .forEach(file -> contents.add(lake.resolve(file)));
    boolean unknown = recorded.deliveries().isEmpty();
    found.removeIf(
        it ->
            it.path().startsWith(delivered)
                && !Listing.isTemporary(it.path())
                && (unknown || contents.contains(it.path())));
    for (TableName table : recorded.loaded()) {
      Inventory inventory = engine.inventory(table);
      if (inventory.needed().isEmpty()) {
        found.removeIf(it -> it.path().startsWith(inventory.folder()));
      }
    }
  }
}
