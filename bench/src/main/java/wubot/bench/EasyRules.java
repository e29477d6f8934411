// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.util.List;
import java.util.function.Predicate;
import org.jeasy.rules.api.Facts;
import org.jeasy.rules.api.Rules;
import org.jeasy.rules.core.DefaultRulesEngine;
import org.jeasy.rules.core.RuleBuilder;

/** Easy Rules: a list of rules in order of their priority, conditions and actions in Java. */
final class EasyRules extends OfEvents {

  private final DefaultRulesEngine engine = new DefaultRulesEngine();
  private final Rules rules = new Rules();

  EasyRules(Workload workload) {
    for (Spec rule : workload.rules()) {
      Predicate<Event> condition =
          rule.allTests(workload.rules()).stream()
              .map(EasyRules::of)
              .reduce(Predicate::and)
              .orElseThrow();
      RuleBuilder builder =
          new RuleBuilder()
              .name(rule.name())
              .priority(rule.number())
              .when(facts -> condition.test(facts.get("event")))
              .then(
                  facts -> {
                    Event event = facts.get("event");
                    event.fire(rule.number());
                    if (!rule.field().isEmpty()) {
                      event.set(rule.field(), rule.value());
                    }
                  });
      rules.register(builder.build());
    }
  }

  private static Predicate<Event> of(Spec.Test test) {
    String value = test.value();
    return switch (test.ask()) {
      case EQUALS -> event -> value.equals(text(event, test.field()));
      case DIFFERS -> event -> !value.equals(text(event, test.field()));
      case STARTS -> event -> text(event, test.field()).startsWith(value);
      case CONTAINS -> event -> text(event, test.field()).contains(value);
      case EXISTS -> event -> test.field().equals("percent") || text(event, test.field()) != null;
      case ABOVE -> {
        double number = Double.parseDouble(value);
        yield event -> event.getPercent() > number;
      }
      case AT_LEAST -> {
        double number = Double.parseDouble(value);
        yield event -> event.getPercent() >= number;
      }
    };
  }

  private static String text(Event event, String field) {
    return switch (field) {
      case "key" -> event.getKey();
      case "plugin" -> event.getPlugin();
      case "hostname" -> event.getHostname();
      case "mount" -> event.getMount();
      case "device" -> event.getDevice();
      case "text" -> event.getText();
      case "color" -> event.getColor();
      case "status" -> event.getStatus();
      default -> throw new IllegalArgumentException(field);
    };
  }

  @Override
  public void run() {
    List<Event> events = events();
    for (Event event : events) {
      Facts facts = new Facts();
      facts.put("event", event);
      engine.fire(rules, facts);
    }
  }

  @Override
  public void close() {
    rules.clear();
  }
}
