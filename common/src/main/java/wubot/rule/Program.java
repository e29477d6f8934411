// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tree of rules made ready to run. */
final class Program {

  private static final Logger LOG = LoggerFactory.getLogger(Program.class);

  private final RuleTree tree;
  private final LiveList rules;
  private final Planner planner;
  private final List<LiveRule> all = new ArrayList<>();
  private final List<LiveRule> withReactions = new ArrayList<>();
  private final List<LiveRule> actingOutside = new ArrayList<>();
  private final List<LiveRule> keepingTime = new ArrayList<>();

  /**
   * Makes a tree ready.
   *
   * @param old what ran before; reactions of rules that have not changed are taken from it
   */
  Program(RuleTree tree, String host, ReactionDecorator decorator, Optional<Program> old) {
    this.tree = tree;
    Map<String, LiveRule> known = new HashMap<>();
    old.ifPresent(p -> p.withReactions.forEach(rule -> known.put(rule.rule().path(), rule)));
    this.rules = live(tree.rules(), host, decorator, known);
    this.planner = new Planner(all);
  }

  private LiveList live(
      List<Rule> from, String host, ReactionDecorator decorator, Map<String, LiveRule> known) {
    List<LiveRule> live = new ArrayList<>();
    for (Rule rule : from) {
      int place = all.size();
      LiveList children = live(rule.children(), host, decorator, known);
      Optional<Reaction> reaction =
          rule.step()
              .map(
                  step ->
                      reaction(rule, step, decorator, Optional.ofNullable(known.get(rule.path()))));
      LiveRule made = new LiveRule(rule, children, reaction, host);
      live.add(made);
      all.add(place, made);
      if (made.reacts()) {
        withReactions.add(made);
        if (made.keepsTime()) {
          keepingTime.add(made);
        }
        if (rule.step().orElseThrow().type().work() == ReactionType.Work.LOCAL) {
          actingOutside.add(made);
        }
      }
    }
    return new LiveList(List.copyOf(live));
  }

  private static Reaction reaction(
      Rule rule, Rule.Step step, ReactionDecorator decorator, Optional<LiveRule> old) {
    if (old.isPresent() && isSame(old.get().rule(), rule)) {
      if (step.reaction() != old.get().rule().step().orElseThrow().reaction()) {
        step.reaction().close();
      }
      return old.get().reaction();
    }
    return decorator.decorate(rule, step.reaction());
  }

  private static boolean isSame(Rule old, Rule rule) {
    Rule.Step before = old.step().orElseThrow();
    Rule.Step now = rule.step().orElseThrow();
    return before.type() == now.type()
        && before.written().equals(now.written())
        // A secret that was changed in its file makes other settings of the same text.
        && before.values().referencedFiles().heldTheSameAs(now.values().referencedFiles())
        && old.retry().equals(rule.retry());
  }

  RuleTree tree() {
    return tree;
  }

  LiveList rules() {
    return rules;
  }

  Planner planner() {
    return planner;
  }

  /** All rules, each before its children. */
  List<LiveRule> all() {
    return all;
  }

  List<LiveRule> withReactions() {
    return withReactions;
  }

  /** Those whose reactions do something outside the message while it is walked. */
  List<LiveRule> actingOutside() {
    return actingOutside;
  }

  /** Those that decide about the rules inside them, and may speak up by themselves. */
  List<LiveRule> keepingTime() {
    return keepingTime;
  }

  /** Closes all reactions. */
  void close() {
    withReactions.forEach(Program::close);
  }

  /** Closes the reactions that the other program does not use. */
  void closeAllBut(Program other) {
    Set<Reaction> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    other.withReactions.forEach(rule -> kept.add(rule.reaction()));
    withReactions.stream().filter(r -> !kept.contains(r.reaction())).forEach(Program::close);
  }

  /** A reaction that does not close keeps no other from being closed. */
  private static void close(LiveRule rule) {
    try {
      rule.reaction().close();
    } catch (RuntimeException e) {
      LOG.warn("Rule '{}' did not close: {}", rule.rule().path(), e.toString());
    }
  }
}
