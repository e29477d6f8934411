// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.EventTime;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.Template;

/** Says when nothing has come from a key for too long, and when it is back. */
public final class Absent extends GateType {

  private static final Setting<Duration> AFTER =
      Spans.setting("after").required().describe("How long nothing may come.").example("10m");
  private static final Setting<Duration> REPEAT =
      Setting.duration("repeat", Duration.ofMinutes(1), Duration.ofDays(366))
          .describe("Say it again as often; once only when missing.");
  private static final Setting<Duration> FORGET =
      Spans.setting("forget")
          .byDefault("30d")
          .describe("Do not wait any longer for a key that has been gone for this long.");
  private static final Setting<String> STATUS =
      Setting.text("status").byDefault("CRITICAL").describe("The status of what it says.");
  private static final Setting<String> SUBJECT =
      Setting.text("subject")
          .byDefault("nothing from {{ hostname }} {{ key }} for {{ absent_for }}")
          .describe("The subject, a template with the fields below.");

  /** For the service loader. */
  public Absent() {
    super(
        "Absent",
        "Says when nothing has come from a key for too long, and when it is back. It waits for keys"
            + " that it has met. What it says goes to the rules inside this one, or, where there are"
            + " none, through all rules. The messages themselves go on as they are, but not to the"
            + " rules inside.",
        GateKey.settings(Settings.of(AFTER, REPEAT, FORGET, STATUS, SUBJECT)));
  }

  @Override
  public List<String> fields() {
    return List.of(
        "key, hostname, item: of what is missing",
        "absent: 1 when it is missing, 0 when it is back",
        "absent_since: when its last message was made",
        "absent_for: how long that is, or was, in words",
        "status: as the setting says, OK when it is back",
        "subject: what is missing");
  }

  @Override
  public String example() {
    return """
        - name: the backup has to run every day
          condition: key = Backup-db
          plugin: Absent
          config:
            after: 25h
            repeat: 1d
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    return new Watch(
        GateKey.of(values, services),
        services,
        values.get(AFTER).toSeconds(),
        values.find(REPEAT).map(Duration::toSeconds),
        values.get(FORGET).toSeconds(),
        values.get(STATUS),
        Template.of(values.get(SUBJECT), services.clock().getZone()));
  }

  /** The reaction itself. */
  private static final class Watch extends Gate {

    private final EventTime time;
    private final long after;
    private final Optional<Long> repeat;
    private final long forget;
    private final String status;
    private final Template subject;

    Watch(
        GateKey key,
        ReactionServices services,
        long after,
        Optional<Long> repeat,
        long forget,
        String status,
        Template subject) {
      super("Absent", key, services);
      this.time = services.time();
      this.after = after;
      this.repeat = repeat;
      this.forget = forget;
      this.status = status;
      this.subject = subject;
    }

    @Override
    Verdict meet(Memory memory, Message message, long now) {
      if (memory.has("absent")) {
        long seen = memory.moment("seen", now);
        Message back = word(memory, 0, seen, now).with(Fields.STATUS, "OK");
        String whom = (back.text(Fields.HOSTNAME) + " " + back.text(Fields.KEY)).strip();
        say(back.with(Fields.SUBJECT, whom + " is back after " + Spans.print(now - seen)), now);
        memory.remove("absent");
      }
      memory.mark("seen", now);
      memory.wakeAt(now + after);
      return Verdict.ASIDE;
    }

    @Override
    void wake(Memory memory, long due) {
      long seen = memory.moment("seen", due);
      if (due >= seen + Math.max(forget, after + 1)) {
        memory.forget();
        return;
      }
      Message missing = word(memory, 1, seen, due).with(Fields.STATUS, status);
      if (!memory.has("absent") || repeat.isPresent()) {
        say(missing.with(Fields.SUBJECT, subject.fill(missing)), due);
      }
      memory.mark("absent", due);
      long end = seen + Math.max(forget, after + 1);
      long next = repeat.map(every -> Spans.next(due, every, time.latest())).orElse(end);
      memory.wakeAt(Math.max(due + 1, Math.min(next, end)));
    }

    private static Message word(Memory memory, int absent, long seen, long now) {
      return memory
          .whose()
          .with("absent", absent)
          .with("absent_since", seen)
          .with("absent_for", Spans.print(now - seen));
    }
  }
}
