// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.Template;

/** Notes that somebody takes care of a problem. */
public final class Acknowledge extends GateType {

  private static final String WHICH = "{{ escalation_key }}";

  private static final Setting<Duration> FOR =
      Spans.setting("for")
          .describe("For how long; until the problem is over when missing.")
          .example("4h");
  private static final Setting<String> BY =
      Setting.text("by").byDefault("{{ username }}").describe("Who does, a template.");

  /** For the service loader. */
  public Acknowledge() {
    super(
        "Acknowledge",
        "Notes that somebody takes care of a problem, which Escalate then raises no further. The"
            + " message says which one by the `escalation_key` that Escalate gave it.",
        GateKey.settings(Settings.of(FOR, BY), "`" + WHICH + "`, as Escalate gives it"));
  }

  @Override
  public List<String> fields() {
    return List.of();
  }

  @Override
  public String example() {
    return """
        - name: somebody answered
          condition: acknowledge is true
          plugin: Acknowledge
          config:
            key: '{{ acknowledge }}'
            by: '{{ username }}'
            for: 8h
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Optional<Long> length = values.find(FOR).map(Duration::toSeconds);
    Template by = Template.of(values.get(BY), services.clock().getZone());
    return new Gate(
        GateKey.of(values, services, WHICH), services, Acknowledgements.of(services).space()) {
      @Override
      Verdict meet(Memory memory, Message message, long now) {
        memory.mark("at", now);
        length.ifPresent(seconds -> memory.mark("until", now + seconds));
        String who = by.fill(message).strip();
        memory.put("by", who.isEmpty() ? "somebody" : who);
        memory.wakeAt(now + length.orElse(0L) + Acknowledgements.KEEP);
        return Verdict.PASS;
      }

      @Override
      void wake(Memory memory, long due) {
        memory.forget();
      }
    };
  }
}
