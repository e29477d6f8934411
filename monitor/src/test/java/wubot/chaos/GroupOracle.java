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
   * @param stalled of these: whose member, or its store, did not get the processor for long, by no
   *     fault of ours
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
    if (evidence.ordered()) {
      order();
    }
  }

  /** Of messages with one key, one policy and one origin, the later ones come later. */
  private void order() {
    Map<String, Integer> last = new HashMap<>();
    effects.values().stream()
        .map(all -> all.get(0))
        .sorted(Comparator.comparingLong(EffectLog.Line::millis))
        .forEach(
            line -> {
              int number = line.number();
              boolean command = number % Company.COMMAND_EVERY == 0;
              String row = Supply.row(number) + evidence.policies().get(number) + command;
              if (last.getOrDefault(row, -1) > number && !isStruck(line)) {
                wrongs.add(
                    new Wrong("after " + last.get(row) + " of " + row, number, line.millis()));
              }
              last.merge(row, number, Math::max);
            });
  }

  /** What somebody had begun who was killed then is late. */
  private boolean isStruck(EffectLog.Line line) {
    return isMet(List.of(line), evidence.hits())
        || begun.get(line.number()).size() > 1
        || isMet(List.of(line), evidence.stalls());
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
            !byStrike
                && policy.equals("at-least-once")
                && (evidence.unwritten().contains(number) || isMet(done, evidence.stalls()));
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
    for (GroupEvidence.Grant grant : evidence.grants()) {
      long before = last.getOrDefault(grant.role(), 0L);
      if (grant.token() <= before) {
        wrongs.add(new Wrong("a token not above " + before + ": " + grant.line(), 0, 0));
      }
      last.put(grant.role(), grant.token());
    }
  }

  /**
   * How long it took until another did the last of what a member was in the middle of when it was
   * struck; empty when it was at nothing that another did.
   */
  Optional<Long> failover(GroupStrike strike) {
    Optional<Long> longest = Optional.empty();
    for (GroupHit hit : strike.hits()) {
      for (EffectLog.Line began : evidence.lines()) {
        boolean interrupted =
            began.what().equals("B")
                && began.member().equals(hit.member())
                && began.millis() <= hit.fromMillis() + 100
                && began.millis() > hit.fromMillis() - evidence.timeToLive();
        if (interrupted) {
          EffectLog.Line first = effects.getOrDefault(began.number(), List.of(began)).get(0);
          long took = first.millis() - hit.fromMillis();
          if (!first.member().equals(hit.member()) && first.millis() > began.millis()) {
            longest = Optional.of(Math.max(took, longest.orElse(0L)));
          }
        }
      }
    }
    return longest;
  }

  /** How long planned moves took from the begin of draining to the start elsewhere. */
  List<Long> handovers() {
    return evidence.handovers();
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
