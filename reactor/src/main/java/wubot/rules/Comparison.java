// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import wubot.config.Place;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.rule.Decision;
import wubot.rule.Regex;
import wubot.rule.Rule;
import wubot.rule.RuleFailure;

/** Compares what happened in a step with what was expected. */
final class Comparison {

  private final Place step;
  private final Expectation expect;
  private final Performed performed;
  private final RuleNames names;
  private final List<Mismatch> mismatches = new ArrayList<>();

  Comparison(Place step, Expectation expect, Performed performed, RuleNames names) {
    this.names = names;
    this.step = step;
    this.expect = expect;
    this.performed = performed;
  }

  List<Mismatch> mismatches() {
    failures();
    expect.fields().forEach(field -> field(field, performed.message(), ""));
    for (Expectation.Name name : expect.absent()) {
      if (performed.message().has(name.text())) {
        add(name.place(), "field '" + name.text() + "'", "(absent)", shown(name.text()));
      }
    }
    expect.conditions().forEach(this::condition);
    expect.rules().ifPresent(this::rules);
    expect.fires().forEach(name -> fires(name, true));
    expect.silent().forEach(name -> fires(name, false));
    expect.effects().ifPresent(this::effects);
    expect.messages().ifPresent(this::messages);
    return mismatches;
  }

  private void add(Place place, String what, String expected, String actual) {
    mismatches.add(Mismatch.of(place, what, expected, actual));
  }

  private String shown(String field) {
    return Shown.value(performed.message().valueOr(field, ""));
  }

  private void failures() {
    List<Expectation.Name> missing = new ArrayList<>(expect.failures());
    for (RuleFailure failure : performed.failures()) {
      if (!missing.removeIf(name -> RuleNames.means(name.text(), failure.rule()))) {
        mismatches.add(new Mismatch(step, "a rule failed", List.of(failure.toString())));
      }
    }
    for (Expectation.Name name : missing) {
      add(name.place(), "rule '" + name.text() + "'", "fails", "it did not fail");
    }
  }

  private void field(Expectation.Field expected, Message message, String of) {
    String what = "field '" + expected.name() + "'" + of;
    if (!message.has(expected.name())) {
      add(expected.place(), what, wanted(expected), "(absent)");
      return;
    }
    Object actual = message.valueOr(expected.name(), "");
    if (!fits(expected, actual)) {
      add(expected.place(), what, wanted(expected), Shown.value(actual));
    }
  }

  private static String wanted(Expectation.Field expected) {
    return switch (expected.how()) {
      case EQUALS -> Shown.value(expected.value());
      case CONTAINS -> "something that contains " + Shown.value(expected.value());
      case MATCHES -> "something that matches " + Shown.value(expected.value());
    };
  }

  private static boolean fits(Expectation.Field expected, Object actual) {
    String text = FieldValue.text(expected.value());
    return switch (expected.how()) {
      case EQUALS -> isEqual(expected.value(), actual);
      case CONTAINS -> FieldValue.text(actual).contains(text);
      case MATCHES -> Regex.of(text).find(FieldValue.text(actual));
    };
  }

  private static boolean isEqual(Object expected, Object actual) {
    OptionalDouble a = FieldValue.number(expected);
    OptionalDouble b = FieldValue.number(actual);
    return (a.isPresent() && b.isPresent())
        ? a.getAsDouble() == b.getAsDouble()
        : FieldValue.text(expected).equals(FieldValue.text(actual));
  }

  private void condition(Expectation.Holds holds) {
    Decision decision = Decision.of(holds.condition(), performed.message());
    if (!decision.held()) {
      mismatches.add(
          new Mismatch(
              holds.place(), "condition " + holds.condition(), List.of(Watched.words(decision))));
    }
  }

  private void rules(Expectation.Names expected) {
    List<Rule> fired = performed.fired();
    List<String> wanted = new ArrayList<>();
    for (Expectation.Name name : expected.names()) {
      // The path of a rule that is meant stands for its name, so that equal lines are equal.
      wanted.add(
          fired.stream()
              .map(Rule::path)
              .filter(path -> RuleNames.means(name.text(), path))
              .findFirst()
              .or(() -> names.find(name.text()))
              .orElse(name.text()));
    }
    List<String> actual = fired.stream().map(Rule::path).toList();
    if (!wanted.equals(actual)) {
      List<String> details = new ArrayList<>(LineDiff.of(wanted, actual));
      wanted.stream()
          .filter(path -> !actual.contains(path))
          .forEach(path -> details.add("'" + path + "': " + why(path)));
      mismatches.add(new Mismatch(expected.place(), "the rules that fire", details));
    }
  }

  private void fires(Expectation.Name name, boolean wanted) {
    boolean fired =
        performed.fired().stream().anyMatch(rule -> RuleNames.means(name.text(), rule.path()));
    if (fired != wanted || names.find(name.text()).isEmpty()) {
      mismatches.add(
          new Mismatch(
              name.place(),
              "rule '" + name.text() + "'",
              List.of(
                  "expected  " + (wanted ? "it fires" : "it does not fire"),
                  "but       " + why(name.text()))));
    }
  }

  private String why(String rule) {
    return names.find(rule).map(performed::why).orElseGet(() -> names.unknown(rule));
  }

  private void effects(Expectation.Listed<Expectation.ExpectedEffect> expected) {
    List<Effect> actual = performed.effects();
    List<String> lines = new ArrayList<>();
    boolean same = expected.items().size() == actual.size();
    for (int i = 0; i < expected.items().size(); i++) {
      boolean fits = i < actual.size() && fits(expected.items().get(i), actual.get(i));
      same &= fits;
      lines.add(fits ? told(actual.get(i)) : expected.items().get(i).told());
    }
    if (!same) {
      mismatches.add(
          new Mismatch(
              expected.place(),
              "effects",
              LineDiff.of(lines, actual.stream().map(Comparison::told).toList())));
    }
  }

  private static String told(Effect effect) {
    String settings = effect.told();
    return effect.reaction()
        + " by '"
        + effect.rule().path()
        + "'"
        + (settings.isEmpty() ? "" : " (" + Shown.value(settings) + ")");
  }

  private static boolean fits(Expectation.ExpectedEffect expected, Effect effect) {
    String path = effect.rule().path();
    String name = expected.name();
    return (name.isEmpty() || effect.reaction().equals(name) || RuleNames.means(name, path))
        && (expected.reaction().isEmpty() || expected.reaction().equals(effect.reaction()))
        && (expected.rule().isEmpty() || RuleNames.means(expected.rule(), path))
        && expected.settings().stream()
            .allMatch(f -> fits(f, effect.settings().getOrDefault(f.name(), "")))
        && expected.fields().stream()
            .allMatch(f -> fits(f, effect.message().valueOr(f.name(), "")));
  }

  private void messages(Expectation.Listed<Expectation.ExpectedMessage> expected) {
    List<Message> actual = performed.own();
    if (expected.items().size() != actual.size()) {
      List<String> details = new ArrayList<>();
      details.add("expected  " + expected.items().size());
      details.add("but are   " + actual.size());
      actual.forEach(message -> details.add("  " + Shown.value(message.asMap().toString())));
      mismatches.add(new Mismatch(expected.place(), "the messages that reactions make", details));
      return;
    }
    for (int i = 0; i < actual.size(); i++) {
      Message message = actual.get(i);
      String of = " of message " + (i + 1);
      expected.items().get(i).fields().forEach(field -> field(field, message, of));
    }
  }
}
