// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wubot.rule.ReactionType.Work;

/** The effects that one set of rules has and another has not, by rule, with examples. */
final class EffectChanges {

  /** How many examples are kept of each. */
  static final int EXAMPLES = 3;

  /** What kind of effect it is, for people. */
  enum Kind {
    NOTIFICATIONS,
    COMMANDS,
    WRITES;

    static Kind of(Effect effect) {
      if (effect.reaction().equals("Console")
          || effect.rule().step().map(s -> s.type().work() == Work.DELIVERY).orElse(false)) {
        return NOTIFICATIONS;
      }
      return effect.reaction().equals("Command") ? COMMANDS : WRITES;
    }
  }

  /** Whether there is more of it or less. */
  enum Way {
    GAINED,
    LOST,
    CHANGED
  }

  /** How often, and for instance for which messages. */
  static final class Tally {
    private final List<String> examples = new ArrayList<>();
    private long count;

    private void add(String example) {
      count++;
      if (examples.size() < EXAMPLES) {
        examples.add(example);
      }
    }

    long count() {
      return count;
    }

    List<String> examples() {
      return examples;
    }
  }

  private final Map<Kind, Map<Way, Map<String, Tally>>> changes = new EnumMap<>(Kind.class);

  /** Compares what two sets of rules did with the same message. */
  void compare(List<Effect> before, List<Effect> after) {
    if (before.isEmpty() && after.isEmpty()) {
      return;
    }
    List<Effect> lost = new ArrayList<>(before);
    List<Effect> gained = new ArrayList<>(after);
    gained.removeIf(effect -> removeFirst(lost, effect, true));
    List<Effect> onlyNew = new ArrayList<>();
    for (Effect effect : gained) {
      if (removeFirst(lost, effect, false)) {
        add(Way.CHANGED, effect);
      } else {
        onlyNew.add(effect);
      }
    }
    onlyNew.forEach(effect -> add(Way.GAINED, effect));
    lost.forEach(effect -> add(Way.LOST, effect));
  }

  private static boolean removeFirst(List<Effect> effects, Effect wanted, boolean wholly) {
    for (int i = 0; i < effects.size(); i++) {
      Effect effect = effects.get(i);
      boolean same =
          effect.reaction().equals(wanted.reaction())
              && (wholly
                  ? effect.settings().equals(wanted.settings())
                      && effect.message().text("subject").equals(wanted.message().text("subject"))
                  : effect.rule().path().equals(wanted.rule().path()));
      if (same) {
        effects.remove(i);
        return true;
      }
    }
    return false;
  }

  private void add(Way way, Effect effect) {
    String name = effect.reaction() + " by '" + effect.rule().path() + "'";
    String settings = effect.told();
    changes
        .computeIfAbsent(Kind.of(effect), kind -> new EnumMap<>(Way.class))
        .computeIfAbsent(way, w -> new TreeMap<>())
        .computeIfAbsent(name, n -> new Tally())
        .add(Headline.of(effect.message()) + (settings.isEmpty() ? "" : "  (" + settings + ")"));
  }

  /** How many there are. */
  long count(Kind kind, Way way) {
    return of(kind, way).values().stream().mapToLong(Tally::count).sum();
  }

  /** Those of one kind, by reaction and rule. */
  Map<String, Tally> of(Kind kind, Way way) {
    return changes.getOrDefault(kind, Map.of()).getOrDefault(way, Map.of());
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }
}
