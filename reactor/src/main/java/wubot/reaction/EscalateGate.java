// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.List;
import java.util.Optional;
import wubot.message.Message;
import wubot.rule.Condition;
import wubot.rule.EventTime;
import wubot.rule.ReactionServices;

/** Raises problems step by step. */
final class EscalateGate extends Gate {

  private final EventTime time;
  private final Acknowledgements acknowledgements;
  private final List<Long> steps;
  private final Optional<Long> repeat;
  private final Condition over;
  private final long forget;

  EscalateGate(
      ReactionServices services,
      GateKey key,
      List<Long> steps,
      Optional<Long> repeat,
      Condition over,
      long forget) {
    super("Escalate", key, services);
    this.time = services.time();
    this.acknowledgements = Acknowledgements.of(services);
    this.steps = steps;
    this.repeat = repeat;
    this.over = over;
    this.forget = forget;
  }

  @Override
  Verdict meet(Memory memory, Message message, long now) {
    if (over.test(message)) {
      boolean lasted = !memory.isNew();
      if (lasted) {
        mark(memory, message, now);
        message.put("escalation_over", 1);
        String by = acknowledgements.by(memory.key(), memory.moment("since", now));
        if (!by.isEmpty()) {
          message.put("escalation_acknowledged", by);
        }
      }
      memory.forget();
      return lasted ? Verdict.PASS : Verdict.ASIDE;
    }
    memory.mark("seen", now);
    boolean first = memory.isNew();
    if (first) {
      memory.mark("since", now);
      memory.wakeAt(now + (steps.isEmpty() ? repeat.orElse(forget) : steps.get(0)));
      mark(memory, message, now);
    }
    Kept.put(memory, "last", message);
    return first ? Verdict.PASS : Verdict.HOLD;
  }

  @Override
  void wake(Memory memory, long due) {
    long end = memory.moment("seen", due) + forget;
    if (due >= end) {
      memory.forget();
      return;
    }
    long since = memory.moment("since", due);
    Optional<Long> until = acknowledgements.until(memory.key(), since, due);
    if (until.isPresent()) {
      memory.wakeAt(Math.max(due + 1, Math.min(end, until.get())));
      return;
    }
    int level = (int) memory.number("level", 0);
    boolean more = level < steps.size();
    if (more || repeat.isPresent()) {
      level += more ? 1 : 0;
      memory.put("level", level);
      Message word = Kept.in(memory, "last");
      mark(memory, word, due);
      say(word, due);
    }
    long next =
        level < steps.size()
            ? due + steps.get(level) - (level == 0 ? 0 : steps.get(level - 1))
            : repeat.map(every -> Spans.next(due, every, time.latest())).orElse(end);
    memory.wakeAt(Math.max(due + 1, Math.min(end, next)));
  }

  private static void mark(Memory memory, Message message, long now) {
    long since = memory.moment("since", now);
    message.put("escalation", memory.number("level", 0));
    message.put("escalation_key", memory.key());
    message.put("escalation_since", since);
    message.put("escalation_for", Spans.print(now - since));
  }
}
