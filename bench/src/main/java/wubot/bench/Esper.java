// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.EPException;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPDeployment;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import com.espertech.esper.runtime.client.EPStatement;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Esper: a statement for each rule. Where rules ask for what others set, priorities put the
 * statements in order and these questions stand in the where clause, for filters are all looked at
 * before the first statement acts; the acting is done by a function in the select clause.
 */
final class Esper extends OfEvents {

  private static int made;

  private final EPRuntime runtime;

  Esper(Workload workload) {
    Set<String> chained = workload.chained();
    Configuration configuration = new Configuration();
    configuration.getCommon().addEventType("Event", Event.class);
    configuration.getCommon().addImport(Actions.class);
    configuration.getRuntime().getThreading().setInternalTimerEnabled(false);
    configuration.getRuntime().getExecution().setPrioritized(!chained.isEmpty());
    configuration.getRuntime().getExecution().setDisableLocking(true);
    runtime = EPRuntimeProvider.getRuntime("bench" + made++, configuration);
    StringBuilder epl = new StringBuilder();
    for (Spec rule : workload.rules()) {
      epl.append(statement(rule, workload.rules(), chained)).append(";\n");
    }
    try {
      EPCompiled compiled =
          EPCompilerProvider.getCompiler()
              .compile(epl.toString(), new CompilerArguments(configuration));
      EPDeployment deployment = runtime.getDeploymentService().deploy(compiled);
      for (EPStatement statement : deployment.getStatements()) {
        statement.addListener((added, removed, from, by) -> {});
      }
    } catch (EPCompileException | EPDeployException e) {
      throw new EPException(e);
    }
  }

  private static String statement(Spec rule, List<Spec> rules, Set<String> chained) {
    List<Spec.Test> tests = rule.allTests(rules);
    String filter = joined(tests.stream().filter(t -> !chained.contains(t.field())).toList());
    String where = joined(tests.stream().filter(t -> chained.contains(t.field())).toList());
    String act = "'" + rule.field() + "', '" + rule.value() + "'";
    return "@Name('"
        + rule.name()
        + "')"
        + (chained.isEmpty() ? "" : " @Priority(" + (rules.size() - rule.number()) + ")")
        + (where.isEmpty() ? "" : " @Hint('DISABLE_WHEREEXPR_MOVETO_FILTER')")
        + " select Actions.act(e, "
        + rule.number()
        + ", "
        + act
        + ") from Event("
        + filter
        + ") as e"
        + (where.isEmpty() ? "" : " where " + where);
  }

  private static String joined(List<Spec.Test> tests) {
    return tests.stream().map(Esper::expression).collect(Collectors.joining(" and "));
  }

  private static String expression(Spec.Test test) {
    return switch (test.ask()) {
      case EQUALS -> test.field() + " = '" + test.value() + "'";
      case DIFFERS -> test.field() + " != '" + test.value() + "'";
      case STARTS -> test.field() + " like '" + test.value() + "%'";
      case CONTAINS -> test.field() + " like '%" + test.value() + "%'";
      case EXISTS -> test.field() + " is not null";
      case ABOVE -> test.field() + " > " + test.value();
      case AT_LEAST -> test.field() + " >= " + test.value();
    };
  }

  @Override
  public void run() {
    var service = runtime.getEventService();
    for (Event event : events()) {
      service.sendEventBean(event, "Event");
    }
  }

  @Override
  public void close() {
    runtime.destroy();
  }

  /** What statements call; public, because Esper makes code that calls it. */
  public static final class Actions {

    private Actions() {}

    /** Notes that a rule fired and sets its field. */
    public static boolean act(Event event, int rule, String field, String value) {
      event.fire(rule);
      if (!field.isEmpty()) {
        event.set(field, value);
      }
      return true;
    }
  }
}
