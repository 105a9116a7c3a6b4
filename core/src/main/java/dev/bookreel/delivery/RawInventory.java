package dev.bookreel.delivery;

import dev.bookreel.file.Inventory;
import dev.bookreel.file.Inventory.Damage;
import dev.bookreel.file.Inventory.LeftOver;
import dev.bookreel.file.Inventory.Needed;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.Listing;
import dev.bookreel.file.Seals;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a folder of deliveries should hold by its manifests, and what lies in it besides. */
final class RawInventory {
  private static final int TIME_LENGTH = DeliveryTime.format(Instant.EPOCH).length();

  private final Path folder;
  private final Map<Path, Needed> needed = new LinkedHashMap<>();
  private final List<Damage> damage = new ArrayList<>();
  private final List<LeftOver> leftOvers = new ArrayList<>();
  private final List<Path> unexpected = new ArrayList<>();

  /** Times of deliveries of which no manifest tells what is theirs. */
  private final Set<Instant> unknown = new HashSet<>();

  RawInventory(Path folder) {
    this.folder = folder;
  }

  Inventory take() {
    Listing listing;
    try {
      listing = Listing.of(folder);
    } catch (IOException e) {
      return Inventory.unreadable(folder, IoReason.of(e));
    }
    listing.files().keySet().stream().filter(this::isManifest).forEach(this::addManifest);
    listing.files().keySet().forEach(file -> Seals.sealed(file).ifPresent(this::miss));
    listing.files().forEach(this::account);
    return new Inventory(folder, List.copyOf(needed.values()), damage, leftOvers, unexpected);
  }

  private boolean isManifest(Path file) {
    return name(file).endsWith(Manifest.SUFFIX) && time(file).isPresent();
  }

  private void addManifest(Path file) {
    try {
      Manifest manifest = ManifestFormat.read(file);
      Path content = folder.resolve(manifest.file());
      needed.put(
          content, new Needed(content, manifest.bytes(), Optional.of(manifest.sha256()), true));
    } catch (ManifestFormat.DamagedException e) {
      damage.add(new Damage(file, false, String.valueOf(e.getMessage())));
      time(file).ifPresent(unknown::add);
    } catch (IOException e) {
      damage.add(new Damage(file, false, IoReason.of(e)));
      time(file).ifPresent(unknown::add);
    }
    needed.put(file, new Needed(file, 0, Seals.read(file), true));
  }

  /** A manifest whose seal alone is left was there once. */
  private void miss(Path sealed) {
    if (isManifest(sealed) && !needed.containsKey(sealed)) {
      damage.add(new Damage(sealed, true, "its seal is still there"));
      time(sealed).ifPresent(unknown::add);
    }
  }

  private void account(Path file, Listing.File listed) {
    if (needed.containsKey(file)
        || name(file).equals(".lock")
        || Seals.sealed(file).filter(this::isManifest).isPresent()) {
      return;
    }
    if (Listing.isTemporary(file)) {
      leftOvers.add(new LeftOver(file, listed.bytes(), "a delivery that was not fetched whole"));
      return;
    }
    Optional<Instant> time = time(file);
    if (time.isEmpty() || !folder.equals(file.getParent())) {
      unexpected.add(file);
    } else if (!unknown.contains(time.get())) {
      leftOvers.add(new LeftOver(file, listed.bytes(), "a delivery's content without manifest"));
    }
  }

  /** The time that a name begins with, if it is like that of a delivery's file. */
  private static Optional<Instant> time(Path file) {
    String name = name(file);
    return name.length() > TIME_LENGTH && name.charAt(TIME_LENGTH) == '.'
        ? DeliveryTime.parse(name.substring(0, TIME_LENGTH))
        : Optional.empty();
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
