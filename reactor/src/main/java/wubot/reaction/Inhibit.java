// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Condition;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.StateKey;

/** Holds messages back while a greater problem explains them. */
public final class Inhibit extends GateType {

  private static final Setting<String> SOURCE =
      Setting.text("source")
          .required()
          .describe("A condition: the message that is the greater problem.")
          .example("key = Ping-gateway AND status = CRITICAL");
  private static final Setting<String> OVER =
      Setting.text("over")
          .describe(
              "A condition: the message with which it is over. By default it is over when a message"
                  + " of its host, key and item comes that `source` does not match.")
          .example("key = Ping-gateway AND status = OK");
  private static final Setting<Duration> FOR =
      Spans.setting("for")
          .byDefault("1h")
          .describe("It is over, too, when its message has not come again for this long.");

  /** For the service loader. */
  public Inhibit() {
    super(
        "Inhibit",
        "Holds messages back while a greater problem explains them: a host that cannot be reached"
            + " explains all that cannot be reached on it. The messages of the greater problem"
            + " itself pass. It has to meet both kinds of messages, and the greater problem first.",
        GateKey.settings(
            Settings.of(SOURCE, OVER, FOR),
            "`{{ hostname }}`: a problem explains others of the same host"));
  }

  @Override
  public List<String> fields() {
    return List.of("inhibited_by: the subject, or the key, of the greater problem, when held back");
  }

  @Override
  public String example() {
    return """
        - name: behind the gateway
          condition: status exists
          plugin: Inhibit
          config:
            source: key = Ping-gateway AND status = CRITICAL
            over: key = Ping-gateway AND status = OK
            for: 30m
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    ZoneId zone = services.clock().getZone();
    Condition source = Condition.parse(values.get(SOURCE), zone);
    Optional<Condition> over = values.find(OVER).map(text -> Condition.parse(text, zone));
    long length = values.get(FOR).toSeconds();
    return new Gate(name(), GateKey.of(values, services, "{{ hostname }}"), services) {
      @Override
      Verdict meet(Memory memory, Message message, long now) {
        if (source.test(message)) {
          memory.put("by", name(message));
          memory.put("source", StateKey.of(message));
          memory.wakeAt(now + length);
          return Verdict.PASS;
        }
        boolean active = memory.has("by");
        boolean ends =
            over.isPresent()
                ? over.get().test(message)
                : memory.text("source").equals(StateKey.of(message));
        if (!active || ends) {
          memory.forget();
          return Verdict.PASS;
        }
        message.put("inhibited_by", memory.text("by"));
        return Verdict.HOLD;
      }

      @Override
      void wake(Memory memory, long due) {
        memory.forget();
      }
    };
  }

  private static String name(Message message) {
    String subject = Noticed.subject(message);
    String name = subject.isEmpty() ? message.text(Fields.KEY) : subject;
    return name.substring(0, Math.min(500, name.length()));
  }
}
