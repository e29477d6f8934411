// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.SettingsReader;
import wubot.config.Values;

/** Reads the tests of a file. */
final class TestReader {

  private static final Setting<String> NAME =
      Setting.text("name").required().describe("What the test is called.");
  private static final Setting<Node> START =
      Setting.any("start")
          .byDefault("2026-01-05 12:00")
          .describe("When the clock begins; by default at noon of a Monday.");
  private static final Setting<Node> ANSWERS =
      Setting.any("answers")
          .describe(
              "Fields that reactions which act outside are taken to set: a map for each rule.");
  private static final Setting<Node> STEPS = Setting.any("steps").describe("Several steps.");
  private static final Setting<Node> MESSAGE =
      Setting.any("message").describe("The fields of a message that comes.");
  private static final Setting<Duration> AFTER =
      Setting.duration("after").describe("The clock moves on by this before the message comes.");
  private static final Setting<Node> AT =
      Setting.any("at").describe("The clock moves on to this time, or date and time, before.");
  private static final Setting<Duration> WAIT =
      Setting.duration("wait").describe("Time passes, and no message comes.");
  private static final Setting<Long> TIMES =
      Setting.integer("times", 1, 100_000)
          .byDefault("1")
          .describe("How often the message comes; the last one is looked at.");
  private static final Setting<Node> EXPECT = Setting.any("expect").describe("What is expected.");

  /** The keys of a step. */
  static final Settings STEP = Settings.of(MESSAGE, AFTER, AT, WAIT, TIMES, EXPECT);

  /** The keys of a test, of which some are those of its only step. */
  static final Settings TEST = Settings.of(NAME, START, ANSWERS, STEPS).and(STEP);

  private static final TestTime NOON = TestTime.parse("2026-01-05 12:00").orElseThrow();

  private final SettingsReader settings;
  private final Problems problems;
  private final ExpectationReader expectations;

  TestReader(SettingsReader settings, ZoneId zone, Problems problems) {
    this.settings = settings;
    this.problems = problems;
    this.expectations = new ExpectationReader(settings, zone, problems);
  }

  Optional<TestFile.Case> test(Node node) {
    Optional<Values> values = settings.read(node, TEST, problems);
    if (values.isEmpty() || !(node instanceof Node.Entries test)) {
      return Optional.empty();
    }
    List<TestStep> steps = new ArrayList<>();
    Optional<Node> several = test.get("steps");
    if (several.isEmpty()) {
      step(values.get(), test).ifPresent(steps::add);
    } else if (several.get() instanceof Node.Items items) {
      refuseBeside(test);
      for (Node item : items.items()) {
        settings
            .read(item, STEP, problems)
            .flatMap(read -> step(read, (Node.Entries) item))
            .ifPresent(steps::add);
      }
    } else {
      problems.error(
          several.get().place(), "expected a list of steps", "begin each with '- message:'");
    }
    return Optional.of(
        new TestFile.Case(
            values.get().get(NAME),
            node.place(),
            test.get("start").flatMap(this::time).orElse(NOON),
            answers(test),
            steps));
  }

  private void refuseBeside(Node.Entries test) {
    for (String key : STEP.keys()) {
      test.entries().stream()
          .filter(entry -> entry.key().equals(key))
          .forEach(
              entry ->
                  problems.error(
                      entry.place(),
                      "'" + key + "' beside 'steps'",
                      "put it into one of the steps"));
    }
  }

  private Optional<TestStep> step(Values values, Node.Entries step) {
    Optional<Map<String, Object>> message = step.get("message").flatMap(this::fields);
    Optional<Duration> wait = values.find(WAIT);
    Optional<Duration> after = values.find(AFTER);
    Optional<Node> at = step.get("at");
    if (step.get("message").isEmpty() && wait.isEmpty() && at.isEmpty()) {
      problems.error(step.place(), "nothing happens here", "give it a 'message:' or a 'wait:'");
      return Optional.empty();
    }
    if (Stream.of(wait, after, at).filter(Optional::isPresent).count() > 1
        || (wait.isPresent() && message.isPresent())) {
      problems.error(
          step.place(),
          "only one of 'after', 'at' and 'wait' moves the clock",
          "with a message write 'after' or 'at'");
    }
    TestStep.Move move =
        at.flatMap(n -> time(n).<TestStep.Move>map(t -> new TestStep.Move.To(n.place(), t)))
            .orElse(new TestStep.Move.By(after.or(() -> wait).orElse(Duration.ZERO)));
    return Optional.of(
        new TestStep(
            step.place(),
            move,
            message,
            values.get(TIMES).intValue(),
            step.get("expect").map(expectations::read).orElse(Expectation.NOTHING)));
  }

  private Optional<TestTime> time(Node node) {
    String text = node instanceof Node.Scalar scalar ? scalar.text() : "";
    Optional<TestTime> time = TestTime.parse(text);
    if (time.isEmpty()) {
      problems.error(node.place(), "this is no time", "write 22:30, 22:30:05 or 2026-01-05 22:30");
    }
    return time;
  }

  private Optional<Map<String, Object>> fields(Node node) {
    if (node instanceof Node.Entries entries) {
      Map<String, Object> fields = new LinkedHashMap<>();
      entries.entries().forEach(entry -> fields.put(entry.key(), entry.value().plain()));
      return Optional.of(fields);
    }
    problems.error(node.place(), "expected a map of fields", "write each one as 'field: value'");
    return Optional.empty();
  }

  private Map<String, Map<String, Object>> answers(Node.Entries test) {
    Map<String, Map<String, Object>> answers = new LinkedHashMap<>();
    Optional<Node> node = test.get("answers");
    if (node.isPresent() && node.get() instanceof Node.Entries entries) {
      for (Node.Entry entry : entries.entries()) {
        fields(entry.value()).ifPresent(fields -> answers.put(entry.key(), fields));
      }
    } else {
      node.ifPresent(
          n -> problems.error(n.place(), "expected a map", "write 'rule name: {field: value}'"));
    }
    return answers;
  }
}
