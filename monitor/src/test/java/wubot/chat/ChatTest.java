// SPDX-License-Identifier: Apache-2.0
package wubot.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import wubot.message.Message;
import wubot.monitor.Patience;
import wubot.xmpp.Ejabberd;
import wubot.xmpp.Person;
import wubot.xmpp.Prosody;
import wubot.xmpp.XmppServer;
import wubot.xmpp.XmppServer.Limits;

/** People talk to wubot over real servers. */
@Tag("slow")
class ChatTest {

  @TempDir Path home;

  static Stream<XmppServer> servers() {
    return Stream.of(new Prosody(Limits.STOCK), new Ejabberd(Limits.STOCK));
  }

  private static XmppServer started(XmppServer server) {
    server.start();
    for (String user : List.of("wubot", "wubot2", "ann", "eve")) {
      server.register(user, "pw-" + user);
    }
    return server;
  }

  private Bot bot(String host, XmppServer server) throws Exception {
    return new Bot(host, home.resolve(host), server);
  }

  private static String ops(XmppServer server) {
    return "ops@" + server.rooms();
  }

  private static String inRoom(String room, String id, String body) {
    return "<message type='groupchat' to='%s' id='%s'><body>%s</body></message>"
        .formatted(room, id, body);
  }

  private static String toBot(XmppServer server, String more) {
    return "<message type='chat' to='wubot@%s' %s</message>".formatted(server.domain(), more);
  }

  /** Lets everything arrive that was said before. */
  private static void flush(Person person, XmppServer server, Bot... bots) throws Exception {
    person.raw(inRoom(ops(server), "flush", "!flush"));
    for (Bot bot : bots) {
      Patience.until(
          "the flush", () -> bot.heard().stream().anyMatch(m -> m.text("command").equals("flush")));
    }
  }

  private static List<String> bodies(Bot bot) {
    return bot.heard().stream()
        .map(m -> m.text("body"))
        .filter(body -> !body.equals("flush"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("servers")
  void allMembersInARoomHearTheSameLineUnderOneId(XmppServer fresh) throws Exception {
    try (XmppServer server = started(fresh);
        Bot joe = bot("joe", server);
        Bot mike = bot("mike", server);
        Person ann = new Person(server, "ann", "pw-ann")) {
      String other = "dev@" + server.rooms();
      List<String> rooms = List.of(ops(server), other);
      joe.start("wubot", rooms, rooms).ready();
      mike.start("wubot2", rooms, rooms).ready();
      ann.enter(ops(server), "Ann");
      ann.enter(other, "Ann");
      ann.raw(inRoom(ops(server), "1", "!Status  of all"));
      joe.heard(1); // a server keeps the order of one room, not of two
      mike.heard(1);
      ann.raw(inRoom(other, "1", "!status"));
      joe.heard(2);
      mike.heard(2);
      ann.raw(inRoom(ops(server), "2", "what is the !status"));
      ann.raw(inRoom(ops(server), "3", "WUBOT-joe: help"));
      flush(ann, server, joe, mike);

      List<Message> heard = joe.heard();
      assertEquals(List.of("Status  of all", "status", "help"), bodies(joe));
      assertEquals(List.of("Status  of all", "status"), bodies(mike));
      Message first = heard.get(0);
      assertEquals("status", first.text("command"));
      assertEquals("of all", first.text("args"));
      assertEquals("prefix", first.text("addressed"));
      assertEquals(ops(server), first.text("room"));
      assertEquals(ops(server), first.text("reply_to"));
      assertEquals("Ann", first.text("nick"));
      assertEquals("name", heard.get(2).text("addressed"));
      for (int line = 0; line < 2; line++) {
        String id = heard.get(line).text("event_id");
        assertFalse(id.isEmpty());
        assertEquals(id, mike.heard().get(line).text("event_id"));
      }
      assertNotEquals(heard.get(0).text("event_id"), heard.get(1).text("event_id"));
      assertTrue(heard.get(0).text("event_id").startsWith(ops(server) + "/Ann#"));
      // Who made the room sees who is behind a name, the other does not.
      assertEquals("ann@" + server.domain(), first.text("from"));
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void repliesAreSaidInOrderAlsoAfterTimesOfflineAndRestarts(XmppServer fresh) throws Exception {
    try (XmppServer server = started(fresh);
        Bot joe = bot("joe", server)) {
      List<String> everybody = List.of("*@" + server.domain());
      joe.start("wubot", List.of(ops(server)), everybody).ready();
      try (Person ann = new Person(server, "ann", "pw-ann")) {
        ann.enter(ops(server), "Ann");
        ann.raw(toBot(server, "id='a'><body>hello there</body>"));
        Message hello = joe.heard(1).get(0);
        assertEquals("chat", hello.text("addressed"));
        assertEquals("", hello.text("room"));
        assertEquals("ann@" + server.domain(), hello.text("reply_to"));
        joe.reply(hello.text("reply_to"), "", "first");
        joe.reply("", ops(server), "second <b>&amp; more</b>\u0007");
        assertEquals("first", ann.next());
        assertEquals("second <b>&amp; more</b>", ann.next());
        joe.reply(hello.text("reply_to"), "", "x".repeat(5000));
        String cut = ann.next();
        assertEquals("x… (1040 more characters)", cut.substring(cut.length() - 25));
      }
      Patience.until("the texts to be counted", () -> joe.fact("said").equals(3L));
      joe.stop();
      joe.reply("ann@" + server.domain(), "", "while stopped");
      joe.start("wubot", List.of(ops(server)), everybody).ready();
      server.kill();
      joe.reply("", ops(server), "while away");
      server.restart(XmppServer.Store.KEPT);
      try (Person ann = new Person(server, "ann", "pw-ann")) {
        ann.enter(ops(server), "Ann");
        joe.ready();
        joe.reply("ann@" + server.domain(), "", "last");
        String got = ann.next();
        while (!got.equals("last")) {
          assertTrue(List.of("while stopped", "while away").contains(got), got);
          got = ann.next();
        }
      }
      Patience.until("all to be said", () -> joe.fact("said").equals(3L));
      assertEquals(0L, joe.fact("set_aside"));
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void onlyThoseOnTheListAreRead(XmppServer fresh) throws Exception {
    try (XmppServer server = started(fresh);
        Bot joe = bot("joe", server);
        Person ann = new Person(server, "ann", "pw-ann");
        Person eve = new Person(server, "eve", "pw-eve")) {
      // Made by joe, who therefore sees who is behind a name: taking Ann's helps nobody.
      List<String> allow = List.of("ann@" + server.domain(), ops(server) + "/Ann");
      joe.start("wubot", List.of(ops(server)), allow).ready();
      eve.enter(ops(server), "Ann");
      eve.raw(inRoom(ops(server), "1", "!open the door"));
      eve.raw(
          toBot(
              server,
              "id='2'><body>open the door</body>"
                  + "<x xmlns='http://jabber.org/protocol/muc#user'>"
                  + "<item jid='ann@%s'/></x>".formatted(server.domain())));
      Patience.until("two to be dropped", () -> joe.fact("dropped_strangers").equals(2L));
      ann.enter(ops(server), "Somebody");
      flush(ann, server, joe);
      assertEquals(List.of(), bodies(joe));
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void whatWasSaidWhileNobodyListenedIsHeardLaterInAChatAndNotInARoom(XmppServer fresh)
      throws Exception {
    try (XmppServer server = started(fresh);
        Bot joe = bot("joe", server);
        Bot keeper = bot("keeper", server);
        Person ann = new Person(server, "ann", "pw-ann")) {
      List<String> everybody = List.of("*@" + server.domain(), ops(server));
      keeper.start("wubot2", List.of(ops(server)), everybody).ready(); // or the room would go
      joe.start("wubot", List.of(ops(server)), everybody).ready();
      joe.stop();
      ann.enter(ops(server), "Ann");
      ann.raw(inRoom(ops(server), "1", "!in the room"));
      ann.raw(toBot(server, "id='2'><body>in the chat</body>"));
      flush(ann, server, keeper);
      long before = Instant.now().getEpochSecond();
      joe.start("wubot", List.of(ops(server)), everybody).ready();
      Message late = joe.heard(1).get(0);
      assertEquals("in the chat", late.text("body"));
      assertTrue(late.number("lastupdate").orElseThrow() <= before);
      ann.raw(inRoom(ops(server), "3", "!now"));
      assertEquals("now", joe.heard(2).get(1).text("body"));
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void hostileLinesDoNoHarm(XmppServer fresh) throws Exception {
    try (XmppServer server = started(fresh);
        Bot joe = bot("joe", server);
        Person ann = new Person(server, "ann", "pw-ann")) {
      joe.start("wubot", List.of(ops(server)), List.of("ann@" + server.domain())).ready();
      ann.enter(ops(server), "Ann");
      ann.raw(inRoom(ops(server), "1", "!"));
      ann.raw(inRoom(ops(server), "2", "!  "));
      ann.raw(inRoom(ops(server), "3", "!" + "a".repeat(8000)));
      ann.raw(inRoom(ops(server), "4", "!$(reboot) `x` {{ password }} &lt;b&gt; ; rm -rf /"));
      ann.raw(inRoom(ops(server), "5", "!tab\tand&#133;control"));
      ann.raw(
          inRoom(ops(server), "6", "!forged")
              .replace(
                  "</message>",
                  "<stanza-id xmlns='urn:xmpp:sid:0' by='%s' id='x'/>".formatted(ops(server))
                      + "<stanza-id xmlns='urn:xmpp:sid:0' by='%s' id='y'/></message>"
                          .formatted(ops(server))));
      ann.raw(
          "<message type='error' to='wubot@%s' id='7'><body>!oh</body></message>"
              .formatted(server.domain()));
      ann.raw(toBot(server, "id='8'><subject>!only</subject>"));
      ann.raw(toBot(server, "id='9'><body>text</body><encryption xmlns='urn:xmpp:eme:0'/>"));
      flush(ann, server, joe);
      List<String> bodies = bodies(joe);
      assertEquals("$(reboot) `x` {{ password }} <b> ; rm -rf /", bodies.get(0));
      assertTrue(bodies.get(1).startsWith("tab\tand"));
      assertEquals("forged", bodies.get(2));
      assertEquals(3, bodies.size(), bodies.toString());
      assertEquals(1L, joe.fact("dropped_too_long"));
      assertEquals("$(reboot)", joe.heard().get(0).text("command"));
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aTextThatNobodyTakesHoldsUpNoOther(XmppServer fresh) throws Exception {
    try (XmppServer server = started(fresh);
        Bot joe = bot("joe", server);
        Person ann = new Person(server, "ann", "pw-ann")) {
      joe.start("wubot", List.of(ops(server)), List.of("*")).ready();
      joe.reply("not an address", "", "one");
      joe.reply("", "elsewhere@" + server.rooms(), "two");
      joe.reply("ann@" + server.domain(), "", "three");
      assertEquals("three", ann.next());
      assertEquals(
          List.of("one", "two"),
          joe.content("queue/unsaid").stream().map(m -> m.text("text")).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aRoomThatThrewItOutIsEnteredAgain(XmppServer fresh) throws Exception {
    try (XmppServer server = started(fresh);
        Bot joe = bot("joe", server);
        Person ann = new Person(server, "ann", "pw-ann")) {
      ann.enter(ops(server), "Ann"); // who made the room rules it
      joe.start("wubot", List.of(ops(server)), List.of(ops(server))).ready();
      ann.raw(
          ("<iq type='set' to='%s' id='kick'><query xmlns='http://jabber.org/protocol/muc#admin'>"
                  + "<item nick='wubot-joe' role='none'/></query></iq>")
              .formatted(ops(server)));
      Patience.until("it to be out", () -> !joe.fact("rooms").toString().contains("inside=true"));
      joe.reply("", ops(server), "back");
      assertEquals("back", ann.next());
      joe.ready();
      ann.raw(inRoom(ops(server), "1", "!here"));
      assertEquals("here", joe.heard(1).get(0).text("body"));
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void allMembersOfOneAccountHearWhatIsSaidToItUnderOneId(XmppServer fresh) throws Exception {
    try (XmppServer server = started(fresh);
        Bot joe = bot("joe", server);
        Bot mike = bot("mike", server);
        Person ann = new Person(server, "ann", "pw-ann")) {
      List<String> everybody = List.of("*@" + server.domain());
      joe.start("wubot", List.of(ops(server)), everybody).ready();
      mike.start("wubot", List.of(ops(server)), everybody).ready();
      ann.raw(toBot(server, "id='1'><body>status</body>"));
      String id = joe.heard(1).get(0).text("event_id");
      assertFalse(id.isEmpty());
      assertEquals(id, mike.heard(1).get(0).text("event_id"));
      joe.reply("ann@" + server.domain(), "", "fine");
      assertEquals("fine", ann.next());
      ann.enter(ops(server), "Ann");
      ann.raw(inRoom(ops(server), "2", "!status"));
      assertEquals(joe.heard(2).get(1).text("event_id"), mike.heard(2).get(1).text("event_id"));
      assertEquals(2, joe.heard().size()); // and not what the other says
    }
  }
}
