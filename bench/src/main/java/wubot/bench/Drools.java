// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.io.ResourceType;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;
import org.kie.internal.utils.KieHelper;

/**
 * Drools with its executable model: salience puts rules in order, a change that other rules ask for
 * is told by {@code modify}. One session; each event is inserted, its rules fire, it is deleted.
 */
final class Drools extends OfEvents {

  private final KieSession session;

  Drools(Workload workload) {
    Set<String> chained = workload.chained();
    StringBuilder drl = new StringBuilder("package rules\nimport wubot.bench.Event\n");
    for (Spec rule : workload.rules()) {
      String tests =
          rule.allTests(workload.rules()).stream()
              .map(Drools::constraint)
              .collect(Collectors.joining(", "));
      drl.append("rule \"").append(rule.name()).append("\" salience -").append(rule.number());
      drl.append("\nwhen $e : Event(").append(tests).append(")\nthen\n");
      drl.append("  $e.fire(").append(rule.number()).append(");\n");
      if (!rule.field().isEmpty()) {
        String set = "set" + upper(rule.field()) + "(\"" + rule.value() + "\")";
        drl.append(
            chained.contains(rule.field())
                ? "  modify($e) { " + set + " }\n"
                : "  $e." + set + ";\n");
      }
      drl.append("end\n");
    }
    session =
        new KieHelper()
            .addContent(drl.toString(), ResourceType.DRL)
            .build(ExecutableModelProject.class)
            .newKieSession();
  }

  private static String upper(String field) {
    return field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
  }

  private static String constraint(Spec.Test test) {
    String value = "\"" + test.value() + "\"";
    return switch (test.ask()) {
      case EQUALS -> test.field() + " == " + value;
      case DIFFERS -> test.field() + " != " + value;
      case STARTS -> test.field() + " str[startsWith] " + value;
      case CONTAINS -> test.field() + ".contains(" + value + ")";
      case EXISTS -> test.field().equals("percent") ? "percent >= 0" : test.field() + " != null";
      case ABOVE -> test.field() + " > " + test.value();
      case AT_LEAST -> test.field() + " >= " + test.value();
    };
  }

  @Override
  public void run() {
    for (Event event : events()) {
      FactHandle handle = session.insert(event);
      session.fireAllRules();
      session.delete(handle);
    }
  }

  @Override
  public void close() {
    session.dispose();
  }
}
