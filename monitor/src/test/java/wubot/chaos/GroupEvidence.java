// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is left of a run when nothing runs any more.
 *
 * @param fed when each message was made, by its number
 * @param policies of the messages, by number
 * @param lines what members did
 * @param hits when members were struck
 * @param stalls when a member did not get the processor for long, by no fault of ours
 * @param tenures when which member ran the role
 * @param applied how often the sink applied the message of a number
 * @param turnedAway how often the sink did not
 * @param abandoned what members said they had given up
 * @param unwritten what members had done and, as they said, the store did not let them write down
 * @param handovers how long planned moves took, in milliseconds
 * @param grants of all roles, in the order in which they started
 * @param ordered whether members keep the order of messages with one key
 * @param timeToLive of claims, in milliseconds
 */
record GroupEvidence(
    List<Long> fed,
    List<String> policies,
    List<EffectLog.Line> lines,
    List<GroupHit> hits,
    List<GroupHit> stalls,
    Tenures tenures,
    Map<Integer, Integer> applied,
    long turnedAway,
    Set<Integer> abandoned,
    Set<Integer> unwritten,
    List<Long> handovers,
    List<Grant> grants,
    boolean ordered,
    long timeToLive) {

  private static final Pattern ABANDONED =
      Pattern.compile("claim abandoned id=.*/origin(\\d)/[0-9a-z]+/(\\d+)/0 ");
  private static final Pattern UNWRITTEN =
      Pattern.compile("claim done id=.*/origin(\\d)/[0-9a-z]+/(\\d+)/0 but not written yet");

  /** A member has started a role. */
  record Grant(String role, long token, String line) {}

  private static final Pattern STARTED =
      Pattern.compile("\\S+Z .* role (\\S+) STARTED .*token=(\\d+).*");
  private static final Pattern DRAINING = Pattern.compile("(\\S+Z) .* role (\\S+) DRAINING .*");
  private static final Pattern TAKEN =
      Pattern.compile("(\\S+Z) .* role (\\S+) STARTED takeover .*");

  /** Of a group that has ended. */
  static GroupEvidence of(Company company) {
    Supply supply = company.supply();
    List<Long> fed = new ArrayList<>();
    List<String> policies = new ArrayList<>();
    Map<Integer, Integer> applied = new HashMap<>();
    for (int number = 0; number < supply.count(); number++) {
      fed.add(supply.fed(number));
      policies.add(supply.policy(number));
      applied.put(number, company.sink().applied(number));
    }
    long timeToLive = company.options().timeToLive().toMillis();
    List<GroupHit> stalls = new ArrayList<>();
    Set<Integer> abandoned = new HashSet<>();
    Set<Integer> unwritten = new HashSet<>();
    for (Fellow fellow : company.fellows()) {
      stalls(fellow, timeToLive / 3, stalls);
      fellow.log().forEach(line -> abandoned(line, abandoned));
      fellow.log().forEach(line -> unwritten(line, unwritten));
    }
    List<GroupHit> standstills = new ArrayList<>(stalls);
    company.hits().stream()
        .filter(hit -> hit.kind() != GroupHit.Kind.APART)
        .forEach(standstills::add);
    return new GroupEvidence(
        fed,
        policies,
        company.effects().lines(),
        company.hits(),
        stalls,
        Tenures.read(company, standstills),
        applied,
        company.sink().turnedAway(),
        abandoned,
        unwritten,
        handovers(company),
        grants(log(company)),
        company.options().shards() > 0,
        timeToLive);
  }

  /** Only those that are long beside what members have to keep. */
  private static void stalls(Fellow fellow, long longest, List<GroupHit> into) {
    for (String line : Tenures.lines(Passage.stalls(fellow.daemon().control()))) {
      String[] words = line.split(" ", -1);
      long to = Long.parseLong(words[0]);
      long from = Long.parseLong(words[1]);
      if (to - from >= longest) {
        into.add(new GroupHit(fellow.name(), GroupHit.Kind.STOPPED, from, to));
      }
    }
  }

  /** All lines of all members; they begin with the time. */
  private static List<String> log(Company company) {
    List<String> lines = new ArrayList<>();
    company.fellows().forEach(fellow -> lines.addAll(fellow.log()));
    lines.sort(Comparator.naturalOrder());
    return lines;
  }

  static List<Grant> grants(List<String> log) {
    return log.stream()
        .map(STARTED::matcher)
        .filter(Matcher::matches)
        .map(one -> new Grant(one.group(1), Long.parseLong(one.group(2)), one.group()))
        .toList();
  }

  /** From the begin of draining at the old place to the start at the new one. */
  private static List<Long> handovers(Company company) {
    List<String> lines = log(company);
    Map<String, Instant> drained = new HashMap<>();
    List<Long> handovers = new ArrayList<>();
    for (String line : lines) {
      Matcher draining = DRAINING.matcher(line);
      Matcher taken = TAKEN.matcher(line);
      if (draining.matches()) {
        drained.put(draining.group(2), Instant.parse(draining.group(1)));
      } else if (taken.matches() && drained.containsKey(taken.group(2))) {
        Instant from = drained.remove(taken.group(2));
        handovers.add(Duration.between(from, Instant.parse(taken.group(1))).toMillis());
      }
    }
    return handovers;
  }

  static void abandoned(String line, Set<Integer> into) {
    number(ABANDONED.matcher(line), into);
  }

  static void unwritten(String line, Set<Integer> into) {
    number(UNWRITTEN.matcher(line), into);
  }

  private static void number(Matcher matcher, Set<Integer> into) {
    if (matcher.find()) {
      into.add(Supply.number(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2))));
    }
  }
}
