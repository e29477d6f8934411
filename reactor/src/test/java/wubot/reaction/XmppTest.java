// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;
import wubot.xmpp.Person;
import wubot.xmpp.Prosody;
import wubot.xmpp.XmppServer;

@Tag("slow")
class XmppTest {

  @TempDir Path home;

  private Reaction xmpp(XmppServer server, Map<String, ?> config) {
    Map<String, Object> all =
        new HashMap<>(
            Map.of(
                "account",
                "wubot@" + server.domain(),
                "password",
                "pw-wubot",
                "host",
                server.host(),
                "port",
                server.port(),
                "ca_file",
                server.authority().toString(),
                "timeout",
                "10s"));
    all.putAll(config);
    return new TestServices(home).make(new Xmpp(), all);
  }

  private static void reactUntilDone(Reaction reaction, Message message)
      throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try {
        reaction.react(message);
        return;
      } catch (ReactionFailure e) {
        assertTrue(e.isPassing() && System.nanoTime() < end, e.getMessage());
        Thread.sleep(100); // as a courier does
      }
    }
  }

  @Test
  void textsReachPersonsAlsoAfterTheServerWasAway() throws Exception {
    try (XmppServer server = new Prosody(XmppServer.Limits.STOCK)) {
      server.start();
      server.register("wubot", "pw-wubot");
      server.register("ann", "pw-ann");
      Message message = Message.of("key", "Ping-joe").with("subject", "no <answer> & more");
      try (Person ann = new Person(server, "ann", "pw-ann");
          Reaction chat = xmpp(server, Map.of("to", "ann@" + server.domain()))) {
        reactUntilDone(chat, message);
        assertEquals("[Ping-joe] no <answer> & more", ann.next());
        chat.react(Message.of("subject", "quiet").with("quiet_xmpp", 1));
        server.stop();
        ReactionFailure away =
            assertThrows(
                ReactionFailure.class, () -> chat.react(message.copy().with("subject", "x")));
        assertTrue(away.isPassing());
        server.restart(XmppServer.Store.KEPT);
        try (Person again = new Person(server, "ann", "pw-ann")) {
          reactUntilDone(chat, message.copy().with("subject", "back"));
          assertEquals("[Ping-joe] back", again.next());
        }
      }
    }
  }
}
