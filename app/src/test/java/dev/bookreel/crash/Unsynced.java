package dev.bookreel.crash;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a power failure may still take: files that were made and not synced, and folders whose names
 * were changed and not synced.
 */
final class Unsynced {
  private static final Pattern MADE =
      Pattern.compile("mkdir\\(\"([^\"]+)\".*|openat\\(.*?\"([^\"]+)\", [A-Z_|]*O_CREAT.*");
  private static final Pattern NAMED =
      Pattern.compile("(?:link|rename)\\(\"([^\"]+)\", \"([^\"]+)\".*");
  private static final Pattern SYNCED = Pattern.compile("fsync\\(\\d+<([^>]+)>.*");
  private static final Pattern COMMIT = Pattern.compile(".*/_delta_log/\\d{20}\\.json");

  /** Locks hold nothing, and a seal that is lost is told as unchecked. */
  private static final Pattern MAY_BE_LOST = Pattern.compile(".*\\.(lock|sha256)");

  /** Files of which content may be lost. */
  private final Set<String> contents = new TreeSet<>();

  /** Files and folders that their folder may lose. */
  private final Set<String> names = new TreeSet<>();

  private Unsynced() {}

  /** What was unsynced at the commits of a run, of what lies in or above the committed table. */
  static List<String> atCommits(List<SystemCall> calls, Path lake) {
    Unsynced unsynced = new Unsynced();
    List<String> found = new ArrayList<>();
    for (SystemCall call : calls) {
      if (call.text().contains(lake.toString()) && !call.text().contains(" = -1 ")) {
        unsynced.see(call.text().replaceFirst("^\\d+ +", ""), lake, found);
      }
    }
    return found;
  }

  private void see(String call, Path lake, List<String> found) {
    Matcher made = MADE.matcher(call);
    Matcher named = NAMED.matcher(call);
    Matcher synced = SYNCED.matcher(call);
    if (synced.matches()) {
      contents.remove(synced.group(1));
      names.removeIf(name -> parent(name).equals(synced.group(1)));
    } else if (named.matches()) {
      if (COMMIT.matcher(named.group(2)).matches()) {
        Path table = Path.of(named.group(2)).getParent().getParent();
        Stream.concat(contents.stream(), names.stream())
            .map(Path::of)
            .filter(path -> path.startsWith(table) || table.startsWith(path))
            .forEach(path -> found.add("%s before %s".formatted(path, named.group(2))));
      }
      contents.remove(named.group(1));
      names.add(named.group(2));
    } else if (made.matches()) {
      boolean isFolder = made.group(1) != null;
      String path = isFolder ? made.group(1) : made.group(2);
      if (!MAY_BE_LOST.matcher(path).matches()) {
        if (!isFolder) {
          contents.add(path);
        }
        boolean isTemporary = path.endsWith(".tmp");
        if (!isTemporary && Path.of(path).startsWith(lake) && !path.equals(lake.toString())) {
          names.add(path);
        }
      }
    }
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }
}
