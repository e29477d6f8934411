// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import wubot.message.Fields;
import wubot.message.Message;

/**
 * Decides once for all messages with the same stable fields what these fields decide.
 *
 * <p>Stable are the fields that say where a message comes from: they have few values, and rules
 * hardly ever change them. When one is changed after all, the walk goes on with the plan for the
 * new values, so that the outcome is always that of testing every condition in turn.
 */
final class Planner {

  private static final Set<String> STABLE =
      Set.of(Fields.KEY, Fields.PLUGIN, Fields.HOSTNAME, Fields.STATUS, "mailbox");

  private static final int MOST_FIELDS = 8;
  private static final int MOST_PLANS = 4096;

  /** Of all plans together, with their lists: some tens of megabytes at the very most. */
  static final int MOST_KEPT = 1 << 17;

  /** After this many messages that found no plan in time, planning has a rest. */
  private static final int REST = 1 << 16;

  private final String[] fields;
  private final Set<String> fieldSet;
  private final StableValues reader;
  private Plan[] plans = new Plan[64]; // by hash; at most half of it is in use
  private int count;
  private final Map<LiveList, ListIndex> indexes = new HashMap<>();
  private final Map<LiveList, ListIndex> unplannedIndexes = new HashMap<>();
  private final Plan unplanned = new Plan(new Object[0], 0, this);
  private long found;
  private int kept;
  private int resting;

  /** A planner for the rules of a tree. */
  Planner(List<LiveRule> rules) {
    Map<String, Integer> uses = new HashMap<>();
    for (LiveRule rule : rules) {
      for (String field : rule.rule().condition().fields()) {
        if (STABLE.contains(field) || field.startsWith(Fields.CONFIG_PREFIX)) {
          uses.merge(field, 1, Integer::sum);
        }
      }
    }
    this.fields =
        uses.keySet().stream()
            .sorted(Comparator.<String>comparingInt(f -> -uses.get(f)).thenComparing(f -> f))
            .limit(MOST_FIELDS)
            .toArray(String[]::new);
    this.fieldSet = Set.of(fields);
    this.reader = new StableValues(fields);
    rules.forEach(rule -> rule.watchFor(fields));
  }

  Set<String> stableFields() {
    return fieldSet;
  }

  /** The plan for a message as it is now. */
  Plan planFor(Message message) {
    if (fields.length == 0) {
      return unplanned;
    }
    if (count >= MOST_PLANS || kept >= MOST_KEPT) {
      startAnew();
    }
    if (resting > 0 && --resting > 0) {
      return unplanned;
    }
    if (!reader.read(message)) {
      return unplanned;
    }
    int place = place(plans);
    Plan plan = plans[place];
    if (plan == null) {
      plan = new Plan(reader.keep(), reader.hash(), this);
      plans[place] = plan;
      if (2 * ++count > plans.length) {
        grow();
      }
    } else {
      found++;
    }
    return plan;
  }

  /**
   * The plan for a message after a rule has written to it.
   *
   * @param before the plan until then
   * @param written which stable fields may have changed
   */
  Plan planAfter(Plan before, int[] written, Message message) {
    boolean same = before == unplanned || reader.areOf(message, before.values(), written);
    return same ? before : planFor(message);
  }

  /** Where the plan for what was read stands, or is to be put. */
  private int place(Plan[] among) {
    int place = reader.hash() & among.length - 1;
    while (among[place] != null
        && !(among[place].hash() == reader.hash() && reader.are(among[place].values()))) {
      place = place + 1 & among.length - 1;
    }
    return place;
  }

  private void grow() {
    Plan[] more = new Plan[2 * plans.length];
    for (Plan plan : plans) {
      if (plan != null) {
        int place = plan.hash() & more.length - 1;
        while (more[place] != null) {
          place = place + 1 & more.length - 1;
        }
        more[place] = plan;
      }
    }
    plans = more;
  }

  /** Notes that a plan has grown, so that all of them together stay within bounds. */
  void keeps(int rules) {
    kept += rules;
  }

  /** How many rules all plans together keep, each list counted as one more. */
  int kept() {
    return kept;
  }

  /** Forgets all plans; those that are hardly ever used twice are not worth making. */
  private void startAnew() {
    resting = found < 2L * count ? REST : 0;
    Arrays.fill(plans, null);
    count = 0;
    kept = 0;
    found = 0;
  }

  /** The index of a list for those who know these fields: all stable ones, or none. */
  ListIndex index(LiveList list, Set<String> known) {
    return (known.isEmpty() ? unplannedIndexes : indexes)
        .computeIfAbsent(
            list,
            of ->
                new ListIndex(
                    of.rules().stream().map(rule -> rule.rule().condition()).toList(), known));
  }
}
