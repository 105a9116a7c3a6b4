package dev.bookreel.upkeep;

import dev.bookreel.definition.TableName;
import dev.bookreel.delivery.RawZone;
import dev.bookreel.engine.Engine;
import dev.bookreel.engine.SystemTables;
import dev.bookreel.file.Inventory;
import dev.bookreel.file.Inventory.Damage;
import dev.bookreel.file.Inventory.Needed;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.Sha256;
import dev.bookreel.upkeep.Finding.Kind;
import dev.bookreel.upkeep.Mending.Layer;
import dev.bookreel.upkeep.Recorded.RecordedDelivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares every file of a lake with what was once written. */
final class Verifier {
  private static final String ANSWERS = "analytics";

  private final Path lake;
  private final Engine engine;
  private final RawZone raw;
  private final VerifyListener listener;
  private final List<Finding> findings = new ArrayList<>();
  private long files;
  private long bytes;

  Verifier(Path lake, Engine engine, RawZone raw, VerifyListener listener) {
    this.lake = lake;
    this.engine = engine;
    this.raw = raw;
    this.listener = listener;
  }

  /** What is recorded is read first: what is delivered meanwhile has a manifest then. */
  Verification verify(Collection<TableName> tables) {
    Recorded recorded = Recorded.read(engine);
    Set<TableName> delivered = raw.tables();
    Set<TableName> stored = engine.stored();
    for (TableName table : tables) {
      List<RecordedDelivery> deliveries =
          recorded.deliveries().orElse(List.of()).stream()
              .filter(delivery -> delivery.table().equals(table))
              .toList();
      if (delivered.contains(table) || !deliveries.isEmpty()) {
        Inventory inventory = raw.inventory(table);
        check(table, inventory, Layer.RAW);
        compare(table, inventory, deliveries);
      }
      boolean loaded = recorded.loaded().contains(table);
      if (stored.contains(table) || loaded) {
        Inventory inventory = engine.inventory(table);
        if (loaded && inventory.needed().isEmpty() && inventory.damage().isEmpty()) {
          String reason = "lake.loads knows loads of it. ";
          Mending mending = new Mending(table, inventory.folder(), Layer.SILVER);
          add(table, Kind.MISSING, inventory.folder(), reason + mending.ofLog());
        }
        check(table, inventory, layer(table));
      }
    }
    findings.sort(
        Comparator.comparing(Finding::kind)
            .thenComparing(Finding::table)
            .thenComparing(Finding::file));
    return new Verification(findings, files, bytes);
  }

  private static Layer layer(TableName table) {
    return switch (table.schema()) {
      case ANSWERS -> Layer.GOLD;
      case SystemTables.SCHEMA -> Layer.SYSTEM;
      default -> Layer.SILVER;
    };
  }

  private void check(TableName table, Inventory inventory, Layer layer) {
    Mending mending = new Mending(table, inventory.folder(), layer);
    Set<Path> told = new HashSet<>();
    for (Damage damage : inventory.damage()) {
      told.add(damage.file());
      add(
          table,
          damage.missing() ? Kind.MISSING : Kind.DAMAGED,
          damage.file(),
          damage.reason() + ". " + mending.ofLog());
    }
    listener.begins(table, inventory.needed().stream().mapToLong(Needed::bytes).sum());
    for (Needed file : inventory.needed()) {
      if (!told.contains(file.file())) {
        check(table, file, mending);
      }
    }
    listener.ends();
    inventory
        .leftOvers()
        .forEach(
            it ->
                add(
                    table,
                    Kind.UNEXPECTED,
                    it.path(),
                    it.what() + ". 'bookreel clean' removes it"));
    inventory
        .unexpected()
        .forEach(
            it ->
                add(
                    table,
                    Kind.UNEXPECTED,
                    it,
                    "not a file of Bookreel's. Move it away if nobody needs it there"));
  }

  private void check(TableName table, Needed file, Mending mending) {
    try {
      if (file.sha256().isEmpty()) {
        Files.size(file.file());
        add(table, Kind.UNCHECKED, file.file(), "nobody kept its SHA-256");
        return;
      }
      String found =
          Sha256.ofOriginal(
              file.file(),
              read -> {
                bytes += read;
                listener.read(read);
              });
      files++;
      String expected = file.sha256().get();
      if (!found.equals(expected)) {
        String what = "SHA-256 is %s, but was %s when it was written. ".formatted(found, expected);
        add(table, Kind.DAMAGED, file.file(), what + mend(file, mending));
      }
    } catch (NoSuchFileException e) {
      add(table, Kind.MISSING, file.file(), "it is not there. " + mend(file, mending));
    } catch (IOException e) {
      add(
          table,
          Kind.DAMAGED,
          file.file(),
          "it cannot be read: " + IoReason.of(e) + ". " + mend(file, mending));
    }
  }

  private static String mend(Needed file, Mending mending) {
    if (file.file().startsWith(mending.folder().resolve("_delta_log"))) {
      return mending.ofLog();
    }
    return file.current() ? mending.ofNewest() : mending.ofEarlier();
  }

  /** Manifests against what was recorded of them. */
  private void compare(TableName table, Inventory inventory, List<RecordedDelivery> deliveries) {
    Mending mending = new Mending(table, inventory.folder(), Layer.RAW);
    Map<Path, Needed> needed = new HashMap<>();
    inventory.needed().forEach(file -> needed.put(file.file(), file));
    Set<Path> told = new HashSet<>();
    inventory.damage().forEach(damage -> told.add(damage.file()));
    for (RecordedDelivery delivery : deliveries) {
      Path manifest = raw.manifest(table, delivery.deliveredAt());
      if (told.contains(manifest) || told.contains(inventory.folder())) {
        continue;
      }
      Optional<Needed> content = Optional.ofNullable(needed.get(lake.resolve(delivery.file())));
      if (!needed.containsKey(manifest)) {
        add(
            table,
            Kind.MISSING,
            manifest,
            "lake.deliveries knows the delivery. " + mending.ofNewest());
      } else if (!content.flatMap(Needed::sha256).equals(Optional.of(delivery.sha256()))) {
        add(
            table,
            Kind.DAMAGED,
            manifest,
            "lake.deliveries has %s with SHA-256 %s. %s"
                .formatted(delivery.file(), delivery.sha256(), mending.ofNewest()));
      }
    }
  }

  private void add(TableName table, Kind kind, Path file, String message) {
    findings.add(new Finding(table, kind, file, message));
  }
}
