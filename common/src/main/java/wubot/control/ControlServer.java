// SPDX-License-Identifier: Apache-2.0
package wubot.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.message.PlainJson;

/** The ear of a daemon: answers questions that come by its socket until it is closed. */
public final class ControlServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  /** Longest question in bytes: some thousand sequences. */
  static final int QUESTION_BYTES = 64 << 10;

  private static final int MOST_VISITORS = 8;
  private static final int BACKLOG = 8;

  /** Answers one kind of question; called by several threads at once. */
  public interface Answerer {

    /**
     * Answers.
     *
     * @return plain values by name
     * @throws ControlException when that cannot be done, with words for people
     * @throws InterruptedException when the daemon stops
     */
    Map<String, Object> answer(Question question) throws InterruptedException;
  }

  private final ControlAddress address;
  private final ServerSocketChannel server;
  private final Map<String, Answerer> answerers;
  private final Deque<SocketChannel> visitors = new ArrayDeque<>(); // guarded by itself

  private ControlServer(
      ControlAddress address, ServerSocketChannel server, Map<String, Answerer> answerers) {
    this.address = address;
    this.server = server;
    this.answerers = Map.copyOf(answerers);
  }

  /**
   * Opens the socket of a daemon. A daemon runs without one where the system does not let it; that
   * is said in the log.
   *
   * @param daemon its name; only one of that name may run in this home
   * @param answerers by what they are asked to do
   */
  public static Optional<ControlServer> open(
      Path home, String daemon, Map<String, Answerer> answerers) {
    ControlAddress address = new ControlAddress(home, daemon);
    try {
      Path path = address.prepare();
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path), BACKLOG);
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      ControlServer control = new ControlServer(address, server, answerers);
      Thread thread = new Thread(control::serve, "control");
      thread.setDaemon(true);
      thread.start();
      return Optional.of(control);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn(
          "Commands cannot reach this daemon, everything else works: no socket in {}: {}",
          address.directory(),
          e.toString());
      return Optional.empty();
    }
  }

  private void serve() {
    try {
      while (server.isOpen()) {
        SocketChannel visitor = server.accept();
        admit(visitor);
        Thread thread = new Thread(() -> attend(visitor), "control visitor");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      LOG.debug("the control socket is closed: {}", e.toString());
    }
  }

  /** Where too many would talk at once, the one that came first has to go. */
  private void admit(SocketChannel visitor) {
    synchronized (visitors) {
      visitors.addLast(visitor);
      if (visitors.size() > MOST_VISITORS) {
        close(visitors.removeFirst());
      }
    }
  }

  private void attend(SocketChannel visitor) {
    try {
      BoundedLines lines = new BoundedLines(visitor, QUESTION_BYTES);
      Optional<String> line = lines.read();
      while (line.isPresent()) {
        lines.write(PlainJson.line(answer(line.get())));
        line = lines.read();
      }
    } catch (IOException e) {
      LOG.debug("a visitor left: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (visitors) {
        visitors.remove(visitor);
      }
      close(visitor);
    }
  }

  private Map<String, Object> answer(String line) throws InterruptedException {
    try {
      if (!(PlainJson.read(line) instanceof Map<?, ?> map)) {
        return error("a question is a JSON object");
      }
      Map<String, Object> values = new LinkedHashMap<>();
      map.forEach((name, value) -> values.put(name.toString(), value));
      Question question = new Question(values);
      Answerer answerer = answerers.get(question.what());
      return answerer == null
          ? error("this daemon does not know '" + question.what() + "'; is it an older wubot?")
          : answerer.answer(question);
    } catch (IOException e) {
      return error("that is not JSON");
    } catch (ControlException e) {
      return error(e.getMessage());
    } catch (RuntimeException | StackOverflowError e) { // must not cost more than this question
      LOG.error("A question could not be answered", e);
      return error("an error in the daemon, see its log: " + e);
    }
  }

  private static Map<String, Object> error(String words) {
    return Map.of(ControlClient.ERROR, words);
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("closing a connection: {}", e.toString());
    }
  }

  /** Hangs up on all visitors and takes the socket away. */
  @Override
  public void close() {
    try {
      server.close();
      address.remove();
    } catch (IOException e) {
      LOG.debug("closing the control socket: {}", e.toString());
    }
    synchronized (visitors) {
      visitors.forEach(ControlServer::close);
    }
  }
}
