// SPDX-License-Identifier: Apache-2.0
package wubot.control;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import wubot.message.PlainJson;

/** A command's line to a running daemon. One thread at a time. */
public final class ControlClient implements AutoCloseable {

  /** The names of daemons that can be asked. */
  public static final String MONITOR = "monitor";

  /** See {@link #MONITOR}. */
  public static final String REACTOR = "reactor";

  /** The key of an answer that is none. */
  static final String ERROR = "error";

  private static final int ANSWER_BYTES = 32 << 20;

  private final String daemon;
  private final SocketChannel channel;
  private final BoundedLines lines;

  private ControlClient(String daemon, SocketChannel channel) {
    this.daemon = daemon;
    this.channel = channel;
    this.lines = new BoundedLines(channel, ANSWER_BYTES);
  }

  /** A line to the daemon of this name and home; empty when none runs there. */
  public static Optional<ControlClient> connect(Path home, String daemon) {
    try {
      Optional<Path> socket = new ControlAddress(home, daemon).find();
      return socket.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new ControlClient(
                  daemon, SocketChannel.open(UnixDomainSocketAddress.of(socket.get()))));
    } catch (java.net.ConnectException e) { // left by a daemon that was killed
      return Optional.empty();
    } catch (IOException e) {
      throw new ControlException("cannot ask wubot " + daemon + ": " + e.getMessage(), e);
    }
  }

  /**
   * Asks and waits for the answer.
   *
   * @param most how long to wait
   * @throws ControlException when the daemon says no, does not answer in time, or goes away
   */
  public Map<String, Object> ask(Question question, Duration most) {
    CountDownLatch answered = new CountDownLatch(1);
    Thread watch = new Thread(() -> hangUp(answered, most), "control deadline");
    watch.setDaemon(true);
    watch.start();
    try {
      lines.write(PlainJson.line(question.values()));
      String line =
          lines
              .read()
              .orElseThrow(() -> new ControlException("wubot " + daemon + " stopped meanwhile"));
      return answer(PlainJson.read(line));
    } catch (IOException e) {
      throw new ControlException(
          "wubot "
              + daemon
              + (channel.isOpen()
                  ? " broke off: " + e.getMessage()
                  : " did not answer within " + most.toSeconds() + " s"),
          e);
    } finally {
      answered.countDown();
    }
  }

  /** A socket of this kind has no timeout of its own. */
  private void hangUp(CountDownLatch answered, Duration most) {
    try {
      if (!answered.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
        channel.close();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, Object> answer(Object value) {
    Map<String, Object> answer = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, part) -> answer.put(name.toString(), part));
    }
    if (answer.get(ERROR) instanceof String words) {
      throw new ControlException(words);
    }
    return answer;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new ControlException("cannot hang up: " + e.getMessage(), e);
    }
  }
}
