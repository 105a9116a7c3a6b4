package dev.bookreel.source.ftp;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A server's answer to a command.
 *
 * @param lines as sent, the first with the code
 */
record FtpReply(int code, List<String> lines) {
  private static final Pattern MISSING =
      Pattern.compile("no such|not found|not exist|cannot find|can't find|not a valid pathname");
  private static final Pattern DENIED =
      Pattern.compile("permission|denied|not allowed|forbidden|privilege|not authori[sz]ed");
  private static final Pattern CROWDED =
      Pattern.compile("too many|maximum|max(imum)? number|limit|sessions|try again|already logged");

  FtpReply {
    lines = List.copyOf(lines);
  }

  boolean isDone() {
    return code >= 200 && code < 300;
  }

  /** Whether the same command may succeed later. */
  boolean isForNow() {
    return code >= 400 && code < 500;
  }

  /** Whether the server does not know the command, or not for such arguments. */
  boolean isUnknownCommand() {
    return code == 500 || code == 502 || code == 504;
  }

  /** Whether the text says that there is no such file. Servers have no code for it. */
  boolean saysMissing() {
    return code >= 400 && MISSING.matcher(lower()).find();
  }

  /** Whether the text says that there is something, but not for us. */
  boolean saysDenied() {
    return code >= 400 && DENIED.matcher(lower()).find();
  }

  /** Whether the text says that others have to leave first. */
  boolean saysCrowded() {
    return code == 421 || (code >= 400 && CROWDED.matcher(lower()).find());
  }

  private String lower() {
    return text().toLowerCase(Locale.ROOT);
  }

  /** In one line without a full stop, for messages. */
  String text() {
    String text = String.join(" ", lines).replaceAll("\\p{Cntrl}+", " ").strip();
    text = text.replaceAll("[. ]+$", "");
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
