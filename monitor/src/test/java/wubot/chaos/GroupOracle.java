// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The judge: holds what members did against what they were fed, by the policy of each message. It
 * knows when members were struck, but not by what.
 */
final class GroupOracle {

  /**
   * What came of the messages of one policy.
   *
   * @param events how many there were
   * @param lost without an effect
   * @param excused of these: whose member was killed in the middle, with at-most-once
   * @param twice with more than one effect; with a sink: that it applied twice
   * @param struck of these: whose member was killed, stood still or was apart
   * @param stalled of these: whose member did not get the processor for long, by no fault of ours
   * @param turnedAway by the sink
   */
  record Count(
      int events, int lost, int excused, int twice, int struck, int stalled, long turnedAway) {}

  /** Something that must not be. */
  record Wrong(String what, int number, long millis) {}

  /** A message that is not there, or there again, whether that is allowed or not. */
  record Case(boolean lost, boolean allowed, long millis) {}

  private final GroupEvidence evidence;
  private final Map<Integer, List<EffectLog.Line>> begun = new HashMap<>();
  private final Map<Integer, List<EffectLog.Line>> effects = new HashMap<>();
  private final List<Wrong> wrongs = new ArrayList<>();
  private final List<Case> cases = new ArrayList<>();
  private final Map<String, Count> counts = new LinkedHashMap<>();

  /** Judges at once. */
  GroupOracle(GroupEvidence evidence) {
    this.evidence = evidence;
    for (EffectLog.Line line : evidence.lines()) {
      switch (line.what()) {
        case "B" -> begun.computeIfAbsent(line.number(), unused -> new ArrayList<>()).add(line);
        case "E" -> effects.computeIfAbsent(line.number(), unused -> new ArrayList<>()).add(line);
        default -> {}
      }
    }
    new TreeSet<>(evidence.policies()).forEach(this::judge);
    roles();
  }

  private void judge(String policy) {
    int events = 0;
    int lost = 0;
    int excused = 0;
    int twice = 0;
    int struck = 0;
    int stalled = 0;
    for (int number = 0; number < evidence.fed().size(); number++) {
      if (!evidence.policies().get(number).equals(policy)) {
        continue;
      }
      events++;
      List<EffectLog.Line> done = effects.getOrDefault(number, List.of());
      int times =
          policy.equals("fenced") ? evidence.applied().getOrDefault(number, 0) : done.size();
      if (times == 0) {
        lost++;
        boolean mayBe =
            policy.equals("at-most-once")
                && (evidence.abandoned().contains(number) || diedAt(number));
        excused += mayBe ? 1 : 0;
        note(true, mayBe, number, evidence.fed().get(number), "lost, " + policy);
      }
      if (times > 1) {
        twice++;
        boolean byStrike = policy.equals("at-least-once") && isMet(done, evidence.hits());
        boolean byStall =
            !byStrike && policy.equals("at-least-once") && isMet(done, evidence.stalls());
        struck += byStrike ? 1 : 0;
        stalled += byStall ? 1 : 0;
        long at = done.get(done.size() - 1).millis();
        note(false, byStrike || byStall, number, at, "twice, " + policy + ": " + done);
      }
    }
    long away = policy.equals("fenced") ? evidence.turnedAway() : 0;
    counts.put(policy, new Count(events, lost, excused, twice, struck, stalled, away));
  }

  private void note(boolean lost, boolean allowed, int number, long millis, String what) {
    cases.add(new Case(lost, allowed, millis));
    if (!allowed) {
      wrongs.add(new Wrong(what, number, millis));
    }
  }

  /** Whoever began it died before it was done. */
  private boolean diedAt(int number) {
    return begun.getOrDefault(number, List.of()).stream()
        .anyMatch(
            line ->
                evidence.hits().stream()
                    .anyMatch(
                        hit ->
                            hit.kind() == GroupHit.Kind.KILLED
                                && hit.member().equals(line.member())
                                && hit.fromMillis() >= line.millis() - 100
                                && hit.fromMillis() <= line.millis() + evidence.timeToLive()));
  }

  /** Whether one of the members that did it was struck before the last of them did. */
  private boolean isMet(List<EffectLog.Line> done, List<GroupHit> by) {
    long first = done.stream().mapToLong(EffectLog.Line::millis).min().orElse(0);
    long last = done.stream().mapToLong(EffectLog.Line::millis).max().orElse(0);
    return by.stream()
        .filter(hit -> hit.meets(first - evidence.timeToLive(), last))
        .anyMatch(hit -> done.stream().anyMatch(line -> line.member().equals(hit.member())));
  }

  private void roles() {
    evidence
        .tenures()
        .overlaps()
        .forEach(text -> wrongs.add(new Wrong("two at once: " + text, 0, 0)));
    Map<String, Long> last = new HashMap<>();
    evidence.lines().stream()
        .filter(line -> line.what().equals("R") && line.more().endsWith(":started"))
        .sorted(Comparator.comparingLong(EffectLog.Line::millis))
        .forEach(
            line -> {
              long before = last.getOrDefault(line.more(), 0L);
              if (line.token() <= before) {
                wrongs.add(new Wrong(line + " has a token not above " + before, 0, line.millis()));
              }
              last.put(line.more(), line.token());
            });
  }

  /** How long what a member had begun when it was struck had to wait for another, at most. */
  Optional<Long> failover(GroupStrike strike) {
    Optional<Long> longest = Optional.empty();
    for (Map.Entry<Integer, List<EffectLog.Line>> entry : effects.entrySet()) {
      long fed = evidence.fed().get(entry.getKey());
      EffectLog.Line first = entry.getValue().get(0);
      for (GroupHit hit : strike.hits()) {
        if (fed <= hit.fromMillis()
            && first.millis() > hit.fromMillis()
            && !first.member().equals(hit.member())) {
          long took = first.millis() - hit.fromMillis();
          longest = Optional.of(Math.max(took, longest.orElse(0L)));
        }
      }
    }
    return longest;
  }

  Tenures tenures() {
    return evidence.tenures();
  }

  /** By policy. */
  Map<String, Count> counts() {
    return counts;
  }

  List<Wrong> wrongs() {
    return List.copyOf(wrongs);
  }

  List<Case> cases() {
    return List.copyOf(cases);
  }

  /** How often a member did not get the processor for long. */
  int stalls() {
    return evidence.stalls().size();
  }
}
