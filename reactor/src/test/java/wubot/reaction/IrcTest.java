// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;

/** Against a real server: ngircd, as Debian has it. */
@Tag("slow")
class IrcTest {

  private static final Path NGIRCD = Path.of("/usr/sbin/ngircd");

  @TempDir Path directory;
  private int port;
  private Process server;

  @BeforeEach
  void start() throws IOException {
    Assumptions.assumeTrue(Files.isExecutable(NGIRCD), "there is no ngircd");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    startServer();
  }

  private void startServer() throws IOException {
    Path config = directory.resolve("ngircd.conf");
    Files.writeString(
        config,
        """
        [Global]
        Name = irc.test.example
        Info = test
        Ports = %d
        Listen = 127.0.0.1
        MotdPhrase = hello
        [Options]
        DNS = no
        Ident = no
        PAM = no
        [Limits]
        MaxPenaltyTime = 0
        """
            .formatted(port));
    server =
        new ProcessBuilder(NGIRCD.toString(), "-n", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("ngircd.log").toFile())
            .start();
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertTrue(probe.isConnected());
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end || !server.isAlive()) {
          throw new AssertionError(Files.readString(directory.resolve("ngircd.log")), e);
        }
        Thread.onSpinWait();
      }
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (server != null) {
      server.destroyForcibly().waitFor();
    }
  }

  /** Somebody in the channel who notes what is said there. */
  private final class Listener implements AutoCloseable {

    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> here = new LinkedBlockingQueue<>();

    Listener() throws IOException {
      PrintStream out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
      out.print("NICK ann\r\nUSER ann 0 * :ann\r\nJOIN #ops\r\n");
      Thread thread = new Thread(() -> listen(out), "listener");
      thread.setDaemon(true);
      thread.start();
    }

    private void listen(PrintStream out) {
      try (BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          if (line.startsWith("PING")) {
            out.print("PONG" + line.substring(4) + "\r\n");
          } else if (line.contains(" 366 ")) {
            here.add(line);
          } else if (line.contains(" PRIVMSG ")) {
            said.add(line.substring(line.indexOf(" :") + 2));
          }
        }
      } catch (IOException e) {
        said.add("gone: " + e);
      }
    }

    void awaitHere() throws InterruptedException {
      if (here.poll(60, TimeUnit.SECONDS) == null) {
        fail("nobody let the listener in");
      }
    }

    String next() throws InterruptedException {
      String line = said.poll(60, TimeUnit.SECONDS);
      return line == null ? fail("nothing was said") : line;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private Reaction irc() {
    return new TestServices(directory)
        .make(
            new Irc(), Map.of("server", "127.0.0.1", "port", port, "tls", false, "channel", "ops"));
  }

  private static Message message(String subject) {
    return Message.of("key", "K-a").with("subject", subject);
  }

  @Test
  void whatIsSaidArrivesWholeAndInOrderAlsoWhenTheServerWasAway() throws Exception {
    Reaction irc = irc();
    try (Listener ann = new Listener()) {
      ann.awaitHere();
      irc.react(message("grüße"));
      assertEquals("[K-a] grüße", ann.next());
      irc.react(message("one\r\nQUIT :two"));
      assertEquals("[K-a] one", ann.next());
      assertEquals("QUIT :two", ann.next(), "a line of a message is never a command");
      irc.react(message("quiet").with("quiet_irc", 1));
      irc.react(message("x".repeat(900)));
      assertEquals(906, ann.next().length() + ann.next().length() + ann.next().length());
    }
    stop();
    ReactionFailure away = assertThrows(ReactionFailure.class, () -> irc.react(message("lost?")));
    assertTrue(away.isPassing(), away.getMessage());
    startServer();
    try (Listener ann = new Listener()) {
      ann.awaitHere();
      irc.react(message("lost?"));
      assertEquals("[K-a] lost?", ann.next());
    }
    irc.close();
  }

  @Test
  void aNameThatIsTakenGetsAnother() throws Exception {
    Reaction one = irc();
    Reaction two = irc();
    try (Listener ann = new Listener()) {
      ann.awaitHere();
      one.react(message("1"));
      two.react(message("2"));
      assertEquals(List.of("[K-a] 1", "[K-a] 2"), List.of(ann.next(), ann.next()));
    }
    one.close();
    two.close();
  }
}
