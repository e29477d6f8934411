// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wubot.config.Diagnostic;
import wubot.control.Problem;
import wubot.control.Vitals;
import wubot.member.Membership;

/** What the reactor is doing, put together when somebody asks. */
final class ReactorStatus {

  /** The parts that there are once a queue is read. */
  record Parts(Walk walk, LiveTree trees, Couriers couriers, Optional<Membership> group) {}

  private final Vitals vitals;
  private final LetterDesk desk;
  private volatile Optional<Parts> parts = Optional.empty();
  private volatile Optional<Problem> group = Optional.empty();

  ReactorStatus(Vitals vitals, LetterDesk desk) {
    this.vitals = vitals;
    this.desk = desk;
  }

  /** From now on there is something to tell. */
  void reads(Parts of) {
    parts = Optional.of(of);
  }

  /** What is wrong with the group's file, or whom this reactor waits for before it begins. */
  void group(Optional<Problem> trouble) {
    group = trouble;
  }

  /** See {@link #group(Optional)}. */
  Optional<Problem> group() {
    return group;
  }

  Optional<Parts> parts() {
    return parts;
  }

  /** How many dead letters are open. */
  int deadLetters() {
    return desk.count();
  }

  /** What needs attention. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    group.ifPresent(problems::add);
    if (parts.isEmpty() && group.isEmpty()) {
      problems.add(Problem.ill("there is no queue to read yet; a monitor makes it when it starts"));
    }
    parts.ifPresent(of -> problems.addAll(problems(of)));
    int letters = deadLetters();
    if (letters > 0) {
      problems.add(
          Problem.notable(
              letters
                  + (letters == 1 ? " dead letter is" : " dead letters are")
                  + " open; wubot dead ls shows why"));
    }
    return problems;
  }

  private static List<Problem> problems(Parts of) {
    List<Problem> problems = new ArrayList<>();
    Optional<Diagnostic> error =
        of.trees().diagnostics().stream()
            .filter(d -> d.severity() == Diagnostic.Severity.ERROR)
            .findFirst();
    if (of.trees().rules().isEmpty()) {
      problems.add(
          Problem.ill("no rules are in force" + error.map(e -> ": " + e).orElse("; wubot check")));
    } else {
      error.ifPresent(e -> problems.add(Problem.notable("the saved rules are not in force: " + e)));
    }
    of.group().ifPresent(group -> problems.addAll(group.problems()));
    of.walk().heldUp().ifPresent(why -> problems.add(Problem.ill(why)));
    for (Couriers.Status courier : of.couriers().status()) {
      courier
          .trouble()
          .ifPresent(
              trouble ->
                  problems.add(
                      Problem.notable(
                          "rule '"
                              + courier.rule()
                              + "' cannot deliver: "
                              + courier.plugin()
                              + ": "
                              + trouble.error())));
    }
    return problems;
  }

  /** All of it. */
  Map<String, Object> asMap() {
    Map<String, Object> all = vitals.asMap();
    parts.ifPresent(of -> put(of, all));
    all.put("dead_letters", deadLetters());
    all.put("problems", Problem.asList(problems()));
    return all;
  }

  private static void put(Parts of, Map<String, Object> all) {
    of.trees().rules().ifPresent(rules -> all.put("rules", rules));
    all.put("handled", of.walk().handled());
    all.put("failed", of.walk().failed());
    all.put("messages_per_second", Math.round(of.walk().rate() * 10) / 10.0);
    List<Map<String, Object>> couriers = new ArrayList<>();
    for (Couriers.Status courier : of.couriers().status()) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("rule", courier.rule());
      facts.put("reaction", courier.plugin());
      facts.put("outbox", courier.outbox());
      facts.put("failing", courier.trouble().isPresent());
      courier
          .trouble()
          .ifPresent(
              trouble -> {
                facts.put("failing_since", trouble.since().toString());
                facts.put("error", trouble.error());
                facts.put("next_try", trouble.again().toString());
              });
      couriers.add(facts);
    }
    all.put("couriers", couriers);
    of.group().ifPresent(group -> all.put("group", group.status()));
  }
}
