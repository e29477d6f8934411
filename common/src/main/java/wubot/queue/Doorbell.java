// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes readers in other processes. A reader that has nothing to do connects to a socket in the
 * queue's directory and says up to which sequence it has read (eight bytes); it gets one byte back
 * as soon as there is more. An appender with no sleeping readers pays nothing.
 */
final class Doorbell implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Doorbell.class);

  /** Socket addresses hold no longer paths. */
  private static final int LONGEST_PATH_BYTES = 100;

  /** A reader's connection; guarded by itself. */
  private static final class Visitor {
    final SocketChannel channel;
    final ByteBuffer request = ByteBuffer.allocate(8);
    volatile long seen;

    Visitor(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private final Path path;
  private final DurableSequence durable;
  private final ServerSocketChannel server;
  private final Selector selector;
  private final Set<Visitor> asleep = ConcurrentHashMap.newKeySet();

  private Doorbell(
      Path path, DurableSequence durable, ServerSocketChannel server, Selector selector) {
    this.path = path;
    this.durable = durable;
    this.server = server;
    this.selector = selector;
  }

  /** Whether a socket can have this path; readers look every now and then where it cannot. */
  static boolean fits(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_PATH_BYTES;
  }

  /** Puts up the bell of a queue that this process owns; empty when the system does not let us. */
  static Optional<Doorbell> open(Layout layout, DurableSequence durable) {
    Path path = layout.doorbell();
    if (!fits(path)) {
      return Optional.empty();
    }
    try {
      Files.deleteIfExists(path); // left by an owner that was killed
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path));
      server.configureBlocking(false);
      Selector selector = Selector.open();
      server.register(selector, SelectionKey.OP_ACCEPT);
      Doorbell bell = new Doorbell(path, durable, server, selector);
      durable.listen(bell::ring);
      Thread thread = new Thread(bell::serve, "queue-doorbell");
      thread.setDaemon(true);
      thread.start();
      return Optional.of(bell);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.debug("no doorbell at {}: {}", path, e.toString());
      return Optional.empty();
    }
  }

  private void ring() {
    if (!asleep.isEmpty()) {
      asleep.forEach(this::wake);
    }
  }

  /** Rings for a visitor that has not seen the newest record; only once for each time it asks. */
  private void wake(Visitor visitor) {
    if (durable.get() > visitor.seen && asleep.remove(visitor)) {
      try {
        visitor.channel.write(ByteBuffer.allocate(1));
      } catch (IOException e) { // gone, or it finds its connection closed and looks by itself
        drop(visitor);
      }
    }
  }

  private void serve() {
    try {
      while (selector.isOpen()) {
        selector.select(this::attend);
      }
    } catch (IOException | ClosedSelectorException e) {
      LOG.debug("doorbell {} taken down: {}", path, e.toString());
    }
  }

  private void attend(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel channel = server.accept();
        if (channel != null) {
          channel.configureBlocking(false);
          channel.register(selector, SelectionKey.OP_READ, new Visitor(channel));
        }
      } else {
        hear((Visitor) key.attachment());
      }
    } catch (IOException e) {
      if (key.attachment() instanceof Visitor visitor) {
        drop(visitor);
      }
    }
  }

  private void hear(Visitor visitor) throws IOException {
    if (visitor.channel.read(visitor.request) < 0) {
      drop(visitor);
    } else if (!visitor.request.hasRemaining()) {
      visitor.seen = visitor.request.flip().getLong();
      visitor.request.clear();
      asleep.add(visitor);
      wake(visitor); // something may have come in between
    }
  }

  private void drop(Visitor visitor) {
    asleep.remove(visitor);
    try {
      visitor.channel.close();
    } catch (IOException e) {
      LOG.debug("closing a reader's connection: {}", e.toString());
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      LOG.debug("taking down doorbell {}: {}", path, e.toString());
    }
  }
}
