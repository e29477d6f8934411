// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a holder of a role leaves for the next one.
 *
 * @param schema version of the form of what follows; a member that does not read it refuses
 * @param complete whether the holder had ended its work when it wrote this; otherwise it is an
 *     earlier snapshot, and what came later is missing
 * @param resume where to go on: sessions, sequences, cursors, budgets; no secrets
 * @param states texts by name, e.g. the state of each reaction
 */
public record Handover(int schema, boolean complete, Document resume, Map<String, String> states) {

  /** Copies the states. */
  public Handover {
    states = Map.copyOf(states);
  }

  /** Left at the end of the work. */
  public static Handover complete(int schema, Document resume, Map<String, String> states) {
    return new Handover(schema, true, resume, states);
  }

  /** Taken while the work went on. */
  public static Handover snapshot(int schema, Document resume, Map<String, String> states) {
    return new Handover(schema, false, resume, states);
  }

  /** Nothing is left, and nothing needed. */
  public static Handover nothing() {
    return complete(0, Document.empty(), Map.of());
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    return states.isEmpty() && resume.values().isEmpty();
  }

  String toText() {
    return Document.empty()
        .with("schema", schema)
        .with("complete", complete)
        .with("resume", resume)
        .with("states", states)
        .toText();
  }

  static Handover parse(String text) {
    Document document = Document.parse(text);
    Map<String, String> states = new LinkedHashMap<>();
    document.document("states").values().forEach((k, v) -> states.put(k, String.valueOf(v)));
    return new Handover(
        (int) document.number("schema").orElse(0),
        document.flag("complete"),
        document.document("resume"),
        states);
  }
}
