package dev.bookreel.source.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A web server on a free port of this machine that does what servers of files do. */
final class WebServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** What was asked for. */
  record Request(String method, String path, Headers headers) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.getFirst(name));
    }

    @Override
    public String toString() {
      return method + " " + path + header("Range").map(range -> " " + range).orElse("");
    }
  }

  /** A file, or the page of a folder. */
  private static final class Page {
    private final byte[] content;
    private final Map<String, String> headers;

    Page(byte[] content, Map<String, String> headers) {
      this.content = content;
      this.headers = headers;
    }
  }

  private WebServer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  static WebServer start() {
    try {
      return new WebServer(HttpServer.create(free(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static WebServer start(SSLContext tls) {
    try {
      HttpsServer server = HttpsServer.create(free(), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(tls));
      return new WebServer(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetSocketAddress free() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  String url() {
    String scheme = server instanceof HttpsServer ? "https" : "http";
    return scheme + "://127.0.0.1:" + port();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /**
   * @param path as it is called
   */
  void put(String path, byte[] content, Map<String, String> headers) {
    pages.put(path, new Page(content, headers));
  }

  void put(String path, String content, Map<String, String> headers) {
    put(path, content.getBytes(UTF_8), headers);
  }

  /** A file with a tag that tells its content, and a time. */
  void put(String path, String content) {
    put(path, content, validators(content));
  }

  static Map<String, String> validators(String content) {
    return Map.of(
        "ETag", tag(content), "Last-Modified", Answer.time(Instant.parse("2021-12-28T22:11:00Z")));
  }

  static String tag(String content) {
    return "\"" + Integer.toHexString(content.hashCode()) + "\"";
  }

  void remove(String path) {
    pages.remove(path);
  }

  /** Answers all requests for a path in another way. */
  void on(String path, HttpHandler handler) {
    handlers.put(path, handler);
  }

  void redirect(String path, String location) {
    on(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          exchange.sendResponseHeaders(302, -1);
        });
  }

  void answer(String path, int status, Map<String, String> headers) {
    on(
        path,
        exchange -> {
          headers.forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(status, -1);
        });
  }

  /** Everything that was asked for, in order. */
  List<Request> requests() {
    return new ArrayList<>(requests);
  }

  List<String> asked() {
    return requests.stream().map(Request::toString).toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    requests.add(new Request(exchange.getRequestMethod(), path, exchange.getRequestHeaders()));
    try (exchange) {
      HttpHandler special = handlers.get(path);
      if (special != null) {
        special.handle(exchange);
        return;
      }
      serve(exchange);
    }
  }

  /** As servers do that know ranges and conditions. */
  void serve(HttpExchange exchange) throws IOException {
    serve(exchange, true);
  }

  void serve(HttpExchange exchange, boolean ranges) throws IOException {
    Page page = page(exchange.getRequestURI().getPath());
    if (page == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    page.headers.forEach(exchange.getResponseHeaders()::set);
    int total = page.content.length;
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(total));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    int from = ranges ? from(exchange, page) : -1;
    if (from >= total) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + total);
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    if (from >= 0) {
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes %d-%d/%d".formatted(from, total - 1, total));
    }
    int begin = Math.max(from, 0);
    exchange.sendResponseHeaders(from >= 0 ? 206 : 200, total == begin ? -1 : total - begin);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(page.content, begin, total - begin);
    }
  }

  private @Nullable Page page(String path) {
    Page page = pages.get(path);
    return page == null && path.endsWith("/") ? index(path) : page;
  }

  /** The page of a folder, if there is anything in it. */
  private @Nullable Page index(String folder) {
    Set<String> links = new TreeSet<>();
    for (String path : pages.keySet()) {
      if (path.startsWith(folder)) {
        String rest = path.substring(folder.length());
        int slash = rest.indexOf('/');
        String step = slash < 0 ? rest : rest.substring(0, slash);
        String encoded = URLEncoder.encode(step, UTF_8).replace("+", "%20");
        links.add("<a href='" + encoded + (slash < 0 ? "" : "/") + "'>x</a>");
      }
    }
    return links.isEmpty()
        ? null
        : new Page(String.join("\n", links).getBytes(UTF_8), Map.of("Content-Type", "text/html"));
  }

  /** Where a part begins; -1 if all of it is asked for. */
  private static int from(HttpExchange exchange, Page page) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    String same = exchange.getRequestHeaders().getFirst("If-Range");
    if (range == null || (same != null && !page.headers.containsValue(same))) {
      return -1;
    }
    return Integer.parseInt(range.replaceAll("bytes=(\\d+)-\\d*", "$1"));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
