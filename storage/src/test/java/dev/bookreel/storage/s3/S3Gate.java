package dev.bookreel.storage.s3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before an S3 server and passes requests on, one connection each. Some it answers wrongly,
 * as networks and busy servers do; every such fault tells how often it struck.
 */
public final class S3Gate implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("(?i)\r\nRange: ([^\r]*)");

  private final URI server;
  private final ServerSocket socket;
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** What may be done to a request. */
  public enum Fault {
    /** It is carried out, and the connection is cut before the answer. */
    ANSWER_LOST,
    /** It is carried out, and the answer says that the server failed. */
    ANSWER_IS_500,
    /** It is not carried out: the server asks to slow down. */
    SLOW_DOWN,
    /** It is not carried out: another one is in the way. */
    CONFLICT,
    /** It is not carried out: the connection is cut. */
    REFUSED,
    /** Half of the content is answered, as if it were all. */
    HALF,
    /** Half of the answer's content is there, then the connection is cut. */
    CUT,
    /** It is not carried out, and nothing is answered until the client is gone. */
    HELD,
    /** It is carried out, and nothing is answered until the client is gone. */
    ANSWER_HELD;

    private boolean isHolding() {
      return this == HELD || this == ANSWER_HELD;
    }
  }

  /** A fault that strikes a number of times. */
  public static final class Rule {
    private final Predicate<String> request;
    private final Fault fault;
    private int left;
    private int struck;
    private final CountDownLatch held = new CountDownLatch(1);

    private Rule(Predicate<String> request, Fault fault, int times) {
      this.request = request;
      this.fault = fault;
      this.left = times;
    }

    private synchronized boolean strikes(String line) {
      if (left == 0 || !request.test(line)) {
        return false;
      }
      left--;
      struck++;
      return true;
    }

    public synchronized int struck() {
      return struck;
    }

    /**
     * Waits until a request is being held.
     *
     * @return whether one is, after a minute at most
     */
    public boolean awaitHeld() throws InterruptedException {
      return held.await(1, TimeUnit.MINUTES);
    }
  }

  public S3Gate(URI server) {
    this.server = server;
    try {
      this.socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new IllegalStateException("There is no free port", e);
    }
    start("gate", this::accept);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /**
   * @param request of a line such as {@code PUT /bucket/key} or {@code GET /bucket/key bytes=0-9}
   */
  public Rule let(Predicate<String> request, Fault fault, int times) {
    Rule rule = new Rule(request, fault, times);
    rules.add(rule);
    return rule;
  }

  /** From now on everything is passed on. */
  public void forgetRules() {
    rules.clear();
  }

  /** The requests since the last time: method, path with its query, and range if there is one. */
  public List<String> takeRequests() {
    List<String> taken = new ArrayList<>(requests);
    requests.removeAll(taken);
    return taken;
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        start("gate connection", () -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        InputStream in = new BufferedInputStream(client.getInputStream())) {
      Optional<byte[]> head = head(in);
      if (head.isEmpty()) {
        return;
      }
      String line = line(text(head.get()));
      requests.add(line);
      Optional<Rule> rule = rules.stream().filter(it -> it.strikes(line)).findFirst();
      byte[] body = in.readNBytes(length(head.get()));
      answer(client.getOutputStream(), head.get(), body, rule.map(it -> it.fault));
      if (rule.isPresent() && rule.get().fault.isHolding()) {
        rule.get().held.countDown();
        in.transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException gone) {
      // The client has to cope with it: that is what this is for.
    }
  }

  private static String line(String head) {
    String line = head.lines().findFirst().orElse("").replaceFirst(" HTTP/.*", "");
    Matcher range = RANGE.matcher(head);
    return range.find() ? line + " " + range.group(1) : line;
  }

  private void answer(OutputStream out, byte[] head, byte[] body, Optional<Fault> fault)
      throws IOException {
    if (fault.isEmpty()) {
      out.write(forward(head, body));
      return;
    }
    switch (fault.get()) {
      case REFUSED, HELD -> {}
      case SLOW_DOWN -> out.write(error("503 Slow Down", "SlowDown"));
      case CONFLICT -> out.write(error("409 Conflict", "ConditionalRequestConflict"));
      case ANSWER_LOST, ANSWER_HELD -> forward(head, body);
      case ANSWER_IS_500 -> {
        forward(head, body);
        out.write(error("500 Internal Server Error", "InternalError"));
      }
      case HALF -> {
        byte[] whole = forward(head, body);
        int start = content(whole);
        int bytes = (whole.length - start) / 2;
        String shorter =
            text(Arrays.copyOf(whole, start))
                .replaceFirst("(?i)\r\nContent-Length: [0-9]+", "\r\nContent-Length: " + bytes);
        out.write(shorter.getBytes(StandardCharsets.ISO_8859_1));
        out.write(whole, start, bytes);
      }
      case CUT -> {
        byte[] whole = forward(head, body);
        int start = content(whole);
        out.write(whole, 0, start + (whole.length - start) / 2);
      }
    }
  }

  /** Where an answer's content begins. */
  private static int content(byte[] answer) {
    return text(answer).indexOf("\r\n\r\n") + 4;
  }

  private static byte[] error(String status, String code) {
    String xml = "<Error><Code>" + code + "</Code><Message>made by a test</Message></Error>";
    String answer =
        "HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(status, xml.length(), xml);
    return answer.getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] forward(byte[] head, byte[] body) throws IOException {
    try (Socket behind = new Socket(server.getHost(), server.getPort())) {
      OutputStream out = behind.getOutputStream();
      String closing =
          text(head).replaceAll("(?i)\r\nConnection: [^\r]*", "").stripTrailing()
              + "\r\nConnection: close\r\n\r\n";
      out.write(closing.getBytes(StandardCharsets.ISO_8859_1));
      out.write(body);
      out.flush();
      return behind.getInputStream().readAllBytes();
    }
  }

  private static Optional<byte[]> head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int last = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      head.write(next);
      last = last << 8 | next;
      if (last == 0x0D0A0D0A) {
        return Optional.of(head.toByteArray());
      }
    }
    return Optional.empty();
  }

  private static int length(byte[] head) {
    return text(head)
        .lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .map(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
