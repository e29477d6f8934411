// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.RuleTrace;
import wubot.rule.RuleTree;

/** Where one test is performed: the rules with a clock and state of their own. */
final class TestStage {

  private final TestFile file;
  private final TestFile.Case test;
  private final RuleTrace audience;
  private final List<Mismatch> mismatches = new ArrayList<>();

  /**
   * A stage for one test.
   *
   * @param audience watches every message
   */
  TestStage(TestFile file, TestFile.Case test, RuleTrace audience) {
    this.file = file;
    this.test = test;
    this.audience = audience;
  }

  /**
   * Performs the test.
   *
   * @return what is not as expected
   * @throws IllegalStateException when the rules cannot be read, which was to be seen before
   */
  List<Mismatch> perform() throws InterruptedException {
    MovableClock clock =
        new MovableClock(test.start().after(Instant.EPOCH, file.zone()), file.zone());
    MemoryServices services = MemoryServices.of(clock, file.host(), file.rules().home());
    Problems problems = Problems.elsewhere();
    RuleTree tree =
        file.rules()
            .load(services, problems)
            .orElseThrow(() -> new IllegalStateException(problems.all().toString()));
    Rehearsal.Settings settings = new Rehearsal.Settings(file.host(), test.answers(), false);
    try (Rehearsal rehearsal = new Rehearsal(tree, clock, settings)) {
      for (String unused : new TreeSet<>(rehearsal.unusedAnswers())) {
        mismatches.add(
            new Mismatch(
                test.place(),
                "answers",
                List.of("no rule '" + unused + "' acts outside, so there is nothing to answer")));
      }
      for (TestStep step : test.steps()) {
        perform(step, rehearsal, RuleNames.of(tree));
      }
    }
    return mismatches;
  }

  private void perform(TestStep step, Rehearsal rehearsal, RuleNames names)
      throws InterruptedException {
    Performed performed = Performed.nothing();
    for (int i = 0; i < step.times(); i++) {
      performed = Performed.nothing();
      List<Watched> watched = new ArrayList<>();
      List<Outcome> own = move(step.move(), rehearsal, watched);
      for (int o = 0; o < own.size(); o++) {
        performed.own().add(own.get(o).message());
        performed.addOwn(new Performed.Walked(own.get(o), watched.get(o)));
      }
      if (step.message().isPresent()) {
        Message message = Message.of(step.message().get());
        complete(message, rehearsal);
        performed.addMain(walk(message, rehearsal));
      }
    }
    mismatches.addAll(new Comparison(step.place(), step.expect(), performed, names).mismatches());
  }

  private List<Outcome> move(TestStep.Move move, Rehearsal rehearsal, List<Watched> watched)
      throws InterruptedException {
    Supplier<Optional<RuleTrace>> traces = () -> Optional.of(watching(watched));
    if (move instanceof TestStep.Move.To to) {
      Instant point = to.point().after(rehearsal.now(), file.zone());
      if (point.isBefore(rehearsal.now())) {
        backwards(to.place(), rehearsal.now());
      }
      return rehearsal.until(point, traces);
    }
    return rehearsal.until(rehearsal.now().plus(((TestStep.Move.By) move).time()), traces);
  }

  private RuleTrace watching(List<Watched> watched) {
    Watched next = new Watched();
    watched.add(next);
    return new BothTraces(next, audience);
  }

  private void backwards(Place place, Instant now) {
    mismatches.add(
        new Mismatch(
            place, "at", List.of("the clock shows " + now.atZone(file.zone()) + " already")));
  }

  private void complete(Message message, Rehearsal rehearsal) {
    if (!message.has(Fields.LASTUPDATE)) {
      message.put(Fields.LASTUPDATE, rehearsal.now().getEpochSecond());
    }
    if (!message.has(Fields.HOSTNAME)) {
      message.put(Fields.HOSTNAME, file.host());
    }
  }

  private Performed.Walked walk(Message message, Rehearsal rehearsal) throws InterruptedException {
    Watched watched = new Watched();
    Outcome outcome = rehearsal.walk(message, new BothTraces(watched, audience));
    return new Performed.Walked(outcome, watched);
  }
}
