// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wubot.config.Durations;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.StateKey;
import wubot.rule.StateSpace;

/** Follows the status of each key, so that a lasting problem is announced more and more rarely. */
public final class Status implements ReactionType {

  private static final Setting<Boolean> RECOVERY =
      Setting.flag("recovery")
          .byDefault("true")
          .describe(
              "Whether a message that is OK again gets a subject that says so, when the problem had"
                  + " one and the message has none of its own.");

  private static final Set<String> KNOWN = Set.of("OK", "WARNING", "CRITICAL", "UNKNOWN");
  private static final Map<String, String> COLOURS =
      Map.of("CRITICAL", "red", "WARNING", "yellow", "UNKNOWN", "orange");

  @Override
  public String name() {
    return "Status";
  }

  @Override
  public String summary() {
    return "Follows the status of each key: how often in a row and since when it has been the same."
        + " A lasting problem is announced the 1st, 2nd, 3rd, 5th, 8th, 13th … time with its count"
        + " in the subject, and is quiet between. When it is over, one message says so.";
  }

  @Override
  public Work work() {
    return Work.STATE;
  }

  @Override
  public Settings settings() {
    return Settings.of(RECOVERY);
  }

  @Override
  public List<String> fields() {
    return List.of(
        "status: OK where there was none",
        "status_count: how many times in a row the key has had this status",
        "status_since: `lastupdate` of the first of them",
        "status_previous: the status before, on the first message of a new one",
        "subject: with the count and the time behind it from the second time on",
        "color: red, yellow or orange for CRITICAL, WARNING and UNKNOWN",
        "quiet, suppress: 1 on the repeats that are not announced");
  }

  @Override
  public String example() {
    return """
        - name: status
          condition: contains status
          plugin: Status
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    return new Tracker(services.state("Status"), values.get(RECOVERY));
  }

  /** Whether the n-th repeat is one that is announced: a Fibonacci number. */
  static boolean announced(long count) {
    long a = 1;
    long b = 2;
    while (a < count) {
      long next = a + b;
      a = b;
      b = next;
    }
    return a == count;
  }

  /** The reaction itself. */
  record Tracker(StateSpace state, boolean recovery) implements Reaction {

    @Override
    public void react(Message message) {
      if (message.has(Fields.STATUS) && message.has("status_count")) {
        return; // another reactor on the way has done it
      }
      if (!message.isTrue(Fields.STATUS)) {
        message.put(Fields.STATUS, "OK");
      }
      String status = message.text(Fields.STATUS);
      if (!KNOWN.contains(status)) {
        return;
      }
      Map<String, Object> before = state.get(StateKey.of(message)).orElse(Map.of());
      boolean same = status.equals(before.get("status"));
      long count = same ? number(before.get("count")) + 1 : 1;
      long made = LastUpdate.of(message).orElse(0);
      long since = same ? number(before.get("since")) : made;
      boolean hadSubject = message.isTrue(Fields.SUBJECT);
      if (!same && before.containsKey("status")) {
        message.put("status_previous", before.get("status"));
      }
      message.put("status_count", count);
      message.put("status_since", since);
      if (status.equals("OK")) {
        if (!same
            && recovery
            && !hadSubject
            && FieldValue.isTrue(before.getOrDefault("told", 0L))) {
          announceRecovery(message, before, made);
        }
      } else {
        message.put(Fields.COLOR, COLOURS.get(status));
        if (hadSubject && count > 1) {
          announceRepeat(message, status, count, made - since);
        }
      }
      Map<String, Object> now = new HashMap<>();
      now.put("status", status);
      now.put("count", count);
      now.put("since", since);
      now.put("told", !status.equals("OK") && (hadSubject || told(before)));
      state.put(StateKey.of(message), now);
    }

    private static boolean told(Map<String, Object> before) {
      return Boolean.TRUE.equals(before.get("told"));
    }

    private static void announceRepeat(Message message, String status, long count, long seconds) {
      if (announced(count)) {
        String run = " [" + count + "x " + status + " (" + length(seconds) + ")]";
        message.put(Fields.SUBJECT, message.text(Fields.SUBJECT) + run);
        if (message.isTrue(Fields.SUBJECT_TEXT)) {
          message.put(Fields.SUBJECT_TEXT, message.text(Fields.SUBJECT_TEXT) + run);
        }
      } else {
        message.put("quiet", 1);
        message.put("suppress", 1);
      }
    }

    private static void announceRecovery(Message message, Map<String, Object> before, long made) {
      String item = message.isTrue(Fields.ITEM) ? " " + message.text(Fields.ITEM) : "";
      String key = message.isTrue(Fields.KEY) ? message.text(Fields.KEY) + item + ": " : "";
      message.put(
          Fields.SUBJECT,
          key
              + "OK again ["
              + number(before.get("count"))
              + "x "
              + before.get("status")
              + " ("
              + length(made - number(before.get("since")))
              + ")]");
      if (!message.isTrue(Fields.COLOR)) {
        message.put(Fields.COLOR, "green");
      }
    }

    private static String length(long seconds) {
      return Durations.print(Duration.ofSeconds(seconds));
    }

    private static long number(Object value) {
      return value == null ? 0 : (long) FieldValue.number(value).orElse(0);
    }
  }
}
