package dev.bookreel.source.ftp;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.FileState;
import dev.bookreel.source.FileTree.Entry;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * Sizes and times of files: by {@code MLST} where the server has it, else by {@code SIZE} and
 * {@code MDTM}. Times are in UTC and whole seconds.
 */
final class FtpStates {
  private final FtpConnection connection;
  private final UnaryOperator<String> location;

  FtpStates(FtpConnection connection, UnaryOperator<String> location) {
    this.connection = connection;
    this.location = location;
  }

  /** What is known of a file; empty if there is none. */
  Optional<FileState> of(String path) throws IOException {
    if (!connection.offers("MLST")) {
      return bySizeAndTime(path);
    }
    FtpReply reply = connection.send("MLST", connection.at(path));
    if (!reply.isDone()) {
      return reply.isUnknownCommand() ? bySizeAndTime(path) : absent(reply, path);
    }
    Optional<FtpFacts> facts =
        reply.lines().stream().skip(1).findFirst().flatMap(line -> FtpFacts.parse(line.strip()));
    if (facts.isEmpty() || facts.get().type() == FtpFacts.Type.OTHER) {
      return bySizeAndTime(path);
    }
    if (facts.get().type() != FtpFacts.Type.FILE) {
      throw noFile(path);
    }
    OptionalLong size = facts.get().size();
    Optional<Instant> modified = facts.get().modified();
    return Optional.of(
        new FileState(
            size.isPresent() ? size : size(connection.send("SIZE", connection.at(path))),
            modified.isPresent() ? modified : time(path),
            Optional.empty()));
  }

  private Optional<FileState> absent(FtpReply reply, String path) throws IOException {
    if (reply.saysDenied()) {
      throw denied(reply, path);
    }
    if (reply.isForNow() && !reply.saysMissing()) {
      throw new IOException("%s: %s".formatted(location.apply(path), reply.text()));
    }
    return Optional.empty();
  }

  private Optional<FileState> bySizeAndTime(String path) throws IOException {
    FtpReply reply = connection.send("SIZE", connection.at(path));
    if (reply.isDone() || (reply.isUnknownCommand() && isListed(path))) {
      return Optional.of(new FileState(size(reply), time(path), Optional.empty()));
    }
    Optional<FileState> absent = absent(reply, path);
    if (!reply.isUnknownCommand() && !reply.saysMissing() && isListed(path)) {
      throw denied(reply, path);
    }
    return absent;
  }

  private static OptionalLong size(FtpReply reply) {
    return FtpFacts.number(reply.isDone() ? rest(reply) : "");
  }

  private Optional<Instant> time(String path) throws IOException {
    FtpReply reply = connection.send("MDTM", connection.at(path));
    return FtpFacts.time(reply.isDone() ? rest(reply) : "");
  }

  /** What stands behind the code. */
  private static String rest(FtpReply reply) {
    String line = reply.lines().get(0);
    return line.length() > 4 ? line.substring(4).strip() : "";
  }

  /**
   * Whether the folder names the file, for servers that give the same answer for what is not there
   * and what is no file.
   */
  private boolean isListed(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    for (Entry entry :
        new FtpListing(connection, location).of(slash < 0 ? "" : path.substring(0, slash))) {
      if (entry.name().equals(name)) {
        if (entry.folder()) {
          throw noFile(path);
        }
        return true;
      }
    }
    return false;
  }

  private LakeException noFile(String path) {
    return new LakeException(
        "%s is not a file. Have a file put there, or correct 'delivery' in the table's definition"
            .formatted(location.apply(path)));
  }

  private LakeException denied(FtpReply reply, String path) {
    return new LakeException(
        "%s cannot be read: the server answers %s. Have the file made readable for the source's user"
            .formatted(location.apply(path), reply.text()));
  }
}
