// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.HashMap;
import java.util.Map;

/**
 * What a member says about its progress, as the store holds it.
 *
 * @param writing made anew for every writing, to know it again
 * @param registered whether the others wait for it
 * @param settled whether it knows its floor; not yet right after it registered
 * @param cursors origin and incarnation, to the highest sequence it has passed
 * @param floor the same, to the sequence up to which the others had passed when it registered
 */
record WatermarkRecord(
    String writing,
    boolean registered,
    boolean settled,
    Map<String, Long> cursors,
    Map<String, Long> floor) {

  static WatermarkRecord read(Entry entry) {
    Document text = Document.of(entry);
    return new WatermarkRecord(
        text.text("writing").orElse(""),
        text.flag("registered"),
        text.flag("settled"),
        numbers(text.document("cursors")),
        numbers(text.document("floor")));
  }

  private static Map<String, Long> numbers(Document text) {
    Map<String, Long> numbers = new HashMap<>();
    text.values()
        .forEach(
            (name, value) -> {
              if (value instanceof Long number) {
                numbers.put(name, number);
              }
            });
    return Map.copyOf(numbers);
  }

  String text() {
    return Document.empty()
        .with("writing", writing)
        .with("registered", registered)
        .with("settled", settled)
        .with("cursors", cursors)
        .with("floor", floor)
        .toText();
  }
}
