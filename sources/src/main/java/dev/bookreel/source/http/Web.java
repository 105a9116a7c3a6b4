package dev.bookreel.source.http;

import dev.bookreel.error.LakeException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;

/**
 * Asks web servers, over HTTP/1.1: over one connection of HTTP/2 those who read several files would
 * wait for each other. Redirections are followed with care: not often, not in a circle, not to
 * where others can listen in, and without the login to another server. Any number of threads may
 * ask.
 */
final class Web implements AutoCloseable {
  private static final int MOST_REDIRECTIONS = 5;

  /** Java's client reads 16 KB at a time unless it is told before it is first used. */
  private static final String BUFFER = "jdk.httpclient.bufsize";

  private static final String BUFFER_BYTES = "131072";

  private final HttpClient client;
  private final Login login;
  private final Duration timeout;
  private final Set<Runnable> endings = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param ssl whom to trust; empty for those whom Java trusts
   * @param timeout for every step: connecting, the head of an answer, each piece of its content
   */
  Web(Optional<SSLContext> ssl, Login login, Duration timeout) {
    if (System.getProperty(BUFFER) == null) {
      System.setProperty(BUFFER, BUFFER_BYTES);
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout);
    ssl.ifPresent(builder::sslContext);
    this.client = builder.build();
    this.login = login;
    this.timeout = timeout;
  }

  /**
   * The answer to a request, whatever its status, after redirections.
   *
   * @param headers beside those that every request has
   * @throws LakeException if the server is not to be trusted, or redirects to where one may not go
   */
  Answer ask(String method, URI uri, Map<String, String> headers) throws IOException {
    Set<URI> seen = new LinkedHashSet<>();
    URI at = uri;
    while (true) {
      seen.add(at);
      Answer answer = askOnce(method, at, headers);
      if (!isRedirection(answer.status())) {
        return answer;
      }
      try (answer) {
        at = next(answer, seen);
      }
    }
  }

  /** What went wrong, if an answer is not what was asked for. */
  IOException failure(Answer answer) {
    return Failures.of(answer, login);
  }

  private static boolean isRedirection(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static URI next(Answer answer, Set<URI> seen) {
    URI from = answer.at();
    // A header has bytes and no characters: Java gives each as the character of that number.
    URI to =
        answer
            .header("Location")
            .filter(text -> !text.isEmpty())
            .flatMap(text -> UriText.uri(text, StandardCharsets.ISO_8859_1))
            .map(from::resolve)
            .filter(it -> it.getHost() != null && HttpAddress.isMeantBy(it.toString()))
            .orElseThrow(() -> astray(from, "to what is no http or https URL"));
    if (UriText.isSecret(from) && !UriText.isSecret(to)) {
      throw astray(from, "to %s, where others can listen in".formatted(UriText.shown(to)));
    }
    if (seen.contains(to)) {
      throw astray(from, "in a circle, back to %s".formatted(UriText.shown(to)));
    }
    if (seen.size() > MOST_REDIRECTIONS) {
      throw astray(from, "more than %d times".formatted(MOST_REDIRECTIONS));
    }
    return to;
  }

  private static LakeException astray(URI from, String where) {
    return new LakeException(
        "%s redirects %s, which is not followed. Correct 'url' of the source, or have the server mended"
            .formatted(UriText.shown(from), where));
  }

  private Answer askOnce(String method, URI uri, Map<String, String> headers) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(timeout)
            .header("User-Agent", "Bookreel")
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    login.authorization(uri).ifPresent(value -> request.header("Authorization", value));
    CompletableFuture<HttpResponse<Body>> sent = client.sendAsync(request.build(), head -> body());
    Runnable ending = () -> sent.cancel(true);
    endings.add(ending);
    try {
      if (closed) {
        ending.run();
      }
      HttpResponse<Body> response = sent.get();
      return new Answer(uri, response.statusCode(), response.headers(), response.body());
    } catch (CancellationException e) {
      throw new IOException("it was closed", e);
    } catch (ExecutionException e) {
      if (closed) {
        throw new IOException("it was closed", e);
      }
      throw Failures.unanswered(uri, e.getCause() == null ? e : e.getCause(), timeout);
    } catch (InterruptedException e) {
      ending.run();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      endings.remove(ending);
    }
  }

  private Body body() {
    // Taken out again by the body itself, which cannot be named before it is there.
    Ending ending = new Ending();
    Body body = new Body(timeout, () -> endings.remove(ending));
    ending.body = Optional.of(body);
    endings.add(ending);
    if (closed) {
      body.close();
    }
    return body;
  }

  private static final class Ending implements Runnable {
    private volatile Optional<Body> body = Optional.empty();

    @Override
    public void run() {
      body.ifPresent(Body::close);
    }
  }

  /** Connections that nobody uses end when Java's client is no longer needed, by itself. */
  @Override
  public void close() {
    closed = true;
    endings.forEach(Runnable::run);
  }
}
