// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wubot.message.FieldValue;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Condition;
import wubot.rule.ReactionServices;
import wubot.rule.StateKey;
import wubot.rule.Template;

/** Knows the problems that there are, and says when they have changed. */
final class BundleGate extends Gate {

  private static final int LONGEST_LINE = 500;
  private static final int MOST_PROBLEMS = 500;
  private static final int MOST_MAKERS = 100;
  private static final List<String> BY_WEIGHT = List.of("OK", "UNKNOWN", "WARNING", "CRITICAL");
  private static final String PROBLEMS = "problems"; // by what they are about: the line
  private static final String STATUSES = "statuses"; // of the same
  private static final String OVER = "over"; // the lines of those that are over since the last word
  private static final String TOLD = "told"; // what the last word was about
  private static final String SAID = "said"; // when that was
  private static final String MET = "met "; // when each was met last

  /** When it speaks, in seconds. */
  record Pace(long first, long interval, long repeat, long forget) {}

  private final String rule;
  private final Pace pace;
  private final Condition over;
  private final Template line;
  private final Template subject;

  BundleGate(
      ReactionServices services,
      GateKey key,
      Pace pace,
      Condition over,
      Template line,
      Template subject) {
    super("Bundle", key, services);
    this.rule = services.rule();
    this.pace = pace;
    this.over = over;
    this.line = line;
    this.subject = subject;
  }

  @Override
  Verdict meet(Memory memory, Message message, long now) {
    String about = StateKey.of(message);
    boolean changed = over.test(message) ? end(memory, about) : begin(memory, about, message, now);
    addMakers(memory, message);
    if (memory.map(PROBLEMS).isEmpty() && memory.list(OVER).isEmpty()) {
      memory.forget(); // over before anybody was told
    } else if (changed) {
      long earliest = memory.moment(SAID, now - pace.interval()) + pace.interval();
      long due = Math.max(now + pace.first(), earliest);
      memory.wakeAt(Math.min(due, memory.due().orElse(due)));
    }
    return Verdict.HOLD;
  }

  /** Takes note of a problem; whether it is new, or of another weight. */
  private boolean begin(Memory memory, String about, Message message, long now) {
    Map<String, Object> problems = new TreeMap<>(memory.map(PROBLEMS));
    Map<String, Object> statuses = memory.map(STATUSES);
    String status = message.text(Fields.STATUS);
    boolean known = problems.containsKey(about);
    if (!known && problems.size() >= MOST_PROBLEMS) {
      memory.put("more", memory.number("more", 0) + 1);
      return true;
    }
    boolean changed = !known || !FieldValue.text(statuses.get(about)).equals(status);
    String words = Noticed.oneLine(line.fill(message)).strip();
    problems.put(
        about, words.length() > LONGEST_LINE ? words.substring(0, LONGEST_LINE - 1) + "…" : words);
    statuses.put(about, status);
    memory.put(PROBLEMS, problems);
    memory.put(STATUSES, statuses);
    memory.mark(MET + about, now);
    return changed;
  }

  /** A problem is over; whether that is news. */
  private static boolean end(Memory memory, String about) {
    Map<String, Object> problems = memory.map(PROBLEMS);
    Map<String, Object> statuses = memory.map(STATUSES);
    Object words = problems.remove(about);
    if (words == null) {
      return false;
    }
    statuses.remove(about);
    memory.put(PROBLEMS, problems);
    memory.put(STATUSES, statuses);
    memory.remove(MET + about);
    if (!memory.list(TOLD).contains(about)) {
      return false;
    }
    List<Object> gone = memory.list(OVER);
    gone.add(words);
    memory.put(OVER, gone);
    return true;
  }

  private static void addMakers(Memory memory, Message message) {
    List<Object> makers = memory.list("makers");
    for (Object maker : madeBy(message)) {
      if (makers.size() < MOST_MAKERS && !makers.contains(maker)) {
        makers.add(maker);
        memory.put("makers", makers);
      }
    }
  }

  @Override
  void wake(Memory memory, long due) {
    for (String about : memory.map(PROBLEMS).keySet()) {
      if (memory.moment(MET + about, due) + pace.forget() <= due) {
        end(memory, about);
      }
    }
    tell(memory, due);
    if (memory.map(PROBLEMS).isEmpty()) {
      memory.forget();
    } else {
      memory.wakeAt(due + pace.repeat());
    }
  }

  @Override
  void evict(Memory memory, long now) {
    tell(memory, now);
  }

  private void tell(Memory memory, long moment) {
    Map<String, Object> problems = new TreeMap<>(memory.map(PROBLEMS));
    List<Object> gone = memory.list(OVER);
    if (problems.isEmpty() && gone.isEmpty()) {
      return; // over before anybody was told
    }
    long more = memory.number("more", 0);
    List<String> body = new ArrayList<>();
    problems.values().forEach(words -> body.add(words.toString()));
    if (more > 0) {
      body.add("… and " + more + " more");
    }
    gone.forEach(words -> body.add("over: " + words));
    Message bundle =
        Message.of(Fields.KEY, "Bundle-" + rule)
            .with("bundle_key", memory.key())
            .with("bundle_count", problems.size() + more)
            .with("bundle_over", gone.size())
            .with(Fields.STATUS, problems.isEmpty() ? "OK" : worst(memory.map(STATUSES)));
    bundle.put(Fields.SUBJECT, subject.fill(bundle));
    bundle.put("body", String.join("\n", body));
    bundle.put(MADE_BY, memory.list("makers"));
    say(bundle, moment);
    memory.mark(SAID, moment);
    memory.put(TOLD, List.copyOf(problems.keySet()));
    memory.remove(OVER);
    memory.remove("more");
  }

  private static String worst(Map<String, Object> statuses) {
    int worst = 0;
    for (Object status : statuses.values()) {
      worst = Math.max(worst, BY_WEIGHT.indexOf(FieldValue.text(status)));
    }
    return worst == 0 ? "UNKNOWN" : BY_WEIGHT.get(worst);
  }
}
