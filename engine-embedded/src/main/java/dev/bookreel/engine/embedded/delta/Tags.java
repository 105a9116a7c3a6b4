package dev.bookreel.engine.embedded.delta;

import io.delta.kernel.data.MapValue;
import io.delta.kernel.internal.util.VectorUtils;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the log keeps of a file's content in the tags of its entry, which other writers carry on or
 * drop with the entry.
 *
 * <p>That of a deletion vector names its file too, as {@code sha256sum} would: another writer that
 * marks more rows writes a new vector and carries on the tag of the old one.
 */
final class Tags {
  private static final String DATA = "sha256";
  private static final String DELETION_VECTOR = "deletion_vector_sha256";
  private static final String SEPARATOR = "  ";

  private Tags() {}

  static Map<String, String> ofData(String sha256) {
    return Map.of(DATA, sha256);
  }

  /** The tags that an entry has, with that of its new deletion vector. */
  static MapValue withDeletionVector(Optional<MapValue> tags, String file, String sha256) {
    Map<String, String> all =
        new HashMap<>(tags.map(VectorUtils::<String, String>toJavaMap).orElse(Map.of()));
    all.put(DELETION_VECTOR, sha256 + SEPARATOR + file);
    return VectorUtils.stringStringMapValue(all);
  }

  static Optional<String> data(Map<String, String> tags) {
    return Optional.ofNullable(tags.get(DATA)).filter(Tags::isSha256);
  }

  static Optional<String> deletionVector(Map<String, String> tags, String file) {
    return Optional.ofNullable(tags.get(DELETION_VECTOR))
        .filter(tag -> tag.endsWith(SEPARATOR + file))
        .map(tag -> tag.substring(0, tag.length() - SEPARATOR.length() - file.length()))
        .filter(Tags::isSha256);
  }

  private static boolean isSha256(String text) {
    return text.matches("[0-9a-f]{64}");
  }
}
