// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.LinkedHashMap;
import java.util.Map;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.queue.QueueRecord;
import wubot.rule.ReactionType.Work;
import wubot.rule.Rule;

/** Why nobody was told of messages: for each rule that tells people, what stopped how many. */
final class NotTold {

  private final Map<String, Map<String, Long>> reasons = new LinkedHashMap<>();
  private final Fates fates;

  NotTold(Fates fates) {
    this.fates = fates;
  }

  /** Counts one message. */
  void add(QueueRecord record, Memory.Told told) {
    for (Rule rule : told.rules().all()) {
      boolean tells =
          rule.step()
              .map(
                  step ->
                      step.type().work() == Work.DELIVERY || step.type().name().equals("Console"))
              .orElse(false);
      if (tells) {
        reasons
            .computeIfAbsent(rule.path(), path -> new LinkedHashMap<>())
            .merge(reason(rule, record, told), 1L, Long::sum);
      }
    }
  }

  private String reason(Rule rule, QueueRecord record, Memory.Told told) {
    Story story = told.story();
    Story.Stop stop =
        story.stops().stream()
            .filter(s -> s.rule().path().equals(rule.path()))
            .findFirst()
            .orElse(null);
    if (stop == null || !stop.decision().held()) {
      return "did not fire: " + story.why(rule.path());
    }
    boolean acted = stop.work().stream().anyMatch(Story.Deed::acted);
    if (acted) {
      boolean delivery = rule.step().orElseThrow().type().work() == Work.DELIVERY;
      return "TOLD"
          + (delivery && record.message().identity().isPresent()
              ? ": " + fates.of(record.message().identity().get(), rule.path())
              : "");
    }
    return "fired, but kept still: " + still(told.message(), story);
  }

  private static String still(Message message, Story story) {
    if (!message.isTrue(Fields.SUBJECT) && !message.isTrue(Fields.SUBJECT_TEXT)) {
      return "the message has no subject";
    }
    return message.names().stream()
        .filter(name -> name.startsWith("quiet") && message.isTrue(name))
        .findFirst()
        .map(
            name ->
                name
                    + " is "
                    + message.text(name)
                    + story
                        .setBy(name)
                        .map(rule -> ", set by '" + rule + "'")
                        .orElse(", as it came"))
        .orElse("it did not want the message");
  }

  /** Rule, then reason, then how many messages. */
  Map<String, Map<String, Long>> reasons() {
    return reasons;
  }
}
