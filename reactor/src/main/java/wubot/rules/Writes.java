// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import wubot.message.Fields;
import wubot.rule.ReactionType.Work;
import wubot.rule.Rule;

/** Which fields rules may write. */
final class Writes {

  private final Set<String> fields = new TreeSet<>();
  private boolean anything;

  /** By a rule with all that is inside it. */
  Writes add(Rule rule) {
    rule.children().forEach(this::add);
    rule.step().ifPresent(this::add);
    return this;
  }

  /** By these rules. */
  static Writes of(List<Rule> rules) {
    Writes writes = new Writes();
    rules.forEach(writes::add);
    return writes;
  }

  private void add(Rule.Step step) {
    if (step.type().work() == Work.DELIVERY) {
      return; // works on a copy
    }
    Optional<Set<String>> known = step.reaction().writes();
    if (known.isPresent()) {
      fields.addAll(known.get());
    } else {
      anything = true;
    }
  }

  /** Whether one of these fields may be written. */
  boolean mayWrite(Set<String> names) {
    return names.stream()
        .anyMatch(name -> !name.equals(Fields.LASTUPDATE) && (anything || fields.contains(name)));
  }

  /** The fields that are surely known. */
  Set<String> known() {
    return fields;
  }
}
