// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.Secret;
import wubot.rule.ReactionFailure;

/**
 * A connection to an IRC server, opened with the first thing to say, and again when it was lost.
 * One thread says, another one of its own listens.
 */
final class IrcConnection implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(IrcConnection.class);
  private static final int LONGEST_LINE = 400;
  private static final int LONGEST_HEARD = 8192;
  private static final Set<String> JOIN_REFUSED =
      Set.of("403", "405", "407", "437", "471", "473", "474", "475", "476", "477");

  /** Where and as whom. */
  record Account(
      String server,
      int port,
      boolean tls,
      Optional<Path> authority,
      String nick,
      Optional<Secret> password) {}

  private final Account account;
  private final Duration timeout;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition heard = lock.newCondition();
  private final Set<String> joined = new HashSet<>(); // guarded by lock
  private Optional<Socket> socket = Optional.empty(); // guarded by lock
  private boolean welcome; // guarded by lock
  private String refusal = ""; // guarded by lock
  private String pong = ""; // guarded by lock
  private String nick;
  private long asked;

  IrcConnection(Account account, Duration timeout) {
    this.account = account;
    this.timeout = timeout;
    this.nick = account.nick();
  }

  /**
   * Says a text in channels; the server has it when this returns.
   *
   * @throws ReactionFailure when the server did not confirm that
   */
  void say(List<String> channels, String text) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      connect();
      for (String channel : channels) {
        join(channel);
        for (String line : lines(text)) {
          write("PRIVMSG " + channel + " :" + line);
        }
      }
      asked++;
      String token = "wubot" + asked;
      refusal = "";
      write("PING :" + token);
      await("confirm what was said", () -> pong.equals(token));
      if (!refusal.isEmpty()) {
        throw ReactionFailure.lasting(where() + " refuses it: " + refusal);
      }
    } catch (IOException e) {
      drop();
      throw ReactionFailure.passing("cannot speak to " + where() + ": " + e.getMessage(), e);
    } catch (ReactionFailure e) {
      if (e.isPassing()) {
        drop();
      }
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private String where() {
    return account.server() + ":" + account.port();
  }

  /** The lines of a text, none too long, none that could be another command. */
  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    for (String part : text.split("[\\r\\n\\x00]+", -1)) {
      StringBuilder line = new StringBuilder();
      int bytes = 0;
      for (int c : part.codePoints().toArray()) {
        String next = Character.toString(c);
        int length = next.getBytes(StandardCharsets.UTF_8).length;
        if (bytes + length > LONGEST_LINE) {
          lines.add(line.toString());
          line.setLength(0);
          bytes = 0;
        }
        line.append(next);
        bytes += length;
      }
      if (!line.toString().isBlank()) {
        lines.add(line.toString());
      }
    }
    return lines;
  }

  private void connect() throws IOException, InterruptedException {
    if (socket.isPresent()) {
      return;
    }
    welcome = false;
    refusal = "";
    joined.clear();
    Socket open = open();
    socket = Optional.of(open);
    Thread listener = new Thread(() -> listen(open), "irc " + account.server());
    listener.setDaemon(true);
    listener.start();
    nick = account.nick();
    if (account.password().isPresent()) {
      write("PASS " + account.password().get().reveal());
    }
    write("NICK " + nick);
    write("USER " + nick + " 0 * :wubot");
    await("let us in", () -> welcome || !refusal.isEmpty());
    if (!welcome) {
      throw ReactionFailure.passing(where() + " does not let us in: " + refusal, null);
    }
  }

  private Socket open() throws IOException {
    int millis = (int) timeout.toMillis();
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(account.server(), account.port()), millis);
      plain.setTcpNoDelay(true);
      if (!account.tls()) {
        return plain;
      }
      SSLSocketFactory factory =
          account
              .authority()
              .map(Trusted::authority)
              .map(SSLContext::getSocketFactory)
              .orElse((SSLSocketFactory) SSLSocketFactory.getDefault());
      SSLSocket secure =
          (SSLSocket) factory.createSocket(plain, account.server(), account.port(), true);
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secure.setSSLParameters(parameters);
      secure.setSoTimeout(millis);
      secure.startHandshake();
      secure.setSoTimeout(0);
      return secure;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private void join(String channel) throws IOException, InterruptedException {
    if (joined.contains(channel)) {
      return;
    }
    refusal = "";
    write("JOIN " + channel);
    await("let us into " + channel, () -> joined.contains(channel) || !refusal.isEmpty());
    if (!joined.contains(channel)) {
      throw ReactionFailure.passing(
          where() + " does not let us into " + channel + ": " + refusal, null);
    }
  }

  /** Waits, with the lock held, until the server has answered; the listener signals. */
  private void await(String what, BooleanSupplier answered) throws InterruptedException {
    long nanos = timeout.toNanos();
    while (!answered.getAsBoolean()) {
      if (socket.isEmpty()) {
        throw ReactionFailure.passing(
            where() + " hung up" + (refusal.isEmpty() ? "" : ": " + refusal), null);
      }
      if (nanos <= 0) {
        throw ReactionFailure.passing(where() + " did not " + what + " in time", null);
      }
      nanos = heard.awaitNanos(nanos);
    }
  }

  private void write(String line) throws IOException {
    if (socket.isEmpty()) {
      throw new IOException("the connection is lost");
    }
    OutputStream out = socket.get().getOutputStream();
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private void listen(Socket from) {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8), LONGEST_HEARD)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        hear(line, from);
      }
    } catch (IOException e) {
      LOG.debug("{} is gone: {}", where(), e.toString());
    }
    lock.lock();
    try {
      if (socket.filter(current -> current == from).isPresent()) {
        drop();
        heard.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void hear(String line, Socket from) throws IOException {
    String rest = line.startsWith(":") ? line.substring(line.indexOf(' ') + 1) : line;
    String[] words = rest.split(" ", 4);
    lock.lock();
    try {
      if (socket.filter(current -> current == from).isEmpty()) {
        return;
      }
      switch (words[0]) {
        case "PING" -> write("PONG " + rest.substring(Math.min(rest.length(), 5)));
        case "001" -> welcome = true;
        case "433" -> {
          nick = nick + "_"; // somebody has it, perhaps we ourselves from a moment ago
          write("NICK " + nick);
        }
        case "366" -> joined.add(words.length > 2 ? words[2] : "");
        case "PONG" -> pong = rest.substring(rest.lastIndexOf(' ') + 1).replaceFirst("^:", "");
        case "404", "401", "464", "465", "ERROR" -> refusal = Noticed.oneLine(rest);
        case "KICK" -> joined.remove(words.length > 1 ? words[1] : "");
        default -> {
          if (JOIN_REFUSED.contains(words[0])) {
            refusal = Noticed.oneLine(rest);
          }
        }
      }
      heard.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void drop() {
    try {
      if (socket.isPresent()) {
        socket.get().close();
      }
    } catch (IOException e) {
      LOG.debug("it is gone anyway", e);
    }
    socket = Optional.empty();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (socket.isPresent()) {
        write("QUIT :wubot");
      }
    } catch (IOException e) {
      LOG.debug("it is gone anyway", e);
    } finally {
      drop();
      lock.unlock();
    }
  }
}
