// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wubot.monitor.Patience;
import wubot.queue.QueueRecord;
import wubot.xmpp.Ejabberd;
import wubot.xmpp.Prosody;
import wubot.xmpp.XmppServer;
import wubot.xmpp.XmppServer.Limits;

/** From queue to queue through real servers: everything once and in order, whatever happens. */
@Tag("slow")
class RelayTest {

  enum Kind {
    PROSODY,
    EJABBERD;

    XmppServer make(Limits limits) {
      return this == PROSODY ? new Prosody(limits) : new Ejabberd(limits);
    }
  }

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    Collections.reverse(open);
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private XmppServer server(XmppServer server, String... users) {
    open.add(server);
    server.start();
    for (String user : users) {
      server.register(user, "secret-" + user);
    }
    return server;
  }

  private Node node(String host) {
    Node node = new Node(host, directory.resolve(host + open.size()));
    open.add(node);
    return node;
  }

  private static void arrived(Node node, int count) throws Exception {
    Patience.until(
        count + " messages", () -> node.queues().view(node.main()).lastSequence() >= count);
    Patience.until(count + " numbered messages", () -> node.numbers().size() >= count);
  }

  private static void assertOnceInOrder(int count, List<Integer> numbers) {
    assertEquals(IntStream.range(0, count).boxed().toList(), numbers);
  }

  private static Node receiver(Node node, XmppServer server) {
    node.queues().appender(node.main());
    return node.start(Node.config(server, "ann", node.forward(), List.of(), List.of("joe")));
  }

  private static Node sender(Node node, XmppServer server) {
    return node.start(Node.config(server, "joe", node.forward(), List.of("ann"), List.of()));
  }

  @ParameterizedTest
  @EnumSource
  void everythingArrivesOnceAndInOrder(Kind kind) throws Exception {
    XmppServer server = server(kind.make(Limits.RAISED), "joe", "ann");
    Node joe = node("joe");
    Node ann = receiver(node("ann"), server);
    joe.append(joe.forward(), 0, 5000);
    sender(joe, server);

    arrived(ann, 5000);

    assertOnceInOrder(5000, ann.numbers());
    QueueRecord first = ann.records(ann.main()).get(0);
    assertTrue(first.message().isTrue("noforward"));
    assertEquals(List.of("joe"), first.message().hops());
    assertEquals("joe", first.message().identity().orElseThrow().origin());
    assertEquals(1, first.received().orElseThrow().sequence());
    assertEquals("1700000000", first.message().text("lastupdate"));
    Patience.until("the cursor to follow", () -> joe.relay().links().get(0).depth() == 0);
    joe.append(joe.forward(), 5000, 1);
    arrived(ann, 5001);
    assertTrue(ann.reports().isEmpty(), () -> ann.reports().toString());
  }
}
