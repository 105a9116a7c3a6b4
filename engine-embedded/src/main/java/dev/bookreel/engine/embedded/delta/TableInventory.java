package dev.bookreel.engine.embedded.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.file.Inventory;
import dev.bookreel.file.Inventory.Damage;
import dev.bookreel.file.Inventory.LeftOver;
import dev.bookreel.file.Inventory.Needed;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.Listing;
import dev.bookreel.file.Seals;
import dev.bookreel.file.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a table's folder should hold by its log, and what lies in it besides. */
final class TableInventory {
  /** Another program's file may be about to be committed. */
  private static final Duration LONGEST_WRITE = Duration.ofDays(1);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path table;
  private final Versions versions;
  private final Predicate<Path> wrote;
  private final List<Needed> needed = new ArrayList<>();
  private final List<Damage> damage = new ArrayList<>();
  private final List<LeftOver> leftOvers = new ArrayList<>();
  private final List<Path> unexpected = new ArrayList<>();

  /** What Kernel reads from checkpoints. */
  interface Versions {
    /** The files of a version. */
    List<DataFile> files(long version);

    /**
     * What the size of a checkpoint of one file may be: its actions, or as Kernel has it, files.
     */
    Set<Long> sizes(Path checkpoint);
  }

  TableInventory(Path table, Versions versions, Predicate<Path> wrote) {
    this.table = table;
    this.versions = versions;
    this.wrote = wrote;
  }

  /** The folder is listed before the log is read: what is committed meanwhile is in the log. */
  Inventory take() {
    Listing listing;
    try {
      listing = Listing.of(table);
    } catch (IOException e) {
      return Inventory.unreadable(table, IoReason.of(e));
    }
    LogFolder log = new LogFolder(table, listing);
    if (log.isTable()) {
      needLogFiles(log);
      log.missing().forEach(file -> damage.add(new Damage(file, true, "the log has a gap")));
      replay(log);
    }
    Set<Path> known = new HashSet<>();
    needed.forEach(file -> known.add(file.file()));
    listing
        .files()
        .forEach(
            (file, listed) -> {
              if (!known.contains(file)) {
                account(log, known, file, listed);
              }
            });
    return new Inventory(table, needed, damage, leftOvers, unexpected);
  }

  private void needLogFiles(LogFolder log) {
    log.commits().values().forEach(this::needLogFile);
    log.checkpoints().values().forEach(files -> files.forEach(this::needLogFile));
    log.others().forEach(this::needLogFile);
    if (log.hasLastCheckpoint()) {
      checkLastCheckpoint(log);
    }
  }

  private void needLogFile(Path file) {
    needed.add(new Needed(file, 0, Seals.read(file), true));
  }

  /**
   * Another program replaces this file and leaves our seal: then its content has to tell. Two that
   * write checkpoints at the same moment may leave the seal of the other's, too.
   */
  private void checkLastCheckpoint(LogFolder log) {
    Path file = log.lastCheckpoint();
    try {
      String found = Sha256.of(file);
      if (!Seals.read(file).equals(Optional.of(found))) {
        JsonNode content = JSON.readTree(Files.readAllBytes(file));
        List<Path> parts =
            log.checkpoints().getOrDefault(content.path("version").asLong(-1), List.of());
        long size = content.path("size").asLong(-1);
        if (parts.isEmpty()
            || (parts.size() == 1 && !versions.sizes(parts.get(0)).contains(size))) {
          damage.add(new Damage(file, false, "it does not describe a checkpoint that is there"));
        }
      }
      needed.add(new Needed(file, 0, Optional.of(found), true));
    } catch (IOException | RuntimeException e) {
      damage.add(new Damage(file, false, reason(e)));
    }
  }

  private void replay(LogFolder log) {
    LogReplay replay = new LogReplay(table);
    long oldest = log.oldest();
    if (log.checkpoints().containsKey(oldest)) {
      try {
        replay.begin(versions.files(oldest));
      } catch (RuntimeException e) {
        damage.add(new Damage(log.checkpoints().firstEntry().getValue().get(0), false, reason(e)));
      }
      oldest++;
    }
    log.commits().tailMap(oldest, true).values().forEach(replay::apply);
    damage.addAll(replay.damage());
    needed.addAll(replay.needed());
  }

  private static String reason(Exception e) {
    String reason = e instanceof IOException io ? IoReason.of(io) : String.valueOf(e.getMessage());
    return "it cannot be read: " + reason.lines().findFirst().orElse("");
  }

  private void account(LogFolder log, Set<Path> known, Path file, Listing.File listed) {
    if (Listing.isTemporary(file)) {
      leave(file, listed, "a file that was not written whole");
    } else if (log.isSealOfNothing(file)) {
      leave(file, listed, "the seal of a log file that was cleaned away");
    } else if (isOwnOrReserved(log, known, file)) {
      return;
    } else if (wrote.test(file) || DeletionVectors.wrote(file)) {
      // What a log that cannot be read refers to is nobody's to judge.
      if (damage.isEmpty()) {
        leave(file, listed, "a file of no version");
      }
    } else if (damage.isEmpty() && log.isTable() && isOldData(file, listed)) {
      leave(file, listed, "another program's file of no version, older than a day");
    } else {
      unexpected.add(file);
    }
  }

  private void leave(Path file, Listing.File listed, String what) {
    leftOvers.add(new LeftOver(file, listed.bytes(), what));
  }

  /** Folders that begin with an underscore are the format's; Hadoop's checksums go with files. */
  private boolean isOwnOrReserved(LogFolder log, Set<Path> known, Path file) {
    Path relative = table.relativize(file);
    String name = file.getFileName().toString();
    boolean reserved =
        relative.getNameCount() > 1
            && relative.getName(0).toString().startsWith("_")
            && !relative.startsWith(LogFolder.NAME);
    return reserved
        || log.isSeal(file)
        || file.equals(log.lastCheckpoint())
        || (name.startsWith(".")
            && name.endsWith(".crc")
            && known.contains(file.resolveSibling(name.substring(1, name.length() - 4))));
  }

  private boolean isOldData(Path file, Listing.File listed) {
    return !table.relativize(file).startsWith(LogFolder.NAME)
        && listed.modifiedAt().isBefore(Instant.now().minus(LONGEST_WRITE));
  }
}
