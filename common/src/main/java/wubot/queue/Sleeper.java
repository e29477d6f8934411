// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * How one reader waits for an appender in another process: on its {@link Doorbell}, or, while there
 * is none, by looking again after a pause that grows. One thread at a time.
 */
final class Sleeper implements AutoCloseable {

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** An appender that cannot have a doorbell may be at work. */
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Nobody appends; somebody may start to. */
  private static final long PAUSE_WITHOUT_OWNER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Even a doorbell is not trusted for longer. */
  private static final long LONGEST_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path path;
  private final boolean canRing;
  private Selector selector; // null while not connected
  private SocketChannel channel;
  private long pause = FIRST_PAUSE_NANOS;

  Sleeper(Path doorbell) {
    this.path = doorbell;
    this.canRing = Doorbell.fits(doorbell);
  }

  /** Returns when there may be something after this sequence, at the latest after this time. */
  void sleep(long seen, long nanos) throws InterruptedException {
    if (canRing && connected() && listen(seen, Math.min(nanos, LONGEST_SLEEP_NANOS))) {
      pause = FIRST_PAUSE_NANOS;
      return;
    }
    TimeUnit.NANOSECONDS.sleep(Math.min(nanos, pause));
    pause = Math.min(pause * 2, canRing ? PAUSE_WITHOUT_OWNER_NANOS : LONGEST_PAUSE_NANOS);
  }

  /** The next pause is short again: something came. */
  void awake() {
    pause = FIRST_PAUSE_NANOS;
  }

  private boolean connected() {
    if (selector != null) {
      return true;
    }
    try {
      channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
      channel.configureBlocking(false);
      selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      return true;
    } catch (IOException e) { // nobody appends
      close();
      return false;
    }
  }

  /** False when the connection broke. */
  private boolean listen(long seen, long nanos) throws InterruptedException {
    try {
      channel.write(ByteBuffer.allocate(8).putLong(seen).flip());
      selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      selector.selectedKeys().clear();
      if (channel.read(ByteBuffer.allocate(64)) >= 0) {
        return true;
      }
    } catch (IOException e) { // the appender is gone, or was interrupted while it rang
    }
    close();
    return false;
  }

  @Override
  public void close() {
    try {
      if (selector != null) {
        selector.close();
      }
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) { // of no use any more either way
    }
    selector = null;
    channel = null;
  }
}
