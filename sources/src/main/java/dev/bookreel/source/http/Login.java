package dev.bookreel.source.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What tells one server who asks. No other server gets it. */
final class Login {
  /** Of who asks without one. */
  static final Login NONE = new Login("", Optional.empty());

  private final String origin;
  private final Optional<String> authorization;

  private Login(String origin, Optional<String> authorization) {
    this.origin = origin;
    this.authorization = authorization;
  }

  static Login basic(URI server, String user, String password) {
    String text = user + ":" + password;
    String encoded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    return new Login(UriText.origin(server), Optional.of("Basic " + encoded));
  }

  static Login bearer(URI server, String token) {
    return new Login(UriText.origin(server), Optional.of("Bearer " + token));
  }

  /** The value of {@code Authorization} for a request, if its server is the right one. */
  Optional<String> authorization(URI uri) {
    return UriText.origin(uri).equals(origin) ? authorization : Optional.empty();
  }

  boolean isNone() {
    return authorization.isEmpty();
  }

  /** Without what nobody may see. */
  @Override
  public String toString() {
    return "Login[" + origin + "]";
  }
}
