// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.ArrayList;
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
    long timeToLive) {

  private static final Pattern ABANDONED =
      Pattern.compile("claim abandoned id=.*/origin(\\d)/[0-9a-z]+/(\\d+)/0 ");

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
    for (Fellow fellow : company.fellows()) {
      stalls(fellow, timeToLive / 3, stalls);
      fellow.log().forEach(line -> abandoned(line, abandoned));
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

  static void abandoned(String line, Set<Integer> into) {
    Matcher matcher = ABANDONED.matcher(line);
    if (matcher.find()) {
      into.add(Supply.number(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2))));
    }
  }
}
