package dev.bookreel.engine.embedded.delta;

import dev.bookreel.file.DurableFiles;
import dev.bookreel.file.Sha256;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.deletionvectors.Base85Codec;
import io.delta.kernel.internal.deletionvectors.DeletionVectorUtils;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.roaringbitmap.RoaringBitmap;

/**
 * Deletion vectors in the Delta protocol's form: which rows of a file no longer count, kept in a
 * small file of their own so that the data file need not be rewritten. Kernel reads them but writes
 * none.
 *
 * <p>Source: Delta Transaction Log Protocol, "Deletion Vectors" and "Deletion Vector Format".
 */
final class DeletionVectors {
  private static final byte FILE_FORMAT_VERSION = 1;
  private static final int PORTABLE_BITMAP_ARRAY = 1681511377;

  private static final Pattern OWN_NAME =
      Pattern.compile(
          "deletion_vector_[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\\.bin");

  private DeletionVectors() {}

  static long[] read(Engine kernel, String tablePath, DeletionVectorDescriptor vector) {
    return DeletionVectorUtils.loadNewDvAndBitmap(kernel, tablePath, vector)._2.toArray();
  }

  /** Whether a file has a name that only this class gives; others name theirs alike. */
  static boolean wrote(Path file) {
    return OWN_NAME.matcher(file.getFileName().toString()).matches();
  }

  /** One file with vectors. */
  record Written(String file, String sha256, Map<DataFile, DeletionVectorDescriptor> descriptors) {}

  /**
   * Writes one durable file in the table's folder that holds a vector for each data file.
   *
   * @param rows which rows do not count, by data file; none is empty
   */
  static Written write(Path table, Map<DataFile, RowSet> rows) throws IOException {
    UUID name = ownName();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(FILE_FORMAT_VERSION);
    Map<DataFile, DeletionVectorDescriptor> descriptors = new HashMap<>();
    for (Map.Entry<DataFile, RowSet> entry : rows.entrySet()) {
      byte[] bitmap = entry.getValue().serialize();
      descriptors.put(
          entry.getKey(),
          new DeletionVectorDescriptor(
              DeletionVectorDescriptor.UUID_DV_MARKER,
              Base85Codec.encodeUUID(name),
              Optional.of(out.size()),
              bitmap.length,
              entry.getValue().size()));
      out.writeInt(bitmap.length);
      out.write(bitmap);
      CRC32 checksum = new CRC32();
      checksum.update(bitmap);
      out.writeInt((int) checksum.getValue());
    }
    String file = "deletion_vector_" + name + ".bin";
    DurableFiles.createExclusively(table.resolve(file), bytes.toByteArray());
    return new Written(file, Sha256.of(bytes.toByteArray()), descriptors);
  }

  /** The protocol prescribes how the file is named; of version 8, others make no UUIDs. */
  private static UUID ownName() {
    UUID random = UUID.randomUUID();
    return new UUID(
        (random.getMostSignificantBits() & ~0xF000L) | 0x8000L, random.getLeastSignificantBits());
  }

  /** A set of row positions: a 32-bit bitmap for each upper half, ascending. */
  static final class RowSet {
    private final NavigableMap<Integer, RoaringBitmap> byUpperHalf = new TreeMap<>();

    void add(long[] positions) {
      for (long position : positions) {
        byUpperHalf
            .computeIfAbsent((int) (position >>> 32), upper -> new RoaringBitmap())
            .add((int) position);
      }
    }

    long size() {
      return byUpperHalf.values().stream().mapToLong(RoaringBitmap::getLongCardinality).sum();
    }

    private byte[] serialize() {
      int size = Integer.BYTES + Long.BYTES;
      for (RoaringBitmap bitmap : byUpperHalf.values()) {
        bitmap.runOptimize();
        size += Integer.BYTES + bitmap.serializedSizeInBytes();
      }
      ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
      buffer.putInt(PORTABLE_BITMAP_ARRAY);
      buffer.putLong(byUpperHalf.size());
      byUpperHalf.forEach(
          (upper, bitmap) -> {
            buffer.putInt(upper);
            bitmap.serialize(buffer);
          });
      return buffer.array();
    }
  }
}
