// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.monitor.CheckBench;
import wubot.monitor.CheckType;
import wubot.monitor.Patience;

/** A check that hangs ends promptly, and with nothing to say, when its deadline interrupts it. */
class InterruptionTest {

  @TempDir Path tmp;
  private ServerSocket silent;

  @BeforeEach
  void listen() throws Exception {
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws Exception {
    silent.close();
  }

  private interface Sign {
    void await() throws Exception;
  }

  private void endsPromptly(CheckType type, String yaml, Sign busy) throws Exception {
    AtomicReference<Throwable> end = new AtomicReference<>();
    CheckBench bench = CheckBench.of(type, yaml, tmp);
    Thread thread =
        new Thread(
            () -> {
              try {
                bench.run();
              } catch (Exception e) {
                end.set(e);
              }
            });
    thread.start();
    busy.await();
    thread.interrupt();
    thread.join(60_000);
    assertTrue(!thread.isAlive(), "still running");
    assertInstanceOf(InterruptedException.class, end.get());
    bench.close();
  }

  /** Somebody has connected and will never be answered. */
  private void connected() throws Exception {
    silent.setSoTimeout(60_000);
    Socket socket = silent.accept();
    assertTrue(socket.isConnected());
  }

  @Test
  void aPortThatSaysNothing() throws Exception {
    String port = "port: " + silent.getLocalPort() + "\nwait: 20s\n";
    endsPromptly(new TcpPort(), port + "tls: true", this::connected);
    endsPromptly(new TcpPort(), port + "expect: hello", this::connected);
  }

  @Test
  void aWebServerThatSaysNothing() throws Exception {
    String url = "url: 'http://127.0.0.1:" + silent.getLocalPort() + "/'";
    endsPromptly(new WebFetch(), url, this::connected);
    endsPromptly(new RSS(), url, this::connected);
  }

  @Test
  void aProgramThatHangs() throws Exception {
    Path started = tmp.resolve("started");
    Path script = Files.writeString(tmp.resolve("hang"), "echo > " + started + "; sleep 600");
    String command = "command: sh " + script;
    Sign running =
        () -> {
          Patience.until("the program", () -> Files.exists(started));
          Files.delete(started);
        };
    endsPromptly(new Load(), command, running);
    endsPromptly(new DiskSpace(), command, running);
    endsPromptly(new Ping(), "host: x\n" + command, running);
  }

  @Test
  void anExpressionThatNeverEnds() throws Exception {
    Path log = Files.writeString(tmp.resolve("log"), "a".repeat(8000) + "\n");
    endsPromptly(
        new FileTail(), "path: '" + log + "'\nstart: beginning\nignore: '(.*a){20}x'", () -> {});
  }
}
