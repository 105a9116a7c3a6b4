package dev.bookreel.source.http;

import dev.bookreel.error.LakeException;
import dev.bookreel.source.BusyException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What failed, in words, and whether it is worth another attempt. */
final class Failures {
  private Failures() {}

  /**
   * Of a request that got no answer.
   *
   * @return for what may pass
   * @throws LakeException if the server is not who it says
   */
  static IOException unanswered(URI uri, Throwable failure, Duration timeout) {
    String server = UriText.server(uri);
    if (failure instanceof HttpConnectTimeoutException) {
      return again("no connection to %s within %s".formatted(server, seconds(timeout)), failure);
    }
    if (failure instanceof HttpTimeoutException) {
      return again("no answer from %s within %s".formatted(server, seconds(timeout)), failure);
    }
    if (cause(failure, UnresolvedAddressException.class) != null) {
      return again("there is no host '%s'".formatted(uri.getHost()), failure);
    }
    if (failure instanceof ConnectException
        && cause(failure, ClosedChannelException.class) != null) {
      // What Java's client makes of a refused connection.
      return again("no connection to %s: nobody listens there".formatted(server), failure);
    }
    if (failure instanceof ConnectException) {
      return again("no connection to %s: %s".formatted(server, detail(failure)), failure);
    }
    if (failure instanceof SSLException && cause(failure, CertificateException.class) != null) {
      throw new LakeException(
          "The certificate of %s is not to be trusted: %s. If the server has an authority of its own, name the authority's certificate with 'ca_file'"
              .formatted(server, detail(failure)),
          failure);
    }
    if (cause(failure, EOFException.class) != null) {
      return again("the connection to %s ended without an answer".formatted(server), failure);
    }
    return again("the connection to %s broke: %s".formatted(server, detail(failure)), failure);
  }

  /** Of content that stopped coming. */
  static String broken(Throwable failure) {
    return cause(failure, EOFException.class) != null
        ? "the connection ended early"
        : "the connection broke: " + detail(failure);
  }

  /** Of an answer that is not what was asked for. */
  static IOException of(Answer answer, Login login) {
    int status = answer.status();
    String says = "%s answers %d".formatted(UriText.shown(answer.at()), status);
    if (status == 408 || status == 425 || status == 429 || (status >= 500 && status != 501)) {
      return wait(answer)
          .<IOException>map(
              wait -> new BusyException(says + ", and to wait " + seconds(wait), wait))
          .orElseGet(() -> new IOException(says));
    }
    throw new LakeException(says + meaning(status, answer.at(), login));
  }

  private static String meaning(int status, URI at, Login login) {
    return switch (status) {
      case 401 -> ": " + wrongLogin(at, login);
      case 403 -> ": it is forbidden. Have the server allow it to who asks";
      case 404, 410 -> ": it is not there any more. Fetch again when it is back";
      case 407 ->
          ": a proxy on the way wants a login, which is not supported. Use one that wants none";
      default -> ", which does not help. Correct 'url' of the source, or have the server mended";
    };
  }

  private static String wrongLogin(URI at, Login login) {
    if (login.isNone()) {
      return "it wants a login. Give the source 'user' and 'password', or 'token'";
    }
    return login.authorization(at).isPresent()
        ? "it refuses the login. Correct the source's 'user' and 'password', or 'token'"
        : "it wants a login, and is not the server that 'url' names, which alone gets one. Name it with 'url'";
  }

  /** What {@code Retry-After} asks for, in seconds or as a time. */
  private static Optional<Duration> wait(Answer answer) {
    String text = answer.header("Retry-After").orElse("");
    if (text.matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    Instant now = answer.header("Date").flatMap(Answer::time).orElseGet(Instant::now);
    return Answer.time(text)
        .map(until -> Duration.between(now, until))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait);
  }

  private static IOException again(String message, Throwable failure) {
    return new IOException(message, failure);
  }

  /** The innermost words that there are: the outer ones tell of Java's own affairs. */
  private static String detail(Throwable failure) {
    String found = failure.getClass().getSimpleName();
    for (@Nullable Throwable it = failure; it != null; it = it.getCause()) {
      if (it.getMessage() != null && !it.getMessage().isBlank()) {
        found = it.getMessage();
      }
    }
    return found;
  }

  private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
    for (@Nullable Throwable it = failure; it != null; it = it.getCause()) {
      if (type.isInstance(it)) {
        return type.cast(it);
      }
    }
    return null;
  }

  static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0
        ? time.toSeconds() + " s"
        : String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
