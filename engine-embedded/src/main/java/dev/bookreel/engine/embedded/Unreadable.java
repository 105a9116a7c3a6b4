package dev.bookreel.engine.embedded;

import dev.bookreel.delivery.Delivery;
import dev.bookreel.error.LakeException;
import dev.bookreel.error.UnreadableDeliveryException;
import dev.bookreel.file.IoReason;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The one form of every message about a delivery that cannot be loaded. */
final class Unreadable {
  /** Inside the JSON of an error that is wrapped in another one. */
  private static final Pattern FAILED_WRITE =
      Pattern.compile("Could not write file \\\\?\"([^\"\\\\]+)\\\\?\": ([^\"]+)");

  /** DuckDB has counted the record that it stumbles over before it says where it was. */
  private static final Pattern PLACE_IN_JSON =
      Pattern.compile("(?<=^Malformed JSON, at byte \\d{1,18} in )(?:line|record/value) (\\d+)");

  private static final int NAMES_SHOWN = 30;
  private static final int NAME_SHOWN = 60;

  private Unreadable() {}

  static UnreadableDeliveryException because(Delivery delivery, String reason, String fix) {
    return because(delivery, reason, fix, null);
  }

  static UnreadableDeliveryException because(
      Delivery delivery, String reason, String fix, @Nullable Exception cause) {
    return new UnreadableDeliveryException(
        delivery.deliveredAt(),
        "Cannot load %s into %s: %s. %s. The table is unchanged and the delivery stays in raw."
            .formatted(delivery.file(), delivery.table(), reason, fix),
        cause);
  }

  static LakeException cannotRead(Delivery delivery, IOException cause) {
    return new LakeException(
        "Cannot read %s: %s. Check the disk and the file's permissions"
            .formatted(delivery.file(), IoReason.of(cause)),
        cause);
  }

  /** Names for a message: as many as a person reads. */
  static String shown(List<String> names) {
    String all =
        names.stream().limit(NAMES_SHOWN).map(Unreadable::shown).collect(Collectors.joining(", "));
    return names.size() > NAMES_SHOWN
        ? "%s and %d more".formatted(all, names.size() - NAMES_SHOWN)
        : all;
  }

  private static String shown(String name) {
    String line = name.replaceAll("\\p{Cntrl}", "\uFFFD");
    return line.length() > NAME_SHOWN ? line.substring(0, NAME_SHOWN) + "…" : line;
  }

  /**
   * The part of DuckDB's message that a person needs: one line, without the file and hints at
   * options.
   */
  static String firstLine(SQLException e) {
    String message = String.valueOf(e.getMessage()).split("\\R", 2)[0];
    if (message.contains("maximum_object_size")) {
      return "a record is larger than the 32 MB that one may have";
    }
    if (message.contains("state machine reached an invalid state")) {
      return "its line ends are of both kinds, or its quotes are not what they seem";
    }
    Matcher write = FAILED_WRITE.matcher(message);
    if (write.find()) {
      return "cannot write %s: %s".formatted(write.group(1), write.group(2));
    }
    String told =
        message
            .replaceFirst("^[A-Z][A-Za-z /]* Error: ", "")
            .replaceFirst(" in file \".*?\"(?=[,:.]|$)", "")
            .replaceFirst("\\.\\s*$", "");
    return PLACE_IN_JSON
        .matcher(told)
        .replaceFirst(place -> "record " + (Long.parseLong(place.group(1)) - 1));
  }
}
