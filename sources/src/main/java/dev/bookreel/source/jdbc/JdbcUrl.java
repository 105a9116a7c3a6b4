package dev.bookreel.source.jdbc;

import dev.bookreel.error.LakeException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which database, as drivers write it, without a password.
 *
 * @param text without the user
 * @param user if one stands before the host, or among the parameters
 */
record JdbcUrl(String text, Optional<String> user) {
  private static final Pattern SHAPE = Pattern.compile("jdbc:([A-Za-z][A-Za-z0-9+.-]*):(.*)");

  /** As drivers call it, in parameters after any of {@code ? & ; : ( ,}. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)[?&;:(,]\\s*[a-z_.]*(password|passwd|pwd|passphrase|secret|token|accesskey)[a-z_0-9.]*\\s*=");

  /** {@code user:password@host} or Oracle's {@code user/password@host}. */
  private static final Pattern USER_AND_PASSWORD = Pattern.compile("(//|thin:)[^/@?;:]*[:/][^@]*@");

  private static final Pattern USER = Pattern.compile("//([^/@?;:]+)@");
  private static final Pattern USER_PARAMETER = Pattern.compile("([?&])user=([^&]*)(&|$)");

  /**
   * @param doing what fails, for messages
   * @param instead where a password belongs
   * @throws LakeException if it is no such URL, or has a password; the message does not repeat it
   */
  static JdbcUrl parse(String url, String doing, String instead) {
    if (SECRET.matcher(url).find() || USER_AND_PASSWORD.matcher(url).find()) {
      throw new LakeException("%s: its URL holds a password. %s".formatted(doing, instead));
    }
    if (!SHAPE.matcher(url).matches()) {
      throw new LakeException(
          "%s: '%s' is no JDBC URL. Write for example jdbc:postgresql://db.example.org:5432/app"
              .formatted(doing, url));
    }
    Matcher before = USER.matcher(url);
    if (before.find()) {
      return new JdbcUrl(
          url.substring(0, before.start(1)) + url.substring(before.end()),
          Optional.of(before.group(1)));
    }
    Matcher parameter = USER_PARAMETER.matcher(url);
    if (parameter.find()) {
      String left = parameter.group(3).isEmpty() ? "" : parameter.group(1);
      return new JdbcUrl(
          url.substring(0, parameter.start()) + left + url.substring(parameter.end()),
          Optional.of(parameter.group(2)));
    }
    return new JdbcUrl(url, Optional.empty());
  }

  /** What stands behind {@code jdbc:}, such as {@code postgresql}. */
  String product() {
    Matcher matcher = SHAPE.matcher(text);
    return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : "";
  }

  /** The same for another driver. */
  JdbcUrl withProduct(String product) {
    return new JdbcUrl(
        "jdbc:" + product + text.substring("jdbc:".length() + product().length()), user);
  }

  /** Without parameters: for people, and the same in every run. */
  String shown() {
    return text.replaceFirst("[?;].*", "");
  }

  /** What stands behind the question mark, by lower-case names. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    int mark = text.indexOf('?');
    if (mark >= 0) {
      for (String parameter : text.substring(mark + 1).split("&", -1)) {
        int equals = parameter.indexOf('=');
        parameters.put(
            (equals < 0 ? parameter : parameter.substring(0, equals)).toLowerCase(Locale.ROOT),
            equals < 0 ? "" : parameter.substring(equals + 1));
      }
    }
    return parameters;
  }

  /** Whether the database is on this very machine, so that nobody can listen on the way. */
  boolean isLoopback() {
    Matcher host = Pattern.compile("//(\\[[^\\]]*]|[^:/?;,]*)([^/?;]*)").matcher(text);
    if (!host.find()) {
      return false;
    }
    boolean several = host.group(2).contains(",");
    String name = host.group(1).toLowerCase(Locale.ROOT);
    return !several
        && (name.isEmpty()
            || name.equals("localhost")
            || name.equals("[::1]")
            || name.matches("127(\\.\\d{1,3}){3}"));
  }
}
