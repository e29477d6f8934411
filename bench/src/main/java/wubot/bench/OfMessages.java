// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import wubot.message.Fields;
import wubot.message.Message;

/** What those have in common that work on wubot's own messages, and on its log of rules. */
abstract class OfMessages implements Contender {

  private final List<String> targets;
  private final List<Message> messages = new ArrayList<>();

  OfMessages(Workload workload) {
    this.targets =
        workload.rules().stream().map(Spec::field).filter(f -> !f.isEmpty()).distinct().toList();
  }

  List<Message> messages() {
    return messages;
  }

  @Override
  public final void prepare(List<Message> from) {
    messages.clear();
    from.forEach(message -> messages.add(message.copy()));
  }

  @Override
  public final List<Integer> fired(int event) {
    Object log = messages.get(event).value(Fields.RULE_LOG).orElse(List.of());
    return ((List<?>) log)
        .stream()
            .map(entry -> Integer.valueOf(entry.toString().substring("joe:r".length())))
            .toList();
  }

  @Override
  public final Map<String, String> set(int event) {
    Map<String, String> set = new TreeMap<>();
    for (String field : targets) {
      if (messages.get(event).has(field)) {
        set.put(field, messages.get(event).text(field));
      }
    }
    return set;
  }
}
