package dev.bookreel.engine.embedded.delta;

import dev.bookreel.file.Listing;
import dev.bookreel.file.Seals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a transaction log by their names. Seals tell what was there once.
 *
 * <p>Source: Delta Transaction Log Protocol, "File Types".
 */
final class LogFolder {
  static final String NAME = "_delta_log";
  static final String LAST_CHECKPOINT = "_last_checkpoint";

  private static final Pattern VERSIONED = Pattern.compile("(\\d{20})\\.(.+)");
  private static final String COMMIT = "json";
  private static final String CHECKPOINT = "checkpoint";

  private final Path folder;
  private final NavigableMap<Long, Path> commits = new TreeMap<>();
  private final NavigableMap<Long, List<Path>> checkpoints = new TreeMap<>();
  private final List<Path> others = new ArrayList<>();
  private final List<Path> sealed = new ArrayList<>();
  private final boolean hasLastCheckpoint;

  LogFolder(Path table, Listing listing) {
    this.folder = table.resolve(NAME);
    for (Path file : listing.files().keySet()) {
      if (folder.equals(file.getParent())) {
        add(file);
      } else if (file.startsWith(folder)) {
        others.add(file);
      }
    }
    this.hasLastCheckpoint = listing.files().containsKey(lastCheckpoint());
  }

  private void add(Path file) {
    OptionalLong version = version(file);
    if (version.isEmpty()) {
      Seals.sealed(file).ifPresent(sealed::add);
    } else if (isCommit(file)) {
      commits.put(version.getAsLong(), file);
    } else if (isCheckpoint(file)) {
      checkpoints.computeIfAbsent(version.getAsLong(), key -> new ArrayList<>()).add(file);
    } else {
      others.add(file);
    }
  }

  Path lastCheckpoint() {
    return folder.resolve(LAST_CHECKPOINT);
  }

  boolean hasLastCheckpoint() {
    return hasLastCheckpoint;
  }

  /** By version. */
  NavigableMap<Long, Path> commits() {
    return commits;
  }

  /** By version; each is of one file or of several. */
  NavigableMap<Long, List<Path>> checkpoints() {
    return checkpoints;
  }

  /** Sums over several commits, checksums, and what lies in the log's own folders. */
  List<Path> others() {
    return others;
  }

  /** Whether there is a table: also one of which only a seal is left. */
  boolean isTable() {
    return !commits.isEmpty() || !checkpoints.isEmpty() || !sealed.isEmpty();
  }

  /**
   * The oldest version that can be read: what was before it was cleaned away by another program, a
   * whole beginning up to a checkpoint. Where the beginning is missing otherwise it is 0.
   */
  long oldest() {
    if (commits.containsKey(0L) || checkpoints.isEmpty()) {
      return 0;
    }
    long checkpoint = checkpoints.firstKey();
    return commits.isEmpty() || commits.firstKey() >= checkpoint ? checkpoint : 0;
  }

  /** The newest version that is there or was. */
  long newest() {
    long newest = Math.max(lastKey(commits), lastKey(checkpoints));
    for (Path file : sealed) {
      newest = Math.max(newest, version(file).orElse(0));
    }
    return newest;
  }

  private static long lastKey(NavigableMap<Long, ?> versions) {
    return versions.isEmpty() ? 0 : versions.lastKey();
  }

  /** Commits and checkpoints from the oldest version on that are not there and should be. */
  List<Path> missing() {
    List<Path> missing = new ArrayList<>();
    long first = checkpoints.containsKey(oldest()) ? oldest() + 1 : oldest();
    for (long version = first; version <= newest(); version++) {
      if (!commits.containsKey(version)) {
        missing.add(commit(version));
      }
    }
    sealed.stream().filter(this::isMissed).forEach(missing::add);
    if (!hasLastCheckpoint && (checkpoints.size() > 1 || sealed.contains(lastCheckpoint()))) {
      missing.add(lastCheckpoint());
    }
    return missing;
  }

  private boolean isMissed(Path file) {
    OptionalLong version = version(file);
    return version.isPresent()
        && version.getAsLong() >= oldest()
        && isCheckpoint(file)
        && !checkpoints.getOrDefault(version.getAsLong(), List.of()).contains(file);
  }

  /** Whether a file is the seal of one that belongs to the log, or would. */
  boolean isSeal(Path file) {
    Optional<Path> of = Seals.sealed(file);
    return of.isPresent()
        && (of.get().equals(lastCheckpoint()) || version(of.get()).orElse(-1) >= oldest());
  }

  /** Whether a file is a seal of one that was cleaned away since. */
  boolean isSealOfNothing(Path file) {
    return folder.equals(file.getParent())
        && Seals.sealed(file).flatMap(of -> optional(version(of))).isPresent()
        && !isSeal(file);
  }

  private static Optional<Long> optional(OptionalLong version) {
    return version.isPresent() ? Optional.of(version.getAsLong()) : Optional.empty();
  }

  private Path commit(long version) {
    return folder.resolve("%020d.%s".formatted(version, COMMIT));
  }

  private static OptionalLong version(Path file) {
    Matcher name = VERSIONED.matcher(file.getFileName().toString());
    return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
  }

  private static boolean isCommit(Path file) {
    return rest(file).equals(COMMIT);
  }

  private static boolean isCheckpoint(Path file) {
    return rest(file).startsWith(CHECKPOINT + ".");
  }

  private static String rest(Path file) {
    Matcher name = VERSIONED.matcher(file.getFileName().toString());
    return name.matches() ? name.group(2) : "";
  }
}
