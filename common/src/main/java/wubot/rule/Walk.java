// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wubot.message.Fields;
import wubot.message.Message;

/** The way of one message through the rules. */
final class Walk {

  private final Message message;
  private final Planner planner;
  private final Optional<RuleTrace> trace;
  private Plan plan;
  private List<RuleFailure> failures = List.of();

  Walk(Message message, Planner planner, Optional<RuleTrace> trace) {
    this.message = message;
    this.planner = planner;
    this.trace = trace;
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
      return;
    }
    Plan current = plan;
    PlannedList planned = current.of(list, message);
    Candidates candidates = planned.candidates(message, 0);
    for (int place = candidates.next(); place != Candidates.NONE; place = candidates.next()) {
      LiveRule rule = list.rules().get(place);
      if (!holds(rule, planned.condition(rule, candidates))) {
        continue;
      }
      fire(rule);
      if (message.isTrue(Fields.LAST_RULE)) {
        return;
      }
      if (plan != current || planned.isFluid()) {
        // The message has changed: what comes after this rule is looked up again.
        current = plan;
        planned = current.of(list, message);
        candidates = planned.candidates(message, place + 1);
      }
    }
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
    rule.countFired();
    message.append(Fields.RULE_LOG, rule.logEntry());
    if (rule.isGate()) {
      pass(rule);
    } else {
      through(rule.children());
    }
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
    if (rule.mayWriteStable() && !plan.values().areOf(message)) {
      plan = planner.planFor(message);
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
