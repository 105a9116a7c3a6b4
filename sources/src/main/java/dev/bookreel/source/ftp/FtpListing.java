package dev.bookreel.source.ftp;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.FileTree.Entry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPFileEntryParser;
import org.apache.commons.net.ftp.FTPListParseEngine;
import org.apache.commons.net.ftp.parser.DefaultFTPFileEntryParserFactory;
import org.apache.commons.net.ftp.parser.ParserInitializationException;

/**
 * Lists folders: by {@code MLSD} where the server has it, else by {@code LIST}, of which only names
 * and kinds are taken, for its times have minutes and no zone.
 */
final class FtpListing {
  private static final int MOST_BYTES = 64 << 20;

  private final FtpConnection connection;
  private final UnaryOperator<String> location;

  FtpListing(FtpConnection connection, UnaryOperator<String> location) {
    this.connection = connection;
    this.location = location;
  }

  /** What a folder holds; empty if there is none. */
  List<Entry> of(String folder) throws IOException {
    return connection.offers("MLST") || connection.offers("MLSD") ? byFacts(folder) : plain(folder);
  }

  private List<Entry> byFacts(String folder) throws IOException {
    Optional<byte[]> listing = transfer("MLSD", connection.at(folder), folder);
    List<Entry> entries = new ArrayList<>();
    String text = new String(listing.orElse(new byte[0]), connection.encoding());
    for (String line : text.split("\r?\n", -1)) {
      Optional<FtpFacts> facts = FtpFacts.parse(line);
      if (facts.isPresent() && facts.get().type() != FtpFacts.Type.SELF) {
        entries.add(entry(folder, facts.get()));
      }
    }
    return entries;
  }

  private Entry entry(String folder, FtpFacts facts) throws IOException {
    boolean isFolder =
        facts.type() == FtpFacts.Type.FOLDER
            || (facts.type() == FtpFacts.Type.OTHER && isFolder(folder, facts.name()));
    return new Entry(facts.name(), isFolder);
  }

  /** Where a link leads. Names that are no names are for who asked to refuse. */
  private boolean isFolder(String folder, String name) throws IOException {
    return isName(name)
        && connection
            .send("CWD", connection.at(folder.isEmpty() ? name : folder + "/" + name))
            .isDone();
  }

  private static boolean isName(String name) {
    return !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && name.chars().noneMatch(Character::isISOControl);
  }

  /** Of the current folder, for many servers take a name behind LIST for options or a pattern. */
  private List<Entry> plain(String folder) throws IOException {
    if (!connection.send("CWD", connection.at(folder)).isDone()) {
      refuse(connection.reply(), folder);
      return List.of();
    }
    Optional<byte[]> listing = transfer("LIST", null, folder);
    FTPListParseEngine engine = new FTPListParseEngine(parser());
    engine.readServerList(
        new ByteArrayInputStream(listing.orElse(new byte[0])), connection.encoding().name());
    List<Entry> entries = new ArrayList<>();
    for (FTPFile file : engine.getFiles()) {
      if (file != null && file.getName() != null) {
        boolean isLink = file.isSymbolicLink();
        entries.add(
            new Entry(
                file.getName(), isLink ? isFolder(folder, file.getName()) : file.isDirectory()));
      }
    }
    return entries;
  }

  private FTPFileEntryParser parser() throws IOException {
    DefaultFTPFileEntryParserFactory factory = new DefaultFTPFileEntryParserFactory();
    try {
      return factory.createFileEntryParser(connection.system());
    } catch (ParserInitializationException unknown) {
      return factory.createFileEntryParser("UNIX");
    }
  }

  private Optional<byte[]> transfer(
      String command, @org.jspecify.annotations.Nullable String argument, String folder)
      throws IOException {
    Optional<Socket> data = connection.transfer(command, argument, 0);
    if (data.isEmpty()) {
      refuse(connection.reply(), folder);
      return Optional.empty();
    }
    byte[] listing = data.get().getInputStream().readNBytes(MOST_BYTES + 1);
    if (listing.length > MOST_BYTES) {
      throw new IOException(
          "%s: its list of names is longer than %d bytes"
              .formatted(location.apply(folder), MOST_BYTES));
    }
    connection.complete();
    return Optional.of(listing);
  }

  /**
   * @throws IOException if the server may give the list later
   * @throws LakeException if it will not give it
   */
  private void refuse(FtpReply reply, String folder) throws IOException {
    if (reply.saysDenied()) {
      throw new LakeException(
          "%s cannot be listed: %s. Have the folder made readable for the source's user"
              .formatted(location.apply(folder), reply.text()));
    }
    if (reply.isForNow() && !reply.saysMissing()) {
      throw new IOException("%s is not listed: %s".formatted(location.apply(folder), reply.text()));
    }
  }
}
