package dev.bookreel.source.remote;

import dev.bookreel.error.WrongUsageException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code scheme://user@host:port/path}. The path begins where the login leads; with a second
 * slash before it, at the server's root.
 */
public final class RemoteUri {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<scheme>[a-z]+)://(?:(?<user>[^@/]*)@)?(?<host>\\[[0-9a-fA-F:.]+]|[^@:/\\[\\]]+)"
              + "(?::(?<port>\\d{1,5}))?(?:/(?<path>.*))?");

  private RemoteUri() {}

  /**
   * The settings {@code host}, {@code port}, {@code user} and {@code path} that a URI stands for.
   *
   * @throws WrongUsageException if it has another form, or holds a password, which is not repeated
   */
  public static Map<String, String> settings(String location) {
    refusePassword(location);
    Matcher matcher = FORM.matcher(location);
    if (!matcher.matches()) {
      throw new WrongUsageException(
          "--from %s: it is not of the form %s://user@host:port/path. Write it so; user, port and path may be left out"
              .formatted(location, location.substring(0, location.indexOf(':'))));
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("host", matcher.group("host").replaceAll("[\\[\\]]", ""));
    put(settings, "port", matcher.group("port"));
    put(settings, "user", matcher.group("user"));
    put(settings, "path", matcher.group("path"));
    return settings;
  }

  private static void put(
      Map<String, String> settings, String key, @org.jspecify.annotations.Nullable String value) {
    if (value != null && !value.isEmpty()) {
      settings.put(key, decoded(value));
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new WrongUsageException(
          "--from: '%s' has a '%%' without two hexadecimal digits behind it. Write %%25 for it"
              .formatted(text));
    }
  }

  /** Who sees the list of processes, or the shell's history, would see it too. */
  private static void refusePassword(String location) {
    String authority = location.substring(location.indexOf("://") + 3).split("/", 2)[0];
    int at = authority.lastIndexOf('@');
    if (at >= 0 && authority.substring(0, at).indexOf(':') >= 0) {
      String shown = location.substring(0, location.indexOf("://") + 3);
      throw new WrongUsageException(
          "--from %s%s@%s holds a password, which others on this machine could see. Leave it out, and set BOOKREEL_FROM_PASSWORD in the environment"
              .formatted(
                  shown,
                  authority.substring(0, authority.indexOf(':')),
                  authority.substring(at + 1)));
    }
  }
}
