package dev.bookreel.engine.embedded.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bookreel.file.Inventory.Damage;
import dev.bookreel.file.Inventory.Needed;
import dev.bookreel.file.IoReason;
import dev.bookreel.file.Seals;
import dev.bookreel.file.Sha256;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which files the versions of a table need, from commits read one after the other. Kernel gives the
 * files of one version at a time, and nothing of a log in which one line is damaged.
 */
final class LogReplay {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String VACUUM = "VACUUM";

  private final Path table;
  private final Map<Path, Needed> needed = new LinkedHashMap<>();
  private final Map<String, List<Path>> newest = new HashMap<>();
  private final Set<Path> vacuumed = new HashSet<>();
  private final List<Damage> damage = new ArrayList<>();

  LogReplay(Path table) {
    this.table = table;
  }

  /** Begins with a version of which the commits before are gone. */
  void begin(List<DataFile> files) {
    for (DataFile file : files) {
      add(file.path(), file.action().getSize(), file.tags(), file.deletionVector());
    }
  }

  void apply(Path commit) {
    try {
      byte[] content = Files.readAllBytes(commit);
      String found = Sha256.of(content);
      Optional<String> expected = Seals.read(commit);
      if (expected.isPresent() && !expected.get().equals(found)) {
        damage.add(
            new Damage(
                commit,
                false,
                "SHA-256 is %s, but was %s when it was written".formatted(found, expected.get())));
        return;
      }
      for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
        apply(JSON.readTree(line));
      }
    } catch (IOException e) {
      damage.add(new Damage(commit, false, IoReason.of(e).lines().findFirst().orElse("")));
    } catch (IllegalArgumentException e) {
      damage.add(new Damage(commit, false, String.valueOf(e.getMessage())));
    }
  }

  private void apply(JsonNode action) {
    JsonNode add = action.path("add");
    JsonNode remove = action.path("remove");
    if (add.isObject()) {
      Map<String, String> tags = new HashMap<>();
      add.path("tags").properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
      add(path(add), add.path("size").asLong(), tags, deletionVector(add));
    } else if (remove.isObject()) {
      newest.remove(identity(path(remove), deletionVector(remove)));
    } else if (action.path("commitInfo").path("operation").asText().startsWith(VACUUM)) {
      vacuumed.addAll(needed.keySet());
      newest.values().forEach(vacuumed::removeAll);
    }
  }

  private void add(
      Path file, long bytes, Map<String, String> tags, Optional<DeletionVectorDescriptor> vector) {
    List<Path> files = new ArrayList<>();
    need(file, bytes, Tags.data(tags));
    files.add(file);
    if (vector.isPresent() && vector.get().isOnDisk()) {
      Path path = LocalFileIO.path(table, vector.get().getAbsolutePath(table.toString()));
      need(path, 0, Tags.deletionVector(tags, path.getFileName().toString()));
      files.add(path);
    }
    newest.put(identity(file, vector), files);
  }

  /** Of two entries of a file, one that another writer made may have lost the tag. */
  private void need(Path file, long bytes, Optional<String> sha256) {
    needed.merge(
        file,
        new Needed(file, bytes, sha256, false),
        (old, now) -> old.sha256().isPresent() ? old : now);
    vacuumed.remove(file);
  }

  private static String identity(Path file, Optional<DeletionVectorDescriptor> vector) {
    return file + vector.map(DeletionVectorDescriptor::getUniqueId).orElse("");
  }

  private Path path(JsonNode action) {
    JsonNode path = action.path("path");
    if (!path.isTextual()) {
      throw new IllegalArgumentException("an action has no path");
    }
    return table.resolve(URI.create(path.asText()).getPath()).normalize();
  }

  private static Optional<DeletionVectorDescriptor> deletionVector(JsonNode action) {
    JsonNode vector = action.path("deletionVector");
    return vector.isObject()
        ? Optional.of(
            new DeletionVectorDescriptor(
                vector.path("storageType").asText(),
                vector.path("pathOrInlineDv").asText(),
                vector.has("offset")
                    ? Optional.of(vector.path("offset").asInt())
                    : Optional.empty(),
                vector.path("sizeInBytes").asInt(),
                vector.path("cardinality").asLong()))
        : Optional.empty();
  }

  /** What is wrong with the commits. */
  List<Damage> damage() {
    return damage;
  }

  /** Every file that a version needs, without those of old versions if somebody vacuumed them. */
  Collection<Needed> needed() {
    Set<Path> current = new HashSet<>();
    newest.values().forEach(current::addAll);
    List<Needed> all = new ArrayList<>();
    needed.forEach(
        (path, file) -> {
          if (current.contains(path) || !vacuumed.contains(path) || Files.exists(path)) {
            all.add(new Needed(path, file.bytes(), file.sha256(), current.contains(path)));
          }
        });
    return all;
  }
}
