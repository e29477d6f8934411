// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wubot.message.Fields;
import wubot.message.Message;

/** The way of one message through the rules. */
final class Walk {

  private static final int END = -1;

  private final Message message;
  private final Planner planner;
  private final Optional<RuleTrace> trace;
  private final boolean endedBefore; // it came with last_rule
  private Plan plan;
  private List<RuleFailure> failures = List.of();

  Walk(Message message, Planner planner, Optional<RuleTrace> trace) {
    this.message = message;
    this.planner = planner;
    this.trace = trace;
    this.endedBefore = message.isTrue(Fields.LAST_RULE);
    this.plan = planner.planFor(message);
  }

  List<RuleFailure> failures() {
    return failures;
  }

  /** Walks through a list of rules until one of them, or one inside them, was the last. */
  void through(LiveList list) throws InterruptedException {
    if (list.rules().isEmpty()) {
      return;
    }
    if (trace.isPresent()) {
      throughAll(list, trace.get());
    } else {
      through(plan.of(list, message));
    }
  }

  private void through(PlannedList planned) throws InterruptedException {
    PlannedList current = planned;
    int place = part(current, 0);
    while (place != END) {
      // The message has changed: what comes after the rule that fired last is looked up again.
      current = current.plan() == plan ? current : plan.of(current.list(), message);
      place = part(current, place);
    }
  }

  /**
   * Walks on from a place in a list as long as it is known which rules can fire.
   *
   * @return the place from which on that has to be found out again, or {@link #END}
   */
  private int part(PlannedList planned, int from) throws InterruptedException {
    if (planned.isFluid()) {
      List<int[]> found = planned.found(message);
      if (!found.isEmpty()) {
        return among(planned, planned.candidates(found, from));
      }
    }
    for (int at = planned.positionOf(from), n = planned.size(); at < n; at++) {
      LiveRule rule = planned.rule(at);
      if (holds(rule, planned.condition(at))) {
        fire(rule, planned, at);
        if (ended(rule)) {
          return END;
        }
        if (plan != planned.plan() || planned.isFluid()) {
          return planned.place(at) + 1;
        }
      }
    }
    return END;
  }

  /** As {@link #part}, for rules of which some were found by what the message says now. */
  private int among(PlannedList planned, Candidates candidates) throws InterruptedException {
    for (int place = candidates.next(); place != Candidates.NONE; place = candidates.next()) {
      int at = candidates.position();
      LiveRule rule = planned.list().rules().get(place);
      Condition condition = at == Candidates.NONE ? rule.rule().condition() : planned.condition(at);
      if (holds(rule, condition)) {
        fire(rule, planned, at);
        return ended(rule) ? END : place + 1;
      }
    }
    return END;
  }

  private boolean ended(LiveRule rule) {
    return (rule.mayEnd() || endedBefore) && message.isTrue(Fields.LAST_RULE);
  }

  /** The same for somebody who watches: every rule is looked at, its condition as written. */
  private void throughAll(LiveList list, RuleTrace watcher) throws InterruptedException {
    for (LiveRule rule : list.rules()) {
      if (decide(rule, watcher)) {
        fire(rule);
        if (message.isTrue(Fields.LAST_RULE)) {
          return;
        }
      }
    }
  }

  /** Goes on inside a rule that failed: with its reaction, or from its condition on. */
  void resume(LiveRule rule, boolean fromCondition) throws InterruptedException {
    if (!fromCondition && rule.isGate()) {
      pass(rule);
    } else if (!fromCondition) {
      react(rule);
    } else if (holds(rule, rule.rule().condition())) {
      fire(rule);
    }
  }

  private boolean holds(LiveRule rule, Condition condition) {
    try {
      return condition.test(message);
    } catch (RuntimeException | StackOverflowError e) {
      report(rule, rule.conditionFailure(e));
      return false;
    }
  }

  private boolean decide(LiveRule rule, RuleTrace watcher) {
    try {
      Decision decision = Decision.of(rule.rule().condition(), message);
      watcher.decided(rule.rule(), decision);
      return decision.held();
    } catch (RuntimeException | StackOverflowError e) {
      report(rule, rule.conditionFailure(e));
      return false;
    }
  }

  private void fire(LiveRule rule) throws InterruptedException {
    begin(rule);
    if (rule.isGate()) {
      pass(rule);
    } else {
      through(rule.children());
    }
    finish(rule);
  }

  /** The same where the plan knows what is left of the rules inside it. */
  private void fire(LiveRule rule, PlannedList planned, int at) throws InterruptedException {
    begin(rule);
    if (rule.isGate()) {
      pass(rule);
    } else if (!rule.children().rules().isEmpty()) {
      through(planned.inside(at, rule, message));
    }
    finish(rule);
  }

  private void begin(LiveRule rule) {
    rule.countFired();
    message.append(Fields.RULE_LOG, rule.logEntry());
  }

  private void finish(LiveRule rule) throws InterruptedException {
    if (rule.reacts() && !rule.isGate()) {
      react(rule);
    }
    if (rule.rule().lastRule()) {
      message.put(Fields.LAST_RULE, 1L);
    }
  }

  /** A gate goes before the rules inside it. */
  private void pass(LiveRule rule) throws InterruptedException {
    Reaction.Verdict verdict = react(rule);
    if (verdict == Reaction.Verdict.PASS) {
      through(rule.children());
    } else if (verdict == Reaction.Verdict.HOLD && rule.children().rules().isEmpty()) {
      message.put("quiet", 1L);
    }
  }

  private Reaction.Verdict react(LiveRule rule) throws InterruptedException {
    Reaction.Verdict verdict = Reaction.Verdict.PASS; // one that fails holds nothing back
    Message before = trace.isEmpty() ? message : message.copy();
    for (int left = rule.rule().retry().times(); ; left--) {
      try {
        verdict = rule.reaction().admit(message);
        break;
      } catch (RuntimeException | StackOverflowError | LinkageError e) {
        RuleFailure failure = rule.failure(e);
        if (left <= 0 || !failure.passing()) {
          report(rule, failure);
          break;
        }
        // The rule asks for another try after a while; its length is bounded by the loader.
        Thread.sleep(rule.rule().retry().delay().toMillis());
      }
    }
    trace.ifPresent(t -> t.reacted(rule.rule(), before, message));
    if (rule.writesStable().length > 0) {
      plan = planner.planAfter(plan, rule.writesStable(), message);
    }
    return verdict;
  }

  private void report(LiveRule rule, RuleFailure failure) {
    if (failures.isEmpty()) {
      failures = new ArrayList<>();
    }
    failures.add(failure.on(message)); // later rules may change it
    trace.ifPresent(t -> t.failed(rule.rule(), failure));
  }
}
