// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.rule.Conversations;
import wubot.rule.EventTime;
import wubot.rule.Outlet;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.Template;

/** Answers a line where it was said, through the chat of this host. */
public final class Reply implements ReactionType {

  /** Set on an answer that says that the line was not understood. */
  static final String NOT_UNDERSTOOD = "not_understood";

  private static final Setting<String> TEXT =
      Setting.text("text")
          .byDefault("{{ answer }}")
          .describe("What to say, a template; nothing is said where it comes out empty.");
  private static final Setting<String> TO =
      Setting.text("to")
          .describe("Whom to say it to instead of answering, a template.")
          .example("ann@example.org");
  private static final Setting<String> ROOM =
      Setting.text("room")
          .describe("The room to say it in instead, one of those of the chat, a template.")
          .example("ops@conference.example.org");
  private static final Setting<String> VIA =
      Setting.text("via")
          .describe(
              "Which chat says it, where there are several; the one that heard the line when"
                  + " missing.")
          .example("Chat-ops");
  private static final Setting<Path> DIRECTORY =
      Setting.path("directory")
          .byDefault("queue/chat")
          .describe("The queue of what is to be said, as the chat names it.");

  @Override
  public String name() {
    return "Reply";
  }

  @Override
  public String summary() {
    return "Says something over XMPP: answers a line where it was said, or says it to a person or in"
        + " a room. The text lies on a queue until the monitor's plugin Chat on this host has said"
        + " it, in order, also after times offline.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public boolean byOne() {
    return true;
  }

  @Override
  public Settings settings() {
    return Settings.of(TEXT, TO, ROOM, VIA, DIRECTORY);
  }

  @Override
  public String example() {
    return """
        - name: somebody asks for the time
          condition: command = time
          plugin: Reply
          config:
            text: 'it is {{ lastupdate | date "HH:mm" }}'
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    ZoneId zone = services.clock().getZone();
    Template text = GateKey.template(values.get(TEXT), zone);
    Optional<Template> to = values.find(TO).map(t -> GateKey.template(t, zone));
    Optional<Template> room = values.find(ROOM).map(t -> GateKey.template(t, zone));
    Optional<String> via = values.find(VIA);
    if (to.isPresent() && room.isPresent()) {
      throw new IllegalArgumentException("either 'to' or 'room' says where, not both");
    }
    Outlet outlet = services.outlet(values.path(DIRECTORY));
    boolean elsewhere = to.isPresent() || room.isPresent();
    return new Reaction() {
      @Override
      public void react(Message message) {
        if (!wants(message) || belongsToFlow(message, services)) {
          return;
        }
        ChatLine line = new ChatLine(message);
        String chat = via.or(line::chat).orElse("");
        String words = text.fill(message).strip();
        outlet.put(
            elsewhere
                ? ChatLine.to(
                    chat,
                    room.map(r -> r.fill(message).strip()).orElse(""),
                    to.map(t -> t.fill(message).strip()).orElse(""),
                    words)
                : ChatLine.to(chat, line.room(), message.text("reply_to"), words));
      }

      @Override
      public boolean wants(Message message) {
        return (elsewhere || message.isTrue("reply_to")) && !text.fill(message).isBlank();
      }

      @Override
      public Optional<Set<String>> writes() {
        return Optional.of(Set.of());
      }
    };
  }

  /** In a group only who replies can know that another member understands the line. */
  private static boolean belongsToFlow(Message message, ReactionServices services) {
    if (!message.isTrue(NOT_UNDERSTOOD)) {
      return false;
    }
    EventTime time = services.time();
    Conversations conversations = services.conversations();
    ChatLine line = new ChatLine(message);
    String session = line.room().isEmpty() ? line.person() : line.room();
    return conversations.isUnderway(line.person(), time.of(message))
        || conversations.isUnderway(session, time.of(message));
  }
}
