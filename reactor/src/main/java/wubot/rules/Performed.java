// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import wubot.message.Message;
import wubot.rule.Rule;
import wubot.rule.RuleFailure;

/**
 * What happened in a step of a test.
 *
 * @param own the messages that reactions made by themselves
 * @param effects everything that would have happened outside
 * @param failures every rule that failed
 * @param main what became of the step's own message, or else of the last one that reactions made
 */
record Performed(
    List<Message> own, List<Effect> effects, List<RuleFailure> failures, List<Walked> main) {

  /** The way of one message. */
  record Walked(Outcome outcome, Watched watched) {}

  static Performed nothing() {
    return new Performed(
        new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  void addOwn(Walked walked) {
    add(walked);
  }

  void addMain(Walked walked) {
    main.clear();
    add(walked);
  }

  private void add(Walked walked) {
    main.add(walked);
    effects.addAll(walked.outcome().effects());
    failures.addAll(walked.outcome().failures());
  }

  /** The message that is looked at. */
  Message message() {
    return last().map(walked -> walked.outcome().message()).orElseGet(Message::empty);
  }

  /** The rules that fired for the messages that are looked at. */
  List<Rule> fired() {
    return main.stream().flatMap(walked -> walked.watched().fired().stream()).toList();
  }

  /** Why a rule fired or did not. */
  String why(String path) {
    return last().map(walked -> walked.watched().why(path)).orElse("there was no message");
  }

  private Optional<Walked> last() {
    return main.isEmpty() ? Optional.empty() : Optional.of(main.get(main.size() - 1));
  }
}
