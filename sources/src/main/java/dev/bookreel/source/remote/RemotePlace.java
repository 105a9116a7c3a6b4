package dev.bookreel.source.remote;

import dev.bookreel.definition.SourceDefinition;
import dev.bookreel.error.LakeException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a server is, and from which of its folders paths count.
 *
 * @param scheme of its URIs, such as {@code ftp}
 * @param port 0 stands for the scheme's own
 * @param fromRoot whether paths begin at the server's root; else where the login leads
 */
public record RemotePlace(
    String scheme, String host, int port, Optional<String> user, boolean fromRoot) {
  private static final int LARGEST_PORT = 65535;

  public RemotePlace {
    if (host.isBlank() || host.chars().anyMatch(RemotePlace::isOdd)) {
      throw new LakeException(
          "'%s' is no name of a host. Write 'host' like ftp.example.org"
              .formatted(host.replaceFirst(".*@", "...@")));
    }
    if (port < 0 || port > LARGEST_PORT) {
      throw new LakeException(
          "%d is no port. Write 'port' as a number up to %d".formatted(port, LARGEST_PORT));
    }
  }

  private static boolean isOdd(int character) {
    return Character.isISOControl(character)
        || Character.isWhitespace(character)
        || "/@?#%\\".indexOf(character) >= 0;
  }

  /** The place that the settings {@code host}, {@code port}, {@code user}, {@code path} tell. */
  public static RemotePlace of(SourceDefinition definition, String scheme) {
    return new RemotePlace(
        scheme,
        definition.required("host").toLowerCase(Locale.ROOT),
        definition.number("port").orElse(0),
        definition.text("user"),
        definition.text("path").orElse("").startsWith("/"));
  }

  /** The steps of the setting {@code path}, without slashes around them. */
  public static String prefix(SourceDefinition definition) {
    return definition.text("path").orElse("").replaceAll("^/+|/+$", "");
  }

  /**
   * The port to connect to.
   *
   * @param usual the scheme's own
   */
  public int port(int usual) {
    return port == 0 ? usual : port;
  }

  /** The URI of a path, without secrets. Names beyond ASCII stay readable. */
  public String location(String path) {
    return "%s://%s%s%s/%s%s"
        .formatted(
            scheme,
            user.map(name -> escaped(name) + "@").orElse(""),
            host.indexOf(':') >= 0 ? "[" + host + "]" : host,
            port == 0 ? "" : ":" + port,
            fromRoot ? "/" : "",
            Arrays.stream(path.split("/"))
                .map(RemotePlace::escaped)
                .collect(Collectors.joining("/")));
  }

  private static String escaped(String step) {
    try {
      return new URI(null, null, "/" + step, null)
          .getRawPath()
          .substring(1)
          .replace("@", "%40")
          .replace(":", "%3A");
    } catch (URISyntaxException e) {
      return step;
    }
  }
}
