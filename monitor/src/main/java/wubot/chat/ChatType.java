// SPDX-License-Identifier: Apache-2.0
package wubot.chat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.monitor.Service;
import wubot.monitor.ServiceServices;
import wubot.monitor.ServiceType;
import wubot.relay.LoginKeys;
import wubot.xmpp.Address;
import wubot.xmpp.XmppSettings;

/** The plugin Chat: what people say to wubot becomes messages, and what rules reply is said. */
public final class ChatType implements ServiceType {

  private static final Setting<List<String>> ROOMS =
      Setting.texts("rooms").describe("The rooms to be in.").example("ops@conference.example.org");
  private static final Setting<String> NICK =
      Setting.text("nick")
          .describe(
              "The name to go by in rooms; wubot and the host's name when missing. Members of a"
                  + " group need different ones.")
          .example("wubot-joe");
  private static final Setting<String> PREFIX =
      Setting.text("prefix")
          .byDefault("!")
          .describe(
              "What begins a line that is meant for wubot. In a room, its name and a colon do as"
                  + " well; in a chat with wubot alone nothing is needed.");
  private static final Setting<List<String>> ALLOW =
      Setting.texts("allow")
          .required()
          .describe(
              "Whose lines are read; * stands for any characters. Others are dropped and counted."
                  + " In a room the account of the speaker counts where the room shows it, else the"
                  + " room's address with the speaker's name, which anybody may take; the room's"
                  + " address alone allows all who are in it.")
          .example("*@example.org");
  private static final Setting<String> RESOURCE =
      Setting.text("resource")
          .describe(
              "The name of this connection where the account does not have one after a slash; chat"
                  + " and the host's name when missing.");
  private static final Setting<Path> DIRECTORY =
      Setting.path("directory")
          .byDefault("queue/chat")
          .describe("The queue on which the reaction Reply puts what is to be said.");
  private static final Setting<Long> LONGEST =
      Setting.integer("longest", 100, 20_000)
          .byDefault("4000")
          .describe(
              "Characters of a line at most: longer ones are not read, and longer texts are cut.");

  @Override
  public String name() {
    return "Chat";
  }

  @Override
  public String summary() {
    return "Lets people talk to wubot over XMPP, alone or in rooms: each line that somebody on the"
        + " allow list says to it becomes a message, and what the reaction Reply answers is said, in"
        + " order, also after times offline.";
  }

  @Override
  public Settings settings() {
    return Settings.of(
        LoginKeys.ACCOUNT,
        LoginKeys.PASSWORD,
        LoginKeys.HOST,
        LoginKeys.PORT,
        ROOMS,
        NICK,
        PREFIX,
        ALLOW,
        DIRECTORY,
        LONGEST,
        RESOURCE,
        LoginKeys.CA_FILE,
        LoginKeys.FINGERPRINT,
        LoginKeys.PLAINTEXT);
  }

  @Override
  public String example() {
    return """
        ---
        account: wubot@example.org
        password: ${file:secrets/chat}
        rooms: ops@conference.example.org
        allow:
          - ann@example.org
          - bob@example.org
        """;
  }

  @Override
  public List<String> fields() {
    return List.of(
        "command: the first word, in small letters",
        "args: the rest of the line",
        "body: the whole line, without the prefix or the name it began with",
        "addressed: prefix, name or chat: what showed that the line is meant for wubot",
        "from: the account of the speaker; room and name where the room does not show it",
        "room: the room's address, empty in a chat with wubot alone",
        "nick: the speaker's name in the room",
        "reply_to: where an answer goes",
        "event_id: the same for every wubot that got this very line; missing when it has none",
        "lastupdate: when the line was said, also where a server had kept it",
        "subject, status, coalesce: what has happened to the connection or to a room");
  }

  @Override
  public Service create(Values values, ServiceServices services) {
    return new Chat(config(values, services), services, new SecureRandom());
  }

  static ChatConfig config(Values values, ServiceServices services) {
    XmppSettings login =
        LoginKeys.connection(values, values.find(RESOURCE).orElse("chat-" + services.host()));
    List<Address> rooms = new ArrayList<>();
    for (String room : values.find(ROOMS).orElse(List.of())) {
      rooms.add(LoginKeys.address(ROOMS, room).bare());
    }
    String prefix = values.get(PREFIX);
    if (prefix.isBlank() || prefix.length() > 20) {
      throw new IllegalArgumentException("prefix has to be 1 to 20 characters");
    }
    return new ChatConfig(
        attracting(login),
        List.copyOf(rooms),
        values.find(NICK).orElse("wubot-" + services.host()),
        prefix.strip(),
        values.get(ALLOW),
        values.path(DIRECTORY),
        values.get(LONGEST).intValue());
  }

  /** With a priority by which it gets what people write to the account as a whole. */
  private static XmppSettings attracting(XmppSettings login) {
    return new XmppSettings(
        login.account(),
        login.password(),
        login.host(),
        login.port(),
        login.tls(),
        OptionalInt.of(0),
        login.keepAlive(),
        login.pauses());
  }
}
