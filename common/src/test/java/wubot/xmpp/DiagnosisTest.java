// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.xml.stream.XMLStreamException;
import org.jivesoftware.smack.SmackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people are told of a connection that fails: plain words, the place once, what to do. */
class DiagnosisTest {

  private static XmppSettings settings(String host, int port) {
    return new XmppSettings(
            Address.parse("joe@wubot.test"), new Password("hush"), host, port, new Tls.Plaintext())
        .withPauses(
            new XmppSettings.Pauses(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(40)));
  }

  private static void assertPlain(String reason, String place) {
    assertFalse(
        reason.matches("(?s).*\\b(java|javax|org)\\.\\w.*|.*(Exception|Error|ParseError).*"),
        reason);
    assertEquals(1, reason.split(place, -1).length - 1, () -> "the place once: " + reason);
    assertTrue(reason.contains(";"), () -> "what to do: " + reason);
  }

  static Stream<Throwable> everything() {
    return Stream.of(
        new XMLStreamException(
            "ParseError at [row,col]:[1,1]\nMessage: Content is not allowed in prolog."),
        new SocketException("Connection reset"),
        new NoRouteToHostException("No route to host"),
        new EOFException(),
        new IOException("java.lang.IllegalStateException: odd"),
        new SSLException("java.net.SocketException: Broken pipe"),
        new SSLException("Received fatal alert: protocol_version"),
        new SmackException.NotConnectedException(),
        new IllegalStateException("a bug of a library"),
        new NullPointerException());
  }

  @ParameterizedTest
  @MethodSource("everything")
  void noJavaIsShown(Throwable error) {
    Diagnosis diagnosis = Diagnosis.of(error, settings("xmpp.test", 5222), Optional.empty(), false);
    assertPlain(diagnosis.reason(), "xmpp.test:5222");
  }

  /** Connects for real and returns what is said first. */
  private static ConnectionState.Waiting first(String host, int port) throws Exception {
    BlockingQueue<ConnectionState> states = new LinkedBlockingQueue<>();
    try (XmppConnection connection = new XmppConnection(settings(host, port), new Random(1))) {
      connection.onState(states::add);
      connection.start();
      return (ConnectionState.Waiting)
          Optional.ofNullable(states.poll(30, TimeUnit.SECONDS)).orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-Server\r\n", "", "\u0015\u0003"})
  void whatIsNoXmppServerIsCalledSo(String banner) throws Exception {
    try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answer(other, banner));
      server.setDaemon(true);
      server.start();
      String place = "127.0.0.1:" + other.getLocalPort();

      ConnectionState.Waiting waiting = first("127.0.0.1", other.getLocalPort());

      assertPlain(waiting.reason(), place);
      assertEquals(Trouble.CLOSED, waiting.trouble());
      assertTrue(waiting.reason().contains("port"), waiting::reason);
    }
  }

  private static void answer(ServerSocket other, String banner) {
    byte[] asked = new byte[2048];
    try {
      while (true) {
        try (Socket socket = other.accept();
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream()) {
          if (in.read(asked) > 0) {
            out.write(banner.getBytes(StandardCharsets.ISO_8859_1));
          }
        }
      }
    } catch (IOException e) {
      assertTrue(other.isClosed(), e::toString);
    }
  }

  @Test
  void anUnknownNameIsCalledSo() throws Exception {
    ConnectionState.Waiting waiting = first("no-such-host.invalid", 5222);
    assertPlain(waiting.reason(), "no-such-host.invalid");
    assertEquals(Trouble.UNREACHABLE, waiting.trouble());
    assertTrue(waiting.reason().contains("is not known"), waiting::reason);
  }

  @Test
  void nobodyAtThePortIsCalledSo() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    ConnectionState.Waiting waiting = first("127.0.0.1", port);
    assertPlain(waiting.reason(), "127.0.0.1:" + port);
    assertTrue(waiting.reason().startsWith("nobody answers at"), waiting::reason);
    assertEquals(Trouble.UNREACHABLE, waiting.trouble());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no certificate at all", "-----BEGIN CERTIFICATE-----\nAAAA\n"})
  void anAuthorityThatIsNoneIsNamed(String content, @TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("ca.pem"), content);
    IOException error =
        assertThrows(IOException.class, () -> new Trust(new Tls.Authority(file)).refused());
    Diagnosis diagnosis = Diagnosis.of(error, settings("xmpp.test", 5222), Optional.empty(), false);
    assertPlain(diagnosis.reason(), "xmpp.test:5222");
    assertEquals(Trouble.UNTRUSTED, diagnosis.trouble());
    assertTrue(diagnosis.reason().contains(file.toString()), diagnosis::reason);
  }

  @Test
  void whatIsCutOffAfterTheLoginBrokeAndIsNoForeignLanguage() {
    Throwable half =
        new javax.xml.stream.XMLStreamException(
            "XML document structures must start and end within the same entity.");
    assertTrue(reason(half, true).startsWith("the connection to xmpp.test:5222 broke"));
    assertTrue(reason(half, false).startsWith("what came from xmpp.test:5222 is not XMPP"));
  }

  private static String reason(Throwable error, boolean stood) {
    return Diagnosis.of(error, settings("xmpp.test", 5222), Optional.empty(), stood).reason();
  }
}
