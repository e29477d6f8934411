// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the store holds about a conversation.
 *
 * @param owner member and incarnation
 * @param writing made anew for every writing, to know it again
 * @param token grows with every change of owner
 * @param step how many steps were accepted
 * @param event the message of the last accepted step; empty before the first
 * @param context what earlier steps left for later ones; empty when it stays with the member
 * @param ttl it is over after so long without a step
 */
record FlowRecord(
    String owner,
    String writing,
    long token,
    int step,
    String event,
    Map<String, String> context,
    Duration ttl) {

  static FlowRecord read(Entry entry) {
    Document text = Document.of(entry);
    Map<String, String> context = new LinkedHashMap<>();
    text.document("context")
        .values()
        .forEach((name, value) -> context.put(name, String.valueOf(value)));
    return new FlowRecord(
        text.text("owner").orElse(""),
        text.text("writing").orElse(""),
        text.number("token").orElse(0),
        (int) text.number("step").orElse(0),
        text.text("event").orElse(""),
        Map.copyOf(context),
        Duration.ofMillis(text.number("ttl").orElse(300_000)));
  }

  String text() {
    return Document.empty()
        .with("owner", owner)
        .with("writing", writing)
        .with("token", token)
        .with("step", step)
        .with("event", event)
        .with("context", context)
        .with("ttl", ttl.toMillis())
        .toText();
  }
}
