// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import wubot.message.Fields;

/** A rule in use: with its reaction as the daemon runs it, and its counters. */
final class LiveRule {

  private final Rule rule;
  private final LiveList children;
  private final Reaction reaction; // null: the rule has none
  private final String logEntry;
  private final boolean gate;
  private final boolean keepsTime;
  private final boolean mayEnd;
  private int[] writesStable = {};
  private final AtomicLong fired = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  LiveRule(Rule rule, LiveList children, Optional<Reaction> reaction, String host) {
    this.rule = rule;
    this.children = children;
    this.reaction = reaction.orElse(null);
    this.gate = rule.step().filter(step -> step.type().gate()).isPresent();
    this.keepsTime = rule.step().filter(step -> step.type().keepsTime()).isPresent();
    this.logEntry = host + ":" + rule.name();
    this.mayEnd =
        rule.lastRule()
            || mayWrite(Fields.LAST_RULE)
            || children.rules().stream().anyMatch(LiveRule::mayEnd);
  }

  private boolean mayWrite(String field) {
    return reaction != null && reaction.writes().map(w -> w.contains(field)).orElse(true);
  }

  /** Whether it, or a rule inside it, may set {@code last_rule}. */
  boolean mayEnd() {
    return mayEnd;
  }

  Rule rule() {
    return rule;
  }

  LiveList children() {
    return children;
  }

  /** Finds out which of these fields the reaction may change; to be called once. */
  void watchFor(String[] stable) {
    writesStable =
        IntStream.range(0, stable.length).filter(place -> mayWrite(stable[place])).toArray();
  }

  /** Which of the stable fields the reaction may change. */
  int[] writesStable() {
    return writesStable;
  }

  boolean reacts() {
    return reaction != null;
  }

  /** Whether its reaction goes before its children, and decides about them. */
  boolean isGate() {
    return gate;
  }

  /** Whether it speaks up by itself in the time of the messages. */
  boolean keepsTime() {
    return keepsTime;
  }

  Reaction reaction() {
    return Objects.requireNonNull(reaction);
  }

  String logEntry() {
    return logEntry;
  }

  void countFired() {
    fired.setPlain(fired.getPlain() + 1); // one thread writes, others may read a little late
  }

  RuleFailure failure(Throwable problem) {
    failed.setPlain(failed.getPlain() + 1);
    return Failures.of(rule, rule.step().map(s -> s.type().name()).orElse(""), problem);
  }

  RuleFailure conditionFailure(Throwable problem) {
    failed.setPlain(failed.getPlain() + 1);
    return Failures.of(rule, "condition", problem);
  }

  Engine.Hits hits() {
    return new Engine.Hits(rule, fired.get(), failed.get());
  }
}
