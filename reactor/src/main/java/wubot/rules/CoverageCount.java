// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wubot.config.Place;
import wubot.message.Message;
import wubot.rule.Condition;
import wubot.rule.Decision;
import wubot.rule.Logic;
import wubot.rule.Rule;
import wubot.rule.RuleFailure;
import wubot.rule.RuleTrace;
import wubot.rule.RuleTree;

/** Counts which rules messages met, and which answers their questions gave. */
final class CoverageCount implements RuleTrace {

  private final Map<String, Line> lines = new LinkedHashMap<>();

  /** What is known of one rule. */
  static final class Line {

    private final Rule rule;
    private final Map<String, Answers> answers = new LinkedHashMap<>();
    private long met;
    private long fired;

    Line(Rule rule) {
      this.rule = rule;
      for (Condition question : Logic.questions(rule.condition())) {
        answers.put(question.toString(), new Answers());
      }
    }

    Place place() {
      return rule.place();
    }

    String path() {
      return rule.path();
    }

    boolean hasFired() {
      return fired > 0;
    }

    /** How many ways there are through it. */
    int branches() {
      return answers.isEmpty() ? 1 : 2 * answers.size();
    }

    /** How many of them were taken. */
    int taken() {
      return answers.isEmpty()
          ? (fired > 0 ? 1 : 0)
          : answers.values().stream().mapToInt(a -> (a.yes ? 1 : 0) + (a.no ? 1 : 0)).sum();
    }

    /** What was never tried, in words. */
    List<String> gaps() {
      if (met == 0) {
        return List.of("no message came to it");
      }
      List<String> gaps = new ArrayList<>();
      if (fired == 0) {
        gaps.add("it never fired");
      }
      answers.forEach(
          (question, seen) -> {
            if (!seen.yes || !seen.no) {
              String what =
                  seen.yes
                      ? "never made it stay away"
                      : seen.no ? "never made it fire" : "never decided";
              gaps.add(question + " " + what);
            }
          });
      return gaps;
    }
  }

  private static final class Answers {
    private boolean yes;
    private boolean no;
  }

  /** Takes up the rules of a tree; those it knows already are counted on. */
  void add(RuleTree tree) {
    tree.all().forEach(rule -> lines.computeIfAbsent(name(rule), n -> new Line(rule)));
  }

  private static String name(Rule rule) {
    return rule.place() + " " + rule.path();
  }

  @Override
  public void decided(Rule rule, Decision decision) {
    Line line = lines.computeIfAbsent(name(rule), n -> new Line(rule));
    line.met++;
    line.fired += decision.held() ? 1 : 0;
    for (Decision.Part part : decision.parts()) {
      Answers answers = line.answers.get(part.question());
      if (answers != null) {
        answers.yes |= part.held();
        answers.no |= !part.held();
      }
    }
  }

  @Override
  public void reacted(Rule rule, Message before, Message after) {}

  @Override
  public void failed(Rule rule, RuleFailure failure) {}

  /** All rules in the order in which they were taken up. */
  List<Line> lines() {
    return List.copyOf(lines.values());
  }
}
