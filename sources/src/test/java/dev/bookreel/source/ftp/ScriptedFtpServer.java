package dev.bookreel.source.ftp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ServerSocketFactory;

/**
 * An FTP server that answers each command as a test wants, also as no honest server would. By
 * default it knows few commands, as old servers do, and holds the files that it is given.
 */
final class ScriptedFtpServer implements AutoCloseable {
  private final ServerSocketFactory factory;
  private final ServerSocket server;
  private final Map<String, Script> scripts = new ConcurrentHashMap<>();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<Consumer<Socket>> listeners = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private volatile Charset encoding = StandardCharsets.UTF_8;

  /** What to do on a command. */
  @FunctionalInterface
  interface Script {
    void run(Session session, String argument) throws IOException;
  }

  ScriptedFtpServer() throws IOException {
    this(ServerSocketFactory.getDefault());
  }

  /**
   * @param factory of the sockets for commands and for transfers
   */
  ScriptedFtpServer(ServerSocketFactory factory) throws IOException {
    this.factory = factory;
    server = listening();
    answer("greeting", "220 ready");
    answer("USER", "331 password");
    answer("PASS", "230 in");
    answer("TYPE", "200 ok");
    answer("PWD", "257 \"/\" is here");
    answer("CWD", "250 ok");
    answer("SYST", "215 UNIX Type: L8");
    answer("QUIT", "221 bye");
    on("EPSV", (session, argument) -> session.passive());
    on("SIZE", (session, path) -> session.say(sizeOf(path)));
    on("MDTM", (session, path) -> session.say(timeOf(path)));
    on("LIST", (session, argument) -> session.send(listing()));
    on("REST", Session::restart);
    on("RETR", Session::retrieve);
    Thread thread = new Thread(this::accept, "scripted ftp");
    thread.setDaemon(true);
    thread.start();
  }

  private ServerSocket listening() throws IOException {
    return factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Hears of each connection for commands or transfers, before anything is sent. */
  ScriptedFtpServer onConnection(Consumer<Socket> listener) {
    listeners.add(listener);
    return this;
  }

  int port() {
    return server.getLocalPort();
  }

  ScriptedFtpServer on(String command, Script script) {
    scripts.put(command, script);
    return this;
  }

  ScriptedFtpServer answer(String command, String reply) {
    return on(command, (session, argument) -> session.say(reply));
  }

  ScriptedFtpServer file(String path, String content) {
    files.put(path, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  ScriptedFtpServer names(Charset names) {
    this.encoding = names;
    return this;
  }

  /** The commands that came so far. */
  List<String> commands() {
    return List.copyOf(commands);
  }

  private String sizeOf(String path) {
    byte[] content = files.get(path);
    return content == null ? "550 Could not get file size." : "213 " + content.length;
  }

  /** Of the root, as {@code ls -l} writes it, with times that are of no use. */
  private String listing() {
    StringBuilder listing = new StringBuilder();
    files.forEach(
        (path, content) ->
            listing.append(
                "-rw-r--r-- 1 vendor vendor %d Jan  1 00:00 %s\r\n"
                    .formatted(content.length, path.substring(1))));
    return listing.toString();
  }

  private String timeOf(String path) {
    return files.containsKey(path) ? "213 20211229020000" : "550 Could not get file time.";
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread thread = new Thread(() -> serve(socket), "scripted ftp session");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      listeners.forEach(listener -> listener.accept(socket));
      Session session = new Session(socket);
      run("greeting", session, "");
      BufferedReader in =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), encoding));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        commands.add(line);
        String[] words = line.split(" ", 2);
        run(words[0], session, words.length < 2 ? "" : words[1]);
      }
    } catch (IOException | UncheckedIOException e) {
      // The other side is gone.
      return;
    }
  }

  private void run(String command, Session session, String argument) throws IOException {
    scripts
        .getOrDefault(command, (any, ignored) -> session.say("500 unknown command"))
        .run(session, argument);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** One client's connection. */
  final class Session {
    private final Socket socket;
    private final OutputStream out;
    private ServerSocket passive;
    private int offset;

    Session(Socket socket) throws IOException {
      this.socket = socket;
      this.out = socket.getOutputStream();
      this.passive = listening();
    }

    void say(String line) throws IOException {
      out.write((line + "\r\n").getBytes(encoding));
      out.flush();
    }

    /** A new port, on which {@link #send} will be listening. */
    int passivePort() throws IOException {
      passive.close();
      passive = listening();
      return passive.getLocalPort();
    }

    void passive() throws IOException {
      say("229 Entering Extended Passive Mode (|||%d|)".formatted(passivePort()));
    }

    void restart(String argument) throws IOException {
      offset = Integer.parseInt(argument);
      say("350 ok");
    }

    void retrieve(String path) throws IOException {
      byte[] content = files.get(path);
      if (content == null) {
        say("550 Failed to open file.");
        return;
      }
      send(java.util.Arrays.copyOfRange(content, offset, content.length));
      offset = 0;
    }

    void send(byte[] content) throws IOException {
      sendOnly(content);
      say("226 done");
    }

    /** Without a word at the end. */
    void sendOnly(byte[] content) throws IOException {
      say("150 coming");
      try (Socket data = passive.accept()) {
        listeners.forEach(listener -> listener.accept(data));
        data.getOutputStream().write(content);
      }
    }

    /** The connection for a transfer, which the test leaves open. */
    Socket accept() throws IOException {
      Socket data = passive.accept();
      sockets.add(data);
      return data;
    }

    void send(String content) throws IOException {
      send(content.getBytes(encoding));
    }

    void drop() throws IOException {
      socket.close();
    }
  }
}
