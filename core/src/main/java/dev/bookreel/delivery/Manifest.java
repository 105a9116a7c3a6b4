package dev.bookreel.delivery;

import dev.bookreel.compression.Compression;
import dev.bookreel.source.FileState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What is written beside a delivery's file. A delivery exists if its manifest does.
 *
 * @param location where the source had the file
 * @param modifiedAt when the source said it was changed last, in the source's precision, if it did
 * @param tag what the source said changes with the content, if it did
 * @param watermark how far the reading came in what keeps growing
 * @param file the name of the file with the content, in the manifest's folder
 * @param contentOf the delivery that {@code file} was stored for, if it was not this one
 */
record Manifest(
    Instant deliveredAt,
    Instant fetchedAt,
    String source,
    String location,
    Optional<Instant> modifiedAt,
    Optional<String> tag,
    Optional<String> watermark,
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
        content.state().tag(),
        content.watermark(),
        content.bytes(),
        content.sha256(),
        DeliveryTime.format(deliveredAt)
            + "."
            + arrival.table().format().extension()
            + Compression.suffixOf(arrival.file().name()),
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
        tag,
        watermark,
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
        tag,
        watermark,
        bytes,
        sha256,
        time + "." + sha256.substring(0, 16) + file.substring(time.length()),
        contentOf);
  }

  static String name(Instant deliveredAt) {
    return DeliveryTime.format(deliveredAt) + SUFFIX;
  }

  /** The delivery time that a manifest's name says. */
  static Optional<Instant> time(String name) {
    return DeliveryTime.parse(name.substring(0, name.length() - SUFFIX.length()));
  }

  /**
   * Whether a file that the source has now is the one that was fetched, as surely as its state can
   * tell: by a tag, or by size and time. A time of whole seconds says nothing of a change within
   * the second in which the file was fetched.
   */
  boolean isOf(FileState now) {
    if (now.tag().isPresent() || tag.isPresent()) {
      return now.tag().equals(tag);
    }
    return now.bytes().isPresent()
        && now.bytes().getAsLong() == bytes
        && now.modifiedAt().isPresent()
        && now.modifiedAt().equals(modifiedAt)
        && !mayHaveChangedSince(now.modifiedAt().get());
  }

  private boolean mayHaveChangedSince(Instant time) {
    boolean wholeSeconds = time.equals(time.truncatedTo(ChronoUnit.SECONDS));
    return wholeSeconds && !fetchedAt.isAfter(time.plusSeconds(1));
  }
}
