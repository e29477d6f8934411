// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.monitor.CheckBench;

/** Connecting to real sockets. */
class TcpPortTest {

  @TempDir Path tmp;

  private CheckBench bench(String yaml) {
    return CheckBench.of(new TcpPort(), "host: 127.0.0.1\n" + yaml, tmp);
  }

  /** A server that says something to each caller and reads a line. */
  private static final class Talker implements AutoCloseable {

    private final ServerSocket server;
    private final String greeting;
    private final Thread thread;

    Talker(String greeting) throws IOException {
      this.greeting = greeting;
      this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      thread = new Thread(this::serve, "talker");
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return server.getLocalPort();
    }

    private void serve() {
      try {
        while (true) {
          try (Socket socket = server.accept()) {
            socket.getOutputStream().write(greeting.getBytes(StandardCharsets.UTF_8));
            byte[] buffer = new byte[100];
            int length = socket.getInputStream().read(buffer);
            if (length > 0) {
              String got = new String(buffer, 0, length, StandardCharsets.UTF_8).strip();
              socket.getOutputStream().write(("you said " + got).getBytes(StandardCharsets.UTF_8));
            }
          }
        }
      } catch (IOException e) {
        // closed: the test is over
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      try {
        thread.join(10_000); // the port is free once nobody waits on it
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aPortThatAnswersIsOkAndOneThatRefusesIsCriticalOnce() throws Exception {
    int free = freePort();
    try (Talker talker = new Talker("hello\n")) {
      CheckBench bench = bench("port: [" + talker.port() + ", " + free + "]");
      List<Message> messages = bench.run();
      assertEquals("OK", messages.get(0).text("status"));
      assertTrue(messages.get(0).number("response_ms").isPresent());
      assertTrue(messages.get(0).value("subject").isEmpty());
      assertEquals("CRITICAL", messages.get(1).text("status"));
      assertEquals(
          "CRITICAL: 127.0.0.1 port " + free + " refuses the connection: is the service running?",
          messages.get(1).text("subject"));
      assertEquals(List.of("", ""), bench.subjects());
    }
  }

  @Test
  void recoveryIsTold() throws Exception {
    Talker talker = new Talker("hello\n");
    CheckBench bench = bench("port: " + talker.port());
    bench.run();
    talker.close();
    assertEquals("CRITICAL", bench.run().get(0).text("status"));
    try (ServerSocket again =
        new ServerSocket(talker.port(), 50, InetAddress.getLoopbackAddress())) {
      assertTrue(bench.subjects().get(0).startsWith("OK: 127.0.0.1 port " + again.getLocalPort()));
    }
  }

  @Test
  void theAnswerCanBeExpected() throws Exception {
    try (Talker talker = new Talker("220 ready\n")) {
      Message good = bench("port: " + talker.port() + "\nexpect: '^220 '").run().get(0);
      assertEquals("OK", good.text("status"));
      assertEquals("220 ready", good.text("answer"));
      Message sent =
          bench("port: " + talker.port() + "\nsend: \"QUIT\\r\\n\"\nexpect: 'said QUIT'")
              .run()
              .get(0);
      assertEquals("OK", sent.text("status"));
      Message bad = bench("port: " + talker.port() + "\nexpect: ESMTP\nwait: 1s").run().get(0);
      assertEquals(
          "CRITICAL: 127.0.0.1 port "
              + talker.port()
              + " answered '220 ready' instead of what was expected, 'ESMTP'",
          bad.text("subject"));
    }
  }

  @Test
  void aServiceThatAcceptsAndSaysNothingDoesNotHoldUpForEver() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Message message =
          bench("port: " + silent.getLocalPort() + "\ntls: true\nwait: 1s").run().get(0);
      assertEquals(
          "CRITICAL: 127.0.0.1 port " + silent.getLocalPort() + " does not answer in time",
          message.text("subject"));
    }
  }

  @Test
  void aServiceWithoutTlsIsExplained() throws Exception {
    try (Talker talker = new Talker("220 I only speak plain text\r\n")) {
      Message message = bench("port: " + talker.port() + "\ntls: true").run().get(0);
      assertEquals(
          "CRITICAL: 127.0.0.1 port " + talker.port() + " does not speak TLS",
          message.text("subject"));
    }
  }

  @Test
  void aNameThatIsNotKnownIsExplained() throws Exception {
    CheckBench bench = CheckBench.of(new TcpPort(), "host: no-such-host.invalid\nport: 25", tmp);
    assertEquals(
        List.of("CRITICAL: the host name no-such-host.invalid is not known"), bench.subjects());
  }

  @Test
  void certificatesAreWatched() throws Exception {
    try (TlsServer server = TlsServer.start(tmp, 10)) {
      String there = "port: " + server.port() + "\ntls: true\n";
      Message unknown = bench(there).run().get(0);
      assertEquals(
          "CRITICAL: the certificate of 127.0.0.1 port "
              + server.port()
              + " is not signed by an authority that is trusted here; see ca_file",
          unknown.text("subject"));
      Message known = bench(there + "ca_file: " + server.certificate()).run().get(0);
      assertEquals("WARNING", known.text("status"), known.toString());
      long days = (long) known.number("cert_days").orElse(-1);
      assertEquals(
          "WARNING: 127.0.0.1 port "
              + server.port()
              + ": its certificate is valid for "
              + days
              + " more days",
          known.text("subject"));
      Message relaxed =
          bench(there + "ignore_cert_errors: true\nwarning_days: 3\ncritical_days: 1").run().get(0);
      assertEquals("OK", relaxed.text("status"), relaxed.toString());
      Message name =
          CheckBench.of(
                  new TcpPort(),
                  "host: localhost\n" + there + "ca_file: " + server.certificate(),
                  tmp)
              .run()
              .get(0);
      assertTrue(name.text("subject").contains("does not fit"), name.toString());
    }
  }

  @Test
  void badSettingsAreExplained() {
    assertEquals(
        List.of("port: '70000' is none; ports are whole numbers from 1 to 65535"),
        CheckBench.problems(new TcpPort(), "port: 70000", tmp));
    assertEquals(
        List.of("wait: 2 ports may take 40 s, but timeout is 30 s: lower wait or raise timeout"),
        CheckBench.problems(new TcpPort(), "port: [1, 2]\nwait: 20s\ntimeout: 30", tmp));
    assertEquals(
        List.of("expect: 'a(' is no regular expression: Unclosed group"),
        CheckBench.problems(new TcpPort(), "port: 1\nexpect: 'a('", tmp));
  }
}
