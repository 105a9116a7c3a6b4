package dev.bookreel.source.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Names in URIs, and URIs for people. */
final class UriText {
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  private static final String STRUCTURE = ":/?#[]@!$&'()*+,;=%";

  private UriText() {}

  /** A path of names, each as it is called, as the path of a URI. */
  static String encoded(String path) {
    return encoded(path, PLAIN + "/", StandardCharsets.UTF_8);
  }

  /** A name in a URI as it is called; empty if it is no UTF-8. */
  static Optional<String> decoded(String step) {
    ByteBuffer bytes = ByteBuffer.allocate(step.length() * 4);
    for (int i = 0; i < step.length(); i++) {
      char c = step.charAt(i);
      if (c != '%') {
        bytes.put(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      int high = i + 2 < step.length() ? Character.digit(step.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(step.charAt(i + 2), 16) : -1;
      if (low < 0) {
        return Optional.empty();
      }
      bytes.put((byte) (high * 16 + low));
      i += 2;
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException noText) {
      return Optional.empty();
    }
  }

  /**
   * A text that somebody meant as a URI: what may not stand in one is encoded.
   *
   * @param charset of the text's characters that no URI may have
   * @return empty if it is none even so
   */
  static Optional<URI> uri(String text, Charset charset) {
    try {
      return Optional.of(new URI(encoded(text.strip(), PLAIN + STRUCTURE, charset)));
    } catch (URISyntaxException none) {
      return Optional.empty();
    }
  }

  private static String encoded(String text, String kept, Charset charset) {
    StringBuilder encoded = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (kept.indexOf(point) >= 0) {
                encoded.appendCodePoint(point);
                return;
              }
              for (byte b : Character.toString(point).getBytes(charset)) {
                encoded.append('%').append("%02X".formatted(b & 0xff));
              }
            });
    return encoded.toString();
  }

  /** For messages: the query may be what opens a door, and so may what stands before the host. */
  static String shown(URI uri) {
    String text = origin(uri) + uri.getRawPath();
    return uri.getRawQuery() == null ? text : text + "?...";
  }

  /** Scheme, host and port: whom one talks to. */
  static String origin(URI uri) {
    return scheme(uri) + "://" + server(uri);
  }

  /** Host and port, the port only where it is not the usual one. */
  static String server(URI uri) {
    boolean usual = uri.getPort() < 0 || uri.getPort() == (isSecret(uri) ? 443 : 80);
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return usual ? host : host + ":" + uri.getPort();
  }

  /** Whether nobody can read on the way what is sent. */
  static boolean isSecret(URI uri) {
    return scheme(uri).equals("https");
  }

  private static String scheme(URI uri) {
    return uri.getScheme().toLowerCase(Locale.ROOT);
  }

  /** The steps of a URI's path, as they stand there; none is empty. */
  static List<String> steps(String rawPath) {
    List<String> steps = new ArrayList<>(List.of(rawPath.split("/")));
    steps.removeIf(String::isEmpty);
    return steps;
  }
}
