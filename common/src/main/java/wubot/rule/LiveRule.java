// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** A rule in use: with its reaction as the daemon runs it, and its counters. */
final class LiveRule {

  private final Rule rule;
  private final LiveList children;
  private final Reaction reaction; // null: the rule has none
  private final String logEntry;
  private final boolean gate;
  private boolean mayWriteStable = true;
  private final AtomicLong fired = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  LiveRule(Rule rule, LiveList children, Optional<Reaction> reaction, String host) {
    this.rule = rule;
    this.children = children;
    this.reaction = reaction.orElse(null);
    this.gate = rule.step().filter(step -> step.type().gate()).isPresent();
    this.logEntry = host + ":" + rule.name();
  }

  Rule rule() {
    return rule;
  }

  LiveList children() {
    return children;
  }

  /** Whether the reaction may change one of these fields; to be asked once. */
  void watchFor(Set<String> stable) {
    mayWriteStable =
        reaction != null
            && reaction.writes().map(w -> w.stream().anyMatch(stable::contains)).orElse(true);
  }

  boolean mayWriteStable() {
    return mayWriteStable;
  }

  boolean reacts() {
    return reaction != null;
  }

  /** Whether its reaction goes before its children, and decides about them. */
  boolean isGate() {
    return gate;
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
