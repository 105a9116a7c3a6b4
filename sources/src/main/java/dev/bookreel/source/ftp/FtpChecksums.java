package dev.bookreel.source.ftp;

import dev.bookreel.source.Checksum;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checksums, which some servers work out by one of several commands that never became a standard.
 * Weaker ones than MD5 are not asked for.
 */
final class FtpChecksums {
  private static final String SHA256 = "SHA-256";
  private static final String MD5 = "MD5";

  private static final List<Way> WAYS =
      List.of(
          new Way("HASH", SHA256, 64),
          new Way("XSHA256", SHA256, 64),
          new Way("HASH", MD5, 32),
          new Way("XMD5", MD5, 32),
          new Way("MD5", MD5, 32));

  private final FtpConnection connection;

  FtpChecksums(FtpConnection connection) {
    this.connection = connection;
  }

  private record Way(String command, String algorithm, int digits) {
    boolean isIn(String offer) {
      return !command.equals("HASH") || offer.toUpperCase(Locale.ROOT).contains(algorithm);
    }
  }

  /** A file's checksum by the best way that the server offers; empty if it offers none. */
  Optional<Checksum> of(String path) throws IOException {
    for (Way way : WAYS) {
      if (connection.offers(way.command()) && way.isIn(connection.offer(way.command()))) {
        Optional<Checksum> checksum = by(way, connection.at(path));
        if (checksum.isPresent()) {
          return checksum;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Checksum> by(Way way, String path) throws IOException {
    if (way.command().equals("HASH")
        && !connection.send("OPTS", "HASH " + way.algorithm()).isDone()) {
      return Optional.empty();
    }
    FtpReply reply = connection.send(way.command(), path);
    String text = String.join(" ", reply.lines()).replace(path, "");
    return reply.isDone() ? found(way, text) : Optional.empty();
  }

  private static Optional<Checksum> found(Way way, String text) {
    Matcher digits = Pattern.compile("\\b[0-9a-fA-F]{" + way.digits() + "}\\b").matcher(text);
    return digits.find()
        ? Optional.of(new Checksum(way.algorithm(), digits.group().toLowerCase(Locale.ROOT)))
        : Optional.empty();
  }
}
