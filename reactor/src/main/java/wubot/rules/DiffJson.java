// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import wubot.cli.JsonText;
import wubot.message.FieldValue;

/** Tells programs what other rules would have done, as one JSON object. */
final class DiffJson {

  private final PrintWriter out;

  DiffJson(PrintWriter out) {
    this.out = out;
  }

  /**
   * Prints it.
   *
   * @param messages how many went through both
   * @param changes of effects
   * @param hits the rules that fired more or less often; -1 where there is no such rule
   */
  void print(long messages, EffectChanges changes, Map<String, long[]> hits) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("messages", messages);
    object.put("began_with_state", false);
    for (EffectChanges.Kind kind : EffectChanges.Kind.values()) {
      Map<String, Object> ways = new LinkedHashMap<>();
      for (EffectChanges.Way way : EffectChanges.Way.values()) {
        Map<String, Object> rules = new LinkedHashMap<>();
        changes.of(kind, way).forEach((name, tally) -> rules.put(name, tally(tally)));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("count", changes.count(kind, way));
        all.put("by_rule", rules);
        ways.put(name(way), all);
      }
      object.put(name(kind), ways);
    }
    Map<String, Object> rules = new LinkedHashMap<>();
    hits.forEach(
        (rule, counts) -> {
          Map<String, Object> fired = new LinkedHashMap<>();
          fired.put("before", counts[0] < 0 ? FieldValue.NONE : counts[0]);
          fired.put("after", counts[1] < 0 ? FieldValue.NONE : counts[1]);
          rules.put(rule, fired);
        });
    object.put("fired", rules);
    out.println(new JsonText().line(json -> JsonText.value(json, object)));
  }

  private static String name(Enum<?> of) {
    return of.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> tally(EffectChanges.Tally tally) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("count", tally.count());
    told.put("examples", tally.examples());
    return told;
  }
}
