package dev.bookreel.source.sftp;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.helpers.AbstractConnectionService;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSessionFactory;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.jspecify.annotations.Nullable;

/** A MINA SSHD server for a folder, on the loopback interface. */
final class TestSftpServer implements AutoCloseable {
  static final String USER = "bookreel";
  static final String PASSWORD = "nightly secret";

  private final SshServer server = SshServer.setUpDefaultServer();
  private final List<KeyPair> hostKeys;

  private TestSftpServer(Path home, List<KeyPair> hostKeys, List<PublicKey> users, int port)
      throws IOException {
    this.hostKeys = hostKeys;
    server.setHost("127.0.0.1");
    server.setPort(port);
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
    server.setPasswordAuthenticator(
        (user, password, session) -> user.equals(USER) && password.equals(PASSWORD));
    server.setPublickeyAuthenticator(
        (user, key, session) ->
            user.equals(USER)
                && users.stream().anyMatch(known -> KeyUtils.compareKeys(known, key)));
    server.setFileSystemFactory(new VirtualFileSystemFactory(home));
    server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    server.start();
  }

  /** One with a host key of Ed25519, for users with a password. */
  static TestSftpServer of(Path home) throws IOException {
    return with(home, List.of(key("ssh-ed25519", 256)), List.of());
  }

  /**
   * @param hostKeys each of another kind
   * @param users whose keys let them in too
   */
  static TestSftpServer with(Path home, List<KeyPair> hostKeys, List<PublicKey> users)
      throws IOException {
    return new TestSftpServer(home, hostKeys, users, 0);
  }

  /** One in another's place. */
  static TestSftpServer at(int port, Path home, List<KeyPair> hostKeys) throws IOException {
    return new TestSftpServer(home, hostKeys, List.of(), port);
  }

  static KeyPair key(String kind, int bits) {
    try {
      return KeyUtils.generateKeyPair(kind, bits);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return server.getPort();
  }

  SshServer server() {
    return server;
  }

  /** Of its first host key. */
  String fingerprint() {
    return HostKeys.fingerprint(hostKeys.get(0).getPublic());
  }

  /** A line for {@code known_hosts} with one of its host keys. */
  String knownHost(int key) {
    return "[127.0.0.1]:%d %s\n"
        .formatted(port(), PublicKeyEntry.toString(hostKeys.get(key).getPublic()));
  }

  /** Refuses further channels, as OpenSSH does with {@code MaxSessions}. */
  void channelsAtOnce(int most) {
    server.setChannelFactories(List.of(new FewChannels(most)));
  }

  private record FewChannels(int most) implements ChannelFactory {
    @Override
    public String getName() {
      return ChannelSessionFactory.INSTANCE.getName();
    }

    @Override
    public @Nullable Channel createChannel(Session session) throws IOException {
      AbstractConnectionService service = session.getService(AbstractConnectionService.class);
      return service.getChannels().size() < most
          ? ChannelSessionFactory.INSTANCE.createChannel(session)
          : null;
    }
  }

  /** How many are connected now. */
  int sessions() {
    return server.getActiveSessions().size();
  }

  /** Ends all connections, as a server does when it is started again. */
  void dropConnections() throws IOException {
    for (AbstractSession session : server.getActiveSessions()) {
      session.close(true).await();
    }
  }

  @Override
  public void close() throws IOException {
    server.stop(true);
  }
}
