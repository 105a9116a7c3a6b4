package dev.bookreel.bench;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.ssl.SslConfigurationFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** Servers on free ports of this machine, which all serve one folder. */
final class Loopback {
  static final String USER = "bench";
  static final String PASSWORD = "bench-password";

  private final Path folder;
  private final Keys keys;
  private final Deque<AutoCloseable> running = new ArrayDeque<>();

  Loopback(Path folder, Keys keys) {
    this.folder = folder;
    this.keys = keys;
  }

  /** Plain FTP; returns the port. */
  int ftp() throws FtpException {
    return ftp(new ListenerFactory());
  }

  /** FTP with TLS for commands and files once a client asks for it; returns the port. */
  int ftps() throws FtpException {
    SslConfigurationFactory tls = new SslConfigurationFactory();
    tls.setKeystoreFile(keys.store().toFile());
    tls.setKeystorePassword(Keys.PASSWORD);
    tls.setKeystoreType("PKCS12");
    ListenerFactory listeners = new ListenerFactory();
    listeners.setSslConfiguration(tls.createSslConfiguration());
    return ftp(listeners);
  }

  private int ftp(ListenerFactory listeners) throws FtpException {
    FtpServerFactory factory = new FtpServerFactory();
    BaseUser user = new BaseUser();
    user.setName(USER);
    user.setPassword(PASSWORD);
    user.setHomeDirectory(folder.toString());
    factory.getUserManager().save(user);
    listeners.setServerAddress("127.0.0.1");
    listeners.setPort(0);
    Listener listener = listeners.createListener();
    Map<String, Listener> all = new HashMap<>(Map.of("default", listener));
    factory.setListeners(all);
    var server = factory.createServer();
    server.start();
    running.push(server::stop);
    return listener.getPort();
  }

  /** SFTP; returns the port. */
  int sftp() throws IOException {
    SshServer server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(0);
    server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider());
    server.setPasswordAuthenticator((name, password, session) -> password.equals(PASSWORD));
    server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    server.setFileSystemFactory(new VirtualFileSystemFactory(folder));
    server.start();
    running.push(server);
    return server.getPort();
  }

  /** HTTP, with sizes and times but no checksums; returns the port. */
  int http() throws IOException {
    return http(HttpServer.create(anyPort(), 0));
  }

  /** The same over TLS. */
  int https() throws IOException, GeneralSecurityException {
    HttpsServer server = HttpsServer.create(anyPort(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(keys.context()));
    return http(server);
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private int http(HttpServer server) {
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1));
          if (!Files.isRegularFile(file)) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
          }
          exchange
              .getResponseHeaders()
              .set(
                  "Last-Modified",
                  DateTimeFormatter.RFC_1123_DATE_TIME.format(
                      Files.getLastModifiedTime(file).toInstant().atZone(ZoneOffset.UTC)));
          boolean head = exchange.getRequestMethod().equals("HEAD");
          if (head) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(Files.size(file)));
          }
          exchange.sendResponseHeaders(200, head ? -1 : Files.size(file));
          try (OutputStream out = exchange.getResponseBody()) {
            if (!head) {
              Files.copy(file, out);
            }
          }
        });
    server.start();
    running.push(() -> server.stop(0));
    return server.getAddress().getPort();
  }

  /** S3, the folder being one of buckets; returns the port. */
  int s3() throws Exception {
    return s3(S3Proxy.builder().endpoint(URI.create("http://127.0.0.1:0"))).getPort();
  }

  /** The same over TLS. */
  int s3s() throws Exception {
    return s3(S3Proxy.builder()
            .secureEndpoint(URI.create("https://127.0.0.1:0"))
            .keyStore(keys.store().toString(), Keys.PASSWORD))
        .getSecurePort();
  }

  private S3Proxy s3(S3Proxy.Builder builder) throws Exception {
    S3Proxy server =
        builder
            .blobStore(new FilesystemNio2BlobStore(folder.toString()))
            .awsAuthentication(AuthenticationType.AWS_V4, USER, PASSWORD)
            .build();
    server.start();
    running.push(server::stop);
    return server;
  }

  /** PostgreSQL, with nothing in it; its user needs no password. */
  Postgres postgres() throws IOException, InterruptedException {
    Postgres server = Postgres.start();
    running.push(server);
    return server;
  }

  void stop() throws Exception {
    while (!running.isEmpty()) {
      running.pop().close();
    }
  }
}
