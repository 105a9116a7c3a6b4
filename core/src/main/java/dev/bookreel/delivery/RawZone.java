package dev.bookreel.delivery;

import dev.bookreel.definition.TableName;
import dev.bookreel.error.LakeException;
import dev.bookreel.file.Folders;
import dev.bookreel.file.Inventory;
import dev.bookreel.source.Wanted;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Keeps every delivery unchanged: {@code raw/<schema>/<table>/<delivered_at>.<ext>} beside {@code
 * <delivered_at>.manifest.json}. The ending of a compressed file's name is kept as delivered, as in
 * {@code .json.gz}. A delivery exists from the moment its manifest does, and is on the disk then; a
 * crash at any moment leaves all of it or nothing that counts. No delivery is ever changed or
 * overwritten.
 *
 * <p>Any number of threads and processes on one machine may use one lake's raw zone at a time;
 * where the lake is shared by machines, any number of these.
 */
public final class RawZone {
  /** In the lake's folder. */
  public static final String FOLDER = "raw";

  private static final SourceReading.Sink NOWHERE =
      new SourceReading.Sink() {
        @Override
        public void accept(byte[] buffer, int length) {}

        @Override
        public void restart() {}
      };

  private final Path lake;
  private final Retries retries;

  /**
   * @param lake the lake's root; created when something is stored
   */
  public RawZone(Path lake) {
    this(lake, Retries.STANDARD);
  }

  /**
   * @param retries how often reading from sources is tried
   */
  public RawZone(Path lake, Retries retries) {
    this.lake = lake.toAbsolutePath();
    this.retries = retries;
  }

  /**
   * Stores a file as delivered when it is fetched: for a file to which neither its source nor the
   * user gives a time. If it looks like the file that the table's newest delivery was made of (same
   * location, size and time of change) it is not read: that is {@link Stored.Nothing}.
   *
   * @throws LakeException as {@link #store(Arrival, Instant, FetchProgress)}
   */
  public Stored store(Arrival arrival, FetchProgress progress) {
    TableFolder folder = folder(arrival.table().name());
    SourceReading reading = new SourceReading(arrival, progress, retries);
    Optional<Manifest> newest =
        folder.newest().filter(manifest -> isOf(arrival, reading, manifest));
    return newest.isPresent()
        ? new Stored.Nothing(folder.delivery(newest.get()))
        : store(arrival, arrival.fetchedAt(), progress);
  }

  /**
   * Stores a file as delivered at a time, reading it once. Storing the same file at the same time
   * again is {@link Stored.Nothing}; it is read again only if the source gives another location,
   * size or time of change for it.
   *
   * @param deliveredAt cut to milliseconds
   * @throws LakeException if the table has a delivery of that time with other content; if the file
   *     cannot be read, or changes meanwhile; if it cannot be written. Nothing was stored then,
   *     except that after a failing disk a delivery may turn out to be whole
   */
  public Stored store(Arrival arrival, Instant deliveredAt, FetchProgress progress) {
    Instant time = deliveredAt.truncatedTo(ChronoUnit.MILLIS);
    TableFolder folder = folder(arrival.table().name());
    SourceReading reading = new SourceReading(arrival, progress, retries);
    Optional<Manifest> there = folder.at(time);
    if (there.isPresent()) {
      return isOf(arrival, reading, there.get())
          ? new Stored.Nothing(folder.delivery(there.get()))
          : again(folder, there.get(), arrival, reading.into(NOWHERE));
    }
    try (TemporaryCopy copy = TemporaryCopy.make(reading, folder, time)) {
      return folder.changing(() -> keep(folder, time, arrival, copy));
    }
  }

  /**
   * All deliveries of a table, oldest first.
   *
   * @throws LakeException if a manifest is damaged or cannot be read
   */
  public List<Delivery> deliveries(TableName table) {
    return deliveries(table, times -> times);
  }

  /**
   * The deliveries of some times, oldest first; the others' manifests are not read.
   *
   * @param choice given when all were delivered, by a look at the folder, tells which are wanted
   * @throws LakeException if a manifest is damaged or cannot be read
   */
  public List<Delivery> deliveries(
      TableName table, Function<SortedSet<Instant>, Set<Instant>> choice) {
    TableFolder folder = folder(table);
    return folder.all(choice).stream().map(folder::delivery).collect(Collectors.toList());
  }

  /**
   * What is recorded of the deliveries of some times, oldest first; the others' manifests are not
   * read.
   *
   * @param choice as for {@link #deliveries(TableName, Function)}
   * @throws LakeException if a manifest is damaged or cannot be read
   */
  public List<RawEntry> entries(
      TableName table, Function<SortedSet<Instant>, Set<Instant>> choice) {
    TableFolder folder = folder(table);
    return folder.all(choice).stream()
        .map(manifest -> entry(folder.delivery(manifest), manifest))
        .collect(Collectors.toList());
  }

  /** What a table's newest delivery from a source reached, if it had a watermark. */
  Optional<Wanted.Reached> reached(TableName table, String source) {
    return folder(table)
        .newest(source)
        .flatMap(it -> it.watermark().map(mark -> new Wanted.Reached(it.location(), mark)));
  }

  Retries retries() {
    return retries;
  }

  /** Every table that has a folder for deliveries, also those that nobody declares any more. */
  public Set<TableName> tables() {
    Set<TableName> tables = new TreeSet<>();
    for (Path schema : Folders.in(lake.resolve(FOLDER))) {
      for (Path table : Folders.in(schema)) {
        TableName.of(schema.getFileName().toString(), table.getFileName().toString())
            .ifPresent(tables::add);
      }
    }
    return tables;
  }

  /**
   * What a table's folder should hold by its manifests, and what lies in it besides. Reads no
   * deliveries. Whatever is wrong is part of the answer.
   */
  public Inventory inventory(TableName table) {
    return folder(table).inventory();
  }

  /** Where the manifest of a delivery lies, or would. */
  public Path manifest(TableName table, Instant deliveredAt) {
    return folder(table).manifest(deliveredAt);
  }

  /**
   * What is recorded of the delivery of a time, if there is one.
   *
   * @throws LakeException if its manifest is damaged or cannot be read
   */
  public Optional<RawEntry> entry(TableName table, Instant deliveredAt) {
    TableFolder folder = folder(table);
    return folder.at(deliveredAt).map(manifest -> entry(folder.delivery(manifest), manifest));
  }

  /** Runs while nobody else changes the folder: another may have won since the file was read. */
  private static Stored keep(TableFolder folder, Instant time, Arrival arrival, TemporaryCopy copy)
      throws IOException {
    Optional<Manifest> winner = folder.at(time);
    if (winner.isPresent()) {
      return again(folder, winner.get(), arrival, copy.content());
    }
    try {
      return keepNew(folder, time, arrival, copy);
    } catch (FileAlreadyExistsException anotherMachines) {
      return again(folder, folder.at(time).orElseThrow(), arrival, copy.content());
    }
  }

  private static Stored keepNew(
      TableFolder folder, Instant time, Arrival arrival, TemporaryCopy copy) throws IOException {
    Manifest manifest = Manifest.ofNew(time, arrival, copy.content());
    Optional<Manifest> before = folder.before(time);
    if (before.isPresent() && hasContentOf(folder, before.get(), manifest)) {
      Manifest sharing = manifest.sharing(before.get());
      folder.forget(manifest);
      folder.create(sharing);
      return new Stored.Unchanged(folder.delivery(sharing));
    }
    Manifest placed = copy.moveInto(folder, manifest);
    folder.create(placed);
    return new Stored.New(folder.delivery(placed));
  }

  /** A file whose content got lost must not swallow the next one. */
  private static boolean hasContentOf(TableFolder folder, Manifest before, Manifest manifest)
      throws IOException {
    return before.sha256().equals(manifest.sha256()) && folder.holdsContentOf(before);
  }

  private static Stored again(
      TableFolder folder, Manifest there, Arrival arrival, Content content) {
    if (there.sha256().equals(content.sha256())) {
      return new Stored.Nothing(folder.delivery(there));
    }
    throw new OtherContentException(arrival, there, content);
  }

  /** Whether it looks like the very file that the manifest was written for, without reading it. */
  private static boolean isOf(Arrival arrival, SourceReading reading, Manifest manifest) {
    return manifest.location().equals(arrival.file().location()) && manifest.isOf(reading.before());
  }

  private static RawEntry entry(Delivery delivery, Manifest manifest) {
    return new RawEntry(
        delivery,
        manifest.source(),
        manifest.location(),
        "raw/%s/%s/%s"
            .formatted(delivery.table().schema(), delivery.table().name(), manifest.file()),
        manifest.fetchedAt(),
        manifest.contentOf().isPresent() ? RawEntry.Status.UNCHANGED : RawEntry.Status.STORED);
  }

  private TableFolder folder(TableName table) {
    return new TableFolder(
        table, lake.resolve(FOLDER).resolve(table.schema()).resolve(table.name()));
  }
}
