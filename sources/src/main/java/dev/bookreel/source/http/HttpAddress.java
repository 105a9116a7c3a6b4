package dev.bookreel.source.http;

import dev.bookreel.error.LakeException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a source's files begin.
 *
 * @param base without a slash at its end, login, query or fragment
 * @param pattern what of the path has to be looked for below the base, such as {@code {date}}; each
 *     step as it is called; may be empty
 * @param user who logs in, if that stands before the host
 */
record HttpAddress(URI base, String pattern, Optional<String> user) {
  private static final String FIX = "Write it like https://vendor.example/dumps";

  /** Whether a text begins like an address of this kind. */
  static boolean isMeantBy(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") || lower.startsWith("https://");
  }

  /** The text without what stands before the host. */
  static String withoutLogin(String text) {
    return text.replaceFirst("^([A-Za-z]+://)[^/?#]*@", "$1");
  }

  /**
   * @param opening begins messages
   * @param passwords says where passwords belong
   * @throws LakeException if the text is no such address, or holds a password, which it does not
   *     repeat
   */
  static HttpAddress parse(String text, String opening, String passwords) {
    List<String> kept = new ArrayList<>();
    List<String> pattern = new ArrayList<>();
    for (String step : text.split("/", -1)) {
      boolean begins = kept.size() >= 3 && (step.contains("{") || step.contains("*"));
      (begins || !pattern.isEmpty() ? pattern : kept).add(step);
    }
    String start = "%s: '%s' ".formatted(opening, shown(text));
    URI uri =
        UriText.uri(String.join("/", kept), StandardCharsets.UTF_8)
            .filter(it -> isMeantBy(text) && it.getHost() != null)
            .orElseThrow(() -> new LakeException(start + "is no http or https URL. " + FIX));
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new LakeException(
          start
              + "has a '?' or '#'. Leave out what begins there, or write %3F or %23 if it is part of a name");
    }
    if (uri.getRawUserInfo() != null && uri.getRawUserInfo().indexOf(':') >= 0) {
      throw new LakeException(start + "comes with a password in it. " + passwords);
    }
    return new HttpAddress(base(uri), pattern(pattern, start), user(uri, start));
  }

  /** Secrets may also stand behind the path. */
  private static String shown(String text) {
    return withoutLogin(text).replaceFirst("([?#]).*", "$1...");
  }

  private static URI base(URI uri) {
    String path = String.join("/", UriText.steps(uri.getRawPath()));
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return URI.create(
        uri.getScheme().toLowerCase(Locale.ROOT)
            + "://"
            + uri.getHost().toLowerCase(Locale.ROOT)
            + port
            + (path.isEmpty() ? "" : "/" + path));
  }

  private static String pattern(List<String> steps, String start) {
    List<String> names = new ArrayList<>();
    for (String step : steps) {
      if (!step.isEmpty()) {
        names.add(decoded(step, start));
      }
    }
    return String.join("/", names);
  }

  private static Optional<String> user(URI uri, String start) {
    return Optional.ofNullable(uri.getRawUserInfo()).map(user -> decoded(user, start));
  }

  private static String decoded(String text, String start) {
    return UriText.decoded(text)
        .orElseThrow(
            () -> new LakeException(start + "has a '%' that encodes nothing. Write %25 for it"));
  }

  /** A file or folder below it, as it is called. */
  URI of(String path) {
    return path.isEmpty() ? base : URI.create(base + "/" + UriText.encoded(path));
  }

  /** Whether others than this machine can read on the way what is sent there. */
  boolean isOpenToReaders() {
    String host = base.getHost();
    boolean here =
        host.equals("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
    return !UriText.isSecret(base) && !here;
  }
}
