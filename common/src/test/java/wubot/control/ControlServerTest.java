// SPDX-License-Identifier: Apache-2.0
package wubot.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions to a daemon, proper ones and others. */
class ControlServerTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path home;
  private Optional<ControlServer> server = Optional.empty();

  @AfterEach
  void close() {
    server.ifPresent(ControlServer::close);
  }

  private void open() {
    server =
        ControlServer.open(
            home,
            "monitor",
            Map.of(
                "echo",
                question -> Map.of("said", question.text("say"), "list", List.of(1L, 2L)),
                "no",
                question -> {
                  throw new ControlException("not today");
                },
                "break",
                question -> {
                  throw new IllegalStateException("broken");
                },
                "hang",
                question -> {
                  new CountDownLatch(1).await();
                  return Map.of();
                }));
  }

  private ControlClient client() {
    return ControlClient.connect(home, "monitor").orElseThrow();
  }

  private static String words(Runnable work) {
    return assertThrows(ControlException.class, work::run).getMessage();
  }

  @Test
  void answersAndErrorsComeBackAndTheLineStaysUsable() {
    open();
    try (ControlClient client = client()) {
      assertEquals(
          Map.of("said", "hello\nyou", "list", List.of(1L, 2L)),
          client.ask(Question.of("echo").with("say", "hello\nyou"), SOON));
      assertEquals("not today", words(() -> client.ask(Question.of("no"), SOON)));
      assertTrue(
          words(() -> client.ask(Question.of("break"), SOON)).contains("error in the daemon"));
      assertTrue(words(() -> client.ask(Question.of("dance"), SOON)).contains("not know 'dance'"));
      assertTrue(
          words(() -> client.ask(Question.of("echo"), SOON)).contains("lacks the text 'say'"));
      assertEquals("x", client.ask(Question.of("echo").with("say", "x"), SOON).get("said"));
    }
  }

  @Test
  void onlyTheOwnerMayOpenTheSocket() throws IOException {
    open();
    assertEquals("rw-------", mode(home.resolve("run/monitor.socket")));
    assertEquals("rwx------", mode(home.resolve("run")));
    close();
    assertFalse(Files.exists(home.resolve("run/monitor.socket")), "it goes with the daemon");
    assertTrue(ControlClient.connect(home, "monitor").isEmpty());
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aSocketThatAKilledDaemonLeftIsNobodyAndIsReplaced() throws IOException {
    Files.createDirectories(home.resolve("run"));
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(home.resolve("run/monitor.socket")));
    dead.close(); // the file stays
    assertTrue(ControlClient.connect(home, "monitor").isEmpty());
    open();
    try (ControlClient client = client()) {
      assertEquals("x", client.ask(Question.of("echo").with("say", "x"), SOON).get("said"));
    }
  }

  @Test
  void aHomeWithALongPathWorksToo() throws IOException {
    Path deep = Files.createDirectories(home.resolve("long".repeat(30)));
    Path pointer = deep.resolve("run/monitor.at");
    for (int round = 0; round < 2; round++) {
      ControlServer there =
          ControlServer.open(deep, "monitor", Map.of("echo", question -> Map.of("a", 1L)))
              .orElseThrow();
      Path socket = Path.of(Files.readString(pointer).strip());
      assertEquals("rwx------", mode(socket.getParent()));
      try (ControlClient client = ControlClient.connect(deep, "monitor").orElseThrow()) {
        assertEquals(Map.of("a", 1L), client.ask(Question.of("echo"), SOON));
      }
      there.close();
      assertFalse(Files.exists(socket.getParent()));
    }
  }

  @Test
  void aDaemonThatDoesNotAnswerIsNotWaitedForForever() {
    open();
    try (ControlClient client = client()) {
      assertTrue(
          words(() -> client.ask(Question.of("hang"), Duration.ofMillis(50)))
              .contains("did not answer"));
    }
  }

  @Test
  void nonsenseCostsItsOwnLineOnly() throws IOException {
    open();
    List<String> nonsense =
        List.of(
            "",
            "[]",
            "7",
            "{",
            "\0\0\0",
            "{\"do\":7}",
            "{\"do\":null}",
            "[".repeat(5000),
            "{\"do\":\"echo\",\"say\":1e999999999}",
            "{\"do\":\"echo\",\"say\":99999999999999999999999}");
    for (String line : nonsense) {
      try (SocketChannel channel = raw()) {
        send(channel, line + "\n");
        assertTrue(receive(channel).startsWith("{\"error\":"), line);
      }
    }
    try (SocketChannel channel = raw()) {
      assertThrows(
          IOException.class,
          () -> {
            for (int i = 0; i < 10_000; i++) { // a line without an end: hung up, not collected
              send(channel, "x".repeat(10_000));
            }
          });
    }
    assertEquals("x", client().ask(Question.of("echo").with("say", "x"), SOON).get("said"));
  }

  @Test
  void visitorsWhoStayAndSayNothingKeepNobodyOut() throws IOException {
    List<SocketChannel> idle = new ArrayList<>();
    open();
    try {
      for (int i = 0; i < 40; i++) {
        idle.add(raw());
      }
      try (ControlClient client = client()) {
        assertEquals("x", client.ask(Question.of("echo").with("say", "x"), SOON).get("said"));
      }
      long waited = 0;
      for (SocketChannel channel : idle.subList(0, 30)) {
        waited += channel.read(ByteBuffer.allocate(1)) == -1 ? 1 : 0;
      }
      assertEquals(30, waited, "the oldest were hung up on");
    } finally {
      for (SocketChannel channel : idle) {
        channel.close();
      }
    }
  }

  private SocketChannel raw() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(home.resolve("run/monitor.socket")));
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static String receive(SocketChannel channel) throws IOException {
    return new BoundedLines(channel, 10_000).read().orElse("nothing");
  }
}
