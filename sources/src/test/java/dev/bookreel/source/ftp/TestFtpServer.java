package dev.bookreel.source.ftp;

import dev.bookreel.source.FreePort;
import dev.bookreel.source.remote.TestCertificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.Authority;
import org.apache.ftpserver.ftplet.DefaultFtplet;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpReply;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.ftpserver.ftplet.Ftplet;
import org.apache.ftpserver.ftplet.FtpletResult;
import org.apache.ftpserver.ftplet.UserManager;
import org.apache.ftpserver.impl.DefaultDataConnectionConfiguration;
import org.apache.ftpserver.impl.FtpIoSession;
import org.apache.ftpserver.impl.PassivePorts;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.ssl.SslConfiguration;
import org.apache.ftpserver.ssl.SslConfigurationFactory;
import org.apache.ftpserver.usermanager.ClearTextPasswordEncryptor;
import org.apache.ftpserver.usermanager.PropertiesUserManagerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.ConcurrentLoginPermission;
import org.apache.ftpserver.usermanager.impl.TransferRatePermission;

/** An Apache FtpServer for a folder, on the loopback interface. */
public final class TestFtpServer implements AutoCloseable {
  public static final String USER = "bookreel";
  public static final String PASSWORD = "nightly secret";

  private final FtpServer server;
  private final Listener listener;
  private static final String ELSEWHERE = "127.0.0.2";
  private static final int PASSIVE_PORTS = 6;
  private static final int IDLE_SECONDS = 60;

  private final List<Integer> passivePorts;
  private final List<String> commands = new CopyOnWriteArrayList<>();

  private TestFtpServer(Builder builder) throws FtpException {
    FtpServerFactory factory = new FtpServerFactory();
    factory.setUserManager(users(builder));
    ConnectionConfigFactory connections = new ConnectionConfigFactory();
    connections.setAnonymousLoginEnabled(true);
    connections.setLoginFailureDelay(0);
    factory.setConnectionConfig(connections.createConnectionConfig());
    Map<String, Ftplet> ftplets = new ConcurrentHashMap<>();
    ftplets.put("log", new Log());
    factory.setFtplets(ftplets);
    ListenerFactory listeners = new ListenerFactory();
    listeners.setServerAddress("127.0.0.1");
    listeners.setPort(0);
    if (builder.keyStore != null) {
      listeners.setSslConfiguration(tls(builder.keyStore, builder.protocol));
      listeners.setImplicitSsl(builder.implicit);
      DataConnectionConfigurationFactory data = new DataConnectionConfigurationFactory();
      data.setImplicitSsl(builder.implicit);
      data.setSslConfiguration(
          tls(
              builder.transferKeyStore == null ? builder.keyStore : builder.transferKeyStore,
              builder.protocol));
      listeners.setDataConnectionConfiguration(data.createDataConnectionConfiguration());
    }
    if (!builder.passivePorts.isEmpty()) {
      // Not by its factory, which takes a port that is used at any address for used at all.
      listeners.setDataConnectionConfiguration(
          new DefaultDataConnectionConfiguration(
              IDLE_SECONDS,
              null,
              false,
              false,
              null,
              0,
              ELSEWHERE,
              new PassivePorts(builder.passivePorts, false),
              null,
              false,
              false));
    }
    passivePorts = List.copyOf(builder.passivePorts);
    listener = listeners.createListener();
    factory.setListeners(new ConcurrentHashMap<>(Map.of("default", listener)));
    server = factory.createServer();
    server.start();
  }

  private static SslConfiguration tls(Path keyStore, String protocol) {
    SslConfigurationFactory tls = new SslConfigurationFactory();
    tls.setKeystoreFile(keyStore.toFile());
    tls.setKeystoreType("PKCS12");
    tls.setKeystorePassword(TestCertificates.PASSWORD);
    tls.setSslProtocol(new String[] {protocol});
    return tls.createSslConfiguration();
  }

  /** What kind of server it is to be. */
  public static final class Builder {
    private final Path home;
    private final Set<Integer> passivePorts = new LinkedHashSet<>();
    private int logins = 20;
    private int bytesPerSecond;
    private @org.jspecify.annotations.Nullable Path keyStore;
    private @org.jspecify.annotations.Nullable Path transferKeyStore;
    private String protocol = "TLSv1.3";
    private boolean implicit;

    private Builder(Path home) {
      this.home = home;
    }

    /** Transfers at another address than commands, on few ports. */
    Builder elsewhere() throws IOException {
      while (passivePorts.size() < PASSIVE_PORTS) {
        passivePorts.add(FreePort.next());
      }
      return this;
    }

    Builder logins(int most) {
      this.logins = most;
      return this;
    }

    Builder bytesPerSecond(int rate) {
      this.bytesPerSecond = rate;
      return this;
    }

    Builder explicitTls(Path store) {
      this.keyStore = store;
      return this;
    }

    Builder implicitTls(Path store) {
      this.keyStore = store;
      this.implicit = true;
      return this;
    }

    Builder transfersWith(Path store) {
      this.transferKeyStore = store;
      return this;
    }

    Builder protocol(String version) {
      this.protocol = version;
      return this;
    }

    public TestFtpServer start() throws FtpException {
      return new TestFtpServer(this);
    }
  }

  public static Builder of(Path home) {
    return new Builder(home);
  }

  public int port() {
    return listener.getPort();
  }

  /** Where it listens for transfers. */
  List<InetSocketAddress> passiveAddresses() {
    return passivePorts.stream().map(port -> new InetSocketAddress(ELSEWHERE, port)).toList();
  }

  /** The commands that came so far, of all connections, as {@code RETR /a.json}. */
  public List<String> commands() {
    return List.copyOf(commands);
  }

  /** How many are connected now. */
  int connections() {
    return listener.getActiveSessions().size();
  }

  /** Ends all connections, as a server does when it is started again. */
  void dropConnections() {
    for (FtpIoSession session : listener.getActiveSessions()) {
      session.closeNow().awaitUninterruptibly();
    }
  }

  @Override
  public void close() {
    server.stop();
  }

  private static UserManager users(Builder builder) throws FtpException {
    PropertiesUserManagerFactory factory = new PropertiesUserManagerFactory();
    factory.setPasswordEncryptor(new ClearTextPasswordEncryptor());
    UserManager users = factory.createUserManager();
    for (String name : List.of(USER, "anonymous")) {
      BaseUser user = new BaseUser();
      user.setName(name);
      user.setPassword(PASSWORD);
      user.setHomeDirectory(builder.home.toString());
      List<Authority> authorities = new ArrayList<>();
      authorities.add(new ConcurrentLoginPermission(builder.logins, builder.logins));
      authorities.add(new TransferRatePermission(builder.bytesPerSecond, 0));
      user.setAuthorities(authorities);
      users.save(user);
    }
    return users;
  }

  private final class Log extends DefaultFtplet {
    @Override
    public FtpletResult beforeCommand(FtpSession session, FtpRequest request) {
      commands.add(request.getRequestLine());
      return FtpletResult.DEFAULT;
    }

    @Override
    public FtpletResult afterCommand(FtpSession session, FtpRequest request, FtpReply reply) {
      return FtpletResult.DEFAULT;
    }
  }
}
