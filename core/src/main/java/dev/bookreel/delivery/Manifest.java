package dev.bookreel.delivery;

import dev.bookreel.compression.Compression;
import java.time.Instant;
import java.util.Optional;

/**
 * What is written beside a delivery's file. A delivery exists if its manifest does.
 *
 * @param location where the source had the file
 * @param modifiedAt when the source said it was changed last, in the source's precision
 * @param file the name of the file with the content, in the manifest's folder
 * @param contentOf the delivery that {@code file} was stored for, if it was not this one
 */
record Manifest(
    Instant deliveredAt,
    Instant fetchedAt,
    String source,
    String location,
    Instant modifiedAt,
    long bytes,
    String sha256,
    String file,
    Optional<Instant> contentOf) {
  static final String SUFFIX = ".manifest.json";

  /** Of a delivery with a file of its own. */
  static Manifest ofNew(Instant deliveredAt, Arrival arrival, Content content) {
    return new Manifest(
        deliveredAt,
        arrival.fetchedAt(),
        arrival.source(),
        arrival.file().location(),
        content.state().modifiedAt(),
        content.state().bytes(),
        content.sha256(),
        DeliveryTime.format(deliveredAt)
            + "."
            + arrival.table().format().extension()
            + Compression.suffixOf(arrival.file().location()),
        Optional.empty());
  }

  /** The same delivery, with another one's file instead of its own. */
  Manifest sharing(Manifest other) {
    return new Manifest(
        deliveredAt,
        fetchedAt,
        source,
        location,
        modifiedAt,
        bytes,
        sha256,
        other.file,
        Optional.of(other.contentOf.orElse(other.deliveredAt)));
  }

  /** The same delivery, its file with a name that tells its content, too. */
  Manifest namedByContent() {
    String time = DeliveryTime.format(deliveredAt);
    return new Manifest(
        deliveredAt,
        fetchedAt,
        source,
        location,
        modifiedAt,
        bytes,
        sha256,
        time + "." + sha256.substring(0, 16) + file.substring(time.length()),
        contentOf);
  }

  static String name(Instant deliveredAt) {
    return DeliveryTime.format(deliveredAt) + SUFFIX;
  }

  /** What the source said of the file when it was read. */
  FileState state() {
    return new FileState(bytes, modifiedAt);
  }
}
