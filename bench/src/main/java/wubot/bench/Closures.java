// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import wubot.message.FieldValue;
import wubot.message.Message;

/**
 * The same tree as somebody would write it down in Java for these messages: closures in closures,
 * without an engine. It notes what fired the way the engine does.
 */
final class Closures extends OfMessages {

  private final List<Closure> closures;

  private record Closure(
      Predicate<Message> condition,
      String logEntry,
      List<Closure> inside,
      String field,
      String value) {}

  Closures(Workload workload) {
    super(workload);
    this.closures = list(workload.rules(), -1);
  }

  private static List<Closure> list(List<Spec> rules, int parent) {
    List<Closure> list = new ArrayList<>();
    for (Spec rule : rules) {
      if (rule.parent() == parent) {
        Predicate<Message> condition =
            rule.tests().stream().map(Closures::of).reduce(Predicate::and).orElseThrow();
        List<Closure> inside = rule.field().isEmpty() ? list(rules, rule.number()) : List.of();
        list.add(
            new Closure(
                condition,
                WubotRules.HOST + ":" + rule.name(),
                inside,
                rule.field(),
                rule.value()));
      }
    }
    return list;
  }

  private static Predicate<Message> of(Spec.Test test) {
    String field = test.field();
    String value = test.value();
    return switch (test.ask()) {
      case EQUALS -> message -> message.text(field).equals(value);
      case DIFFERS -> message -> !message.text(field).equals(value);
      case STARTS -> message -> message.text(field).startsWith(value);
      case CONTAINS -> message -> message.text(field).contains(value);
      case EXISTS -> message -> message.has(field);
      case ABOVE -> {
        double number = Double.parseDouble(value);
        yield message -> message.valueOr(field, FieldValue.NONE) instanceof Double d && d > number;
      }
      case AT_LEAST -> {
        double number = Double.parseDouble(value);
        yield message -> message.valueOr(field, FieldValue.NONE) instanceof Double d && d >= number;
      }
    };
  }

  @Override
  public void run() {
    for (Message message : messages()) {
      walk(closures, message);
    }
  }

  private static void walk(List<Closure> list, Message message) {
    for (Closure closure : list) {
      if (closure.condition.test(message)) {
        message.append("wubot_rulelog", closure.logEntry);
        walk(closure.inside, message);
        if (!closure.field.isEmpty()) {
          message.put(closure.field, closure.value);
        }
      }
    }
  }

  @Override
  public void close() {
    // holds nothing
  }
}
