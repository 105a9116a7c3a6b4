package dev.bookreel.delivery;

import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.ExclusiveLock;
import dev.bookreel.file.Inventory;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.LocalCopies;
import dev.bookreel.file.Seals;
import dev.bookreel.file.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One table's folder in the raw zone: its manifests, and the files that they are of. */
final class TableFolder {
  private final TableName table;
  private final Path folder;

  TableFolder(TableName table, Path folder) {
    this.table = table;
    this.folder = folder;
  }

  /** Something done in this folder that may fail for the disk's reasons. */
  @FunctionalInterface
  interface Change<T> {
    T make() throws IOException;
  }

  /**
   * Those of some times, oldest first; what has no time as a name is one of them.
   *
   * @param choice of the times that the names say
   */
  List<Manifest> all(Function<SortedSet<Instant>, Set<Instant>> choice) {
    List<String> names = names();
    Set<Instant> chosen =
        choice.apply(
            names.stream()
                .flatMap(name -> Manifest.time(name).stream())
                .collect(Collectors.toCollection(TreeSet::new)));
    return names.stream()
        .filter(name -> Manifest.time(name).map(chosen::contains).orElse(true))
        .map(name -> read(folder.resolve(name)))
        .collect(Collectors.toList());
  }

  Optional<Manifest> at(Instant deliveredAt) {
    return find(manifest(deliveredAt));
  }

  /** The latest that was delivered before this time. */
  Optional<Manifest> before(Instant deliveredAt) {
    String name = Manifest.name(deliveredAt);
    return last(names().stream().filter(other -> other.compareTo(name) < 0));
  }

  Optional<Manifest> newest() {
    return last(names().stream());
  }

  /** The newest that came from this source. */
  Optional<Manifest> newest(String source) {
    List<String> names = new ArrayList<>(names());
    Collections.reverse(names);
    return names.stream()
        .map(name -> read(folder.resolve(name)))
        .filter(manifest -> manifest.source().equals(source))
        .findFirst();
  }

  Path manifest(Instant deliveredAt) {
    return folder.resolve(Manifest.name(deliveredAt));
  }

  Path file(Manifest manifest) {
    return folder.resolve(manifest.file());
  }

  /** A new name for a file of a delivery of this time while it is not yet whole. */
  Path temporary(Instant deliveredAt) {
    return DurableFiles.temporaryBeside(folder.resolve(DeliveryTime.format(deliveredAt)));
  }

  /** Whether the content that a manifest names is there, as far as its size tells. */
  boolean holdsContentOf(Manifest manifest) throws IOException {
    try {
      return Files.size(file(manifest)) == manifest.bytes();
    } catch (NoSuchFileException missing) {
      return false;
    }
  }

  Delivery delivery(Manifest manifest) {
    return new Delivery(
        table, manifest.deliveredAt(), file(manifest), manifest.bytes(), manifest.sha256());
  }

  /**
   * Removes the file of a manifest that is not going to be, if an interrupted call left one. What
   * lies on shared storage may be another machine's.
   */
  void forget(Manifest manifest) throws IOException {
    if (!LocalCopies.isRemote(folder)) {
      Files.deleteIfExists(file(manifest));
    }
  }

  /** Makes the delivery exist. Its content must be on the disk. */
  void create(Manifest manifest) throws IOException {
    Path file = manifest(manifest.deliveredAt());
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    ManifestFormat.write(manifest, content);
    DurableFiles.createExclusively(file, content.toByteArray());
    Seals.write(file, Sha256.of(content.toByteArray()));
  }

  /** What the folder should hold and what lies in it besides. */
  Inventory inventory() {
    return new RawInventory(folder).take();
  }

  /** Changes the folder while no other thread or process does. */
  <T> T changing(Change<T> change) {
    return changeable(() -> ExclusiveLock.holding(folder.resolve(".lock"), change::make));
  }

  /** Does something for which the folder must exist and be writable. */
  <T> T changeable(Change<T> change) {
    try {
      DurableFiles.createDirectories(folder);
      return change.make();
    } catch (IOException e) {
      throw cannotKeep(e);
    }
  }

  LakeException cannotKeep(IOException cause) {
    return new LakeException(
        "%s: cannot keep its delivery in %s: %s. The delivery was not stored. Make sure that the folder can be written and the disk has space, then fetch again"
            .formatted(table, folder, IoReason.of(cause)),
        cause);
  }

  private Optional<Manifest> last(Stream<String> names) {
    return names.reduce((earlier, later) -> later).map(name -> read(folder.resolve(name)));
  }

  /** The manifests' names, which sort like the times in them. */
  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(Manifest.SUFFIX) && !name.startsWith("."))
          .sorted()
          .collect(Collectors.toList());
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException e) {
      if (!Files.exists(folder)) {
        return List.of();
      }
      throw new LakeException(
          "%s: cannot list its deliveries in %s: %s. Make the folder readable"
              .formatted(table, folder, IoReason.of(e)),
          e);
    }
  }

  private Manifest read(Path file) {
    return find(file)
        .orElseThrow(
            () ->
                new LakeException(
                    "%s: the manifest %s is not there any more. Restore it from a copy"
                        .formatted(table, file)));
  }

  /** Read without a look before, which on shared storage would cost as much as reading. */
  private Optional<Manifest> find(Path file) {
    try {
      return Optional.of(ManifestFormat.read(file));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (ManifestFormat.DamagedException e) {
      throw new LakeException(
          "%s: the manifest %s is damaged: %s. Restore it from a copy, or move it away and fetch that delivery again"
              .formatted(table, file, e.getMessage()),
          e);
    } catch (IOException e) {
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      throw new LakeException(
          "%s: cannot read the manifest %s: %s. Make it readable"
              .formatted(table, file, IoReason.of(e)),
          e);
    }
  }
}
