// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Instant;
import java.util.Optional;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.util.PacketParserUtils;
import org.junit.jupiter.api.Test;

/** Ids by which everybody who gets a line knows it. */
class SaidTest {

  private static final Address WUBOT = Address.parse("wubot@a.test/chat-joe");
  private static final String ROOM = "ops@rooms.a.test";

  private static Said said(String type, String from, String id, String more) throws Exception {
    Message stanza =
        PacketParserUtils.parseStanza(
            "<message xmlns='jabber:client' type='%s' from='%s' %s><body>x</body>%s</message>"
                .formatted(type, from, id, more));
    return Said.of(stanza, WUBOT, Optional.empty()).orElseThrow();
  }

  private static String id(String type, String from, String id, String more) throws Exception {
    return said(type, from, id, more).id().orElse("none");
  }

  private static String given(String by, String id) {
    return "<stanza-id xmlns='urn:xmpp:sid:0' by='" + by + "' id='" + id + "'/>";
  }

  private static final String ORIGIN = "<origin-id xmlns='urn:xmpp:sid:0' id='o'/>";

  @Test
  void whatTheRoomOrTheServerGaveGoesFirst() throws Exception {
    String ann = ROOM + "/ann";
    assertEquals(ann + "#given:7", id("groupchat", ann, "id='1'", given(ROOM, "7") + ORIGIN));
    assertEquals(
        "wubot@a.test#ann@b.test/phone#given:7",
        id("chat", "ann@b.test/phone", "id='1'", given("wubot@a.test", "7") + ORIGIN));
    assertEquals(ann + "#origin:o", id("groupchat", ann, "id='1'", ORIGIN));
    assertEquals(ann + "#id:1", id("groupchat", ann, "id='1'", ""));
    assertEquals("none", id("groupchat", ann, "", ""));
  }

  @Test
  void whatOthersGaveOrGaveTwiceIsNotBelieved() throws Exception {
    String ann = ROOM + "/ann";
    assertEquals(ann + "#id:1", id("groupchat", ann, "id='1'", given("eve@b.test", "7")));
    assertEquals(
        ann + "#id:1", id("groupchat", ann, "id='1'", given(ROOM, "7") + given(ROOM, "8")));
    assertEquals(ann + "#id:1", id("groupchat", ann, "id='1'", given(ROOM, "x".repeat(201))));
    assertEquals("none", id("chat", ann, "id='" + "x".repeat(201) + "'", ""));
  }

  @Test
  void oneIdInTwoPlacesOrOfTwoPeopleIsTwo() throws Exception {
    assertNotEquals(
        id("groupchat", ROOM + "/ann", "id='1'", ""),
        id("groupchat", "dev@rooms.a.test/ann", "id='1'", ""));
    assertNotEquals(
        id("groupchat", ROOM + "/ann#id", "id='1'", ""),
        id("groupchat", ROOM + "/ann", "id='id#1'", ""));
    assertNotEquals(
        id("chat", "ann@a.test/phone", "id='1'", ""), id("chat", "bob@a.test/x", "id='1'", ""));
  }

  @Test
  void theTimeIsThatOfTheServerThatKeptTheLine() throws Exception {
    String delay = "<delay xmlns='urn:xmpp:delay' from='a.test' stamp='%s'/>";
    assertEquals(
        Optional.of(Instant.parse("2026-11-21T10:00:00Z")),
        said("chat", "ann@a.test/x", "", delay.formatted("2026-11-21T10:00:00Z")).delayed());
    assertEquals(
        Optional.empty(), said("chat", "ann@a.test/x", "", delay.formatted("yesterday")).delayed());
  }
}
