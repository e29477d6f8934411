// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of one fault over a whole run.
 *
 * @param fault its name, or {@code all}
 * @param times how often it struck
 * @param happened how often what was meant to happen did
 * @param kills how many processes were killed
 * @param wrong how many messages sent since it struck and before the next are wrong, by kind
 * @param recoveries how long each recovery took, in milliseconds, ascending
 */
record Figures(
    String fault,
    int times,
    int happened,
    int kills,
    Map<Oracle.Wrong, Integer> wrong,
    List<Long> recoveries) {

  /** One for each fault that struck, by name, and one for all together at the end. */
  static List<Figures> of(List<Campaign.Outcome> outcomes) {
    Map<String, List<Strike>> strikes = new LinkedHashMap<>();
    Map<String, List<Oracle.Wrong>> wrongs = new LinkedHashMap<>();
    for (Campaign.Outcome outcome : outcomes) {
      for (Strike strike : outcome.strikes()) {
        strikes.computeIfAbsent(strike.fault(), key -> new ArrayList<>()).add(strike);
      }
      for (Oracle.Violation violation : outcome.verdict().violations()) {
        String fault = blame(outcome.strikes(), violation);
        wrongs.computeIfAbsent(fault, key -> new ArrayList<>()).add(violation.wrong());
      }
    }
    wrongs.keySet().forEach(fault -> strikes.computeIfAbsent(fault, key -> List.of()));
    List<Figures> all = new ArrayList<>();
    strikes.forEach((name, some) -> all.add(of(name, some, wrongs.getOrDefault(name, List.of()))));
    all.sort(Comparator.comparing(Figures::fault));
    all.add(
        of(
            "all",
            strikes.values().stream().flatMap(List::stream).toList(),
            wrongs.values().stream().flatMap(List::stream).toList()));
    return all;
  }

  /** How many processes died at each point. */
  static Map<Point, Integer> points(List<Campaign.Outcome> outcomes) {
    Map<Point, Integer> points = new EnumMap<>(Point.class);
    outcomes.stream()
        .flatMap(outcome -> outcome.strikes().stream())
        .flatMap(strike -> strike.points().stream())
        .forEach(point -> points.merge(point, 1, Integer::sum));
    return points;
  }

  private static String blame(List<Strike> strikes, Oracle.Violation violation) {
    String fault = "none";
    for (Strike strike : strikes) {
      if (strike.from().getOrDefault(violation.sender(), Long.MAX_VALUE) < violation.number()) {
        fault = strike.fault();
      }
    }
    return fault;
  }

  private static Figures of(String name, List<Strike> strikes, List<Oracle.Wrong> wrongs) {
    Map<Oracle.Wrong, Integer> wrong = new LinkedHashMap<>();
    for (Oracle.Wrong kind : Oracle.Wrong.values()) {
      wrong.put(kind, (int) wrongs.stream().filter(kind::equals).count());
    }
    return new Figures(
        name,
        strikes.size(),
        (int) strikes.stream().filter(Strike::happened).count(),
        strikes.stream().mapToInt(Strike::kills).sum(),
        wrong,
        strikes.stream().map(Strike::recoveryMillis).filter(ms -> ms >= 0).sorted().toList());
  }

  /** The recovery that this share of all do not exceed, in seconds; 0 when there was none. */
  double recovery(double share) {
    if (recoveries.isEmpty()) {
      return 0;
    }
    int index = (int) Math.ceil(share * recoveries.size()) - 1;
    return recoveries.get(Math.max(0, index)) / 1000.0;
  }
}
