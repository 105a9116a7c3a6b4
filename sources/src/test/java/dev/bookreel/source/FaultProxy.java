package dev.bookreel.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands on a loopback port before a server and does something to what the server sends, once, when
 * so many bytes have come from it. It knows no protocol.
 */
public final class FaultProxy implements AutoCloseable {

  /** What is done to the stream. */
  public enum Fault {
    /** Both sides' connections are reset. */
    CUT,
    /** The server's part ends, as if it were whole. */
    TRUNCATE,
    /** Nothing comes any more, but the connection stays. */
    STALL,
    /** From there on it comes in small parts. */
    SLOW,
    /** A part comes a second time. */
    REPEAT,
    /** A part comes with other bytes. */
    GARBLE
  }

  private static final int PART_BYTES = 16;
  private static final int SLOW_PARTS = 8;

  private final List<ServerSocket> servers;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicInteger fired = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Fault fault = Fault.SLOW;
  private volatile long at = Long.MAX_VALUE;

  private FaultProxy(List<ServerSocket> servers) {
    this.servers = servers;
  }

  /** A proxy without a fault so far, before a port of the loopback. */
  public static FaultProxy before(int port) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    ServerSocket server = new ServerSocket(0, 50, loopback);
    FaultProxy proxy = new FaultProxy(List.of(server));
    start(() -> proxy.accept(server, new InetSocketAddress(loopback, port)));
    return proxy;
  }

  /**
   * A proxy without a fault so far, which listens at 127.0.0.1 on the very ports of a server that
   * listens elsewhere, such as at 127.0.0.2: for protocols in which the server tells its ports.
   */
  public static FaultProxy beside(List<InetSocketAddress> targets) throws IOException {
    List<ServerSocket> servers = new ArrayList<>();
    for (InetSocketAddress target : targets) {
      servers.add(new ServerSocket(target.getPort(), 50, InetAddress.getLoopbackAddress()));
    }
    FaultProxy proxy = new FaultProxy(servers);
    for (int i = 0; i < targets.size(); i++) {
      ServerSocket server = servers.get(i);
      InetSocketAddress target = targets.get(i);
      start(() -> proxy.accept(server, target));
    }
    return proxy;
  }

  /** The first port on which it listens. */
  public int port() {
    return servers.get(0).getLocalPort();
  }

  /** How many bytes came from the server, over all connections. */
  public long sent() {
    return sent.get();
  }

  /** Forgets what came so far, and does this once when so many bytes more have come. */
  public void arm(Fault what, long afterBytes) {
    sent.set(0);
    fired.set(0);
    fault = what;
    at = afterBytes;
  }

  /** Whether the fault happened. */
  public boolean fired() {
    return fired.get() > 0;
  }

  private void accept(ServerSocket server, InetSocketAddress target) {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket upstream = new Socket();
        open.add(client);
        open.add(upstream);
        upstream.connect(target);
        start(() -> pass(client, upstream, false));
        start(() -> pass(upstream, client, true));
      } catch (SocketException endOfThisConnection) {
        // Either side is gone; the next connection may do better.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void pass(Socket from, Socket to, boolean fromServer) {
    byte[] buffer = new byte[16 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        if (!fromServer) {
          out.write(buffer, 0, length);
          continue;
        }
        long before = sent.getAndAdd(length);
        if (before + length > at && fired.getAndIncrement() == 0) {
          int good = (int) Math.max(0, at - before);
          out.write(buffer, 0, good);
          at = Long.MAX_VALUE;
          if (!happens(Arrays.copyOfRange(buffer, good, length), from, to, out)) {
            return;
          }
        } else {
          out.write(buffer, 0, length);
        }
      }
      to.shutdownOutput();
    } catch (IOException gone) {
      close(from);
      close(to);
    }
  }

  /** Returns whether the stream goes on. */
  private boolean happens(byte[] rest, Socket from, Socket to, OutputStream out)
      throws IOException {
    switch (fault) {
      case CUT -> {
        from.setSoLinger(true, 0);
        to.setSoLinger(true, 0);
        close(from);
        close(to);
        return false;
      }
      case TRUNCATE -> {
        to.shutdownOutput();
        close(from);
        return false;
      }
      case STALL -> {
        awaitClosing();
        return false;
      }
      case SLOW -> {
        int part = Math.max(1, rest.length / SLOW_PARTS);
        for (int offset = 0; offset < rest.length; offset += part) {
          out.write(rest, offset, Math.min(part, rest.length - offset));
          out.flush();
          Thread.onSpinWait();
        }
        return true;
      }
      case REPEAT -> {
        out.write(rest, 0, Math.min(PART_BYTES, rest.length));
        out.write(rest);
        return true;
      }
      case GARBLE -> {
        for (int i = 0; i < Math.min(PART_BYTES, rest.length); i++) {
          rest[i] ^= 0x55;
        }
        out.write(rest);
        return true;
      }
    }
    throw new IllegalStateException("Unknown fault " + fault);
  }

  private void awaitClosing() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "fault-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException ignored) {
      // It is closed as far as anybody here can tell.
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    for (ServerSocket server : servers) {
      server.close();
    }
    open.forEach(FaultProxy::close);
  }
}
