// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import wubot.config.Node;
import wubot.config.Place;

/** Finds the value that is meant when a reaction refuses its settings. */
final class Culprit {

  private Culprit() {}

  /** Where it stands; the settings as a whole where that cannot be told. */
  static Place in(Node settings, IllegalArgumentException refusal) {
    if (!(settings instanceof Node.Entries map)) {
      return settings.place();
    }
    String said = String.valueOf(refusal.getMessage());
    for (Node.Entry entry : map.entries()) {
      if (said.startsWith(entry.key() + ":")) {
        return quoted(List.of(entry), refusal).orElse(entry.value().place());
      }
    }
    return quoted(map.entries(), refusal).orElse(map.place());
  }

  /** The longest value that the refusal shows. */
  private static Optional<Place> quoted(
      List<Node.Entry> entries, IllegalArgumentException refusal) {
    Optional<Node.Scalar> found = Optional.empty();
    for (Node.Entry entry : entries) {
      for (Node.Scalar value : scalars(entry.value()).toList()) {
        if (isAbout(value.text(), refusal)
            && value.text().length() > found.map(f -> f.text().length()).orElse(0)) {
          found = Optional.of(value);
        }
      }
    }
    return found.map(Node.Scalar::place);
  }

  private static Stream<Node.Scalar> scalars(Node node) {
    if (node instanceof Node.Items list) {
      return list.items().stream().flatMap(Culprit::scalars);
    }
    if (node instanceof Node.Entries map) {
      return map.entries().stream().flatMap(entry -> scalars(entry.value()));
    }
    return Stream.of((Node.Scalar) node);
  }

  private static boolean isAbout(String value, IllegalArgumentException refusal) {
    if (refusal instanceof TemplateSyntaxException template) {
      return template.text().equals(value);
    }
    if (refusal instanceof ConditionSyntaxException condition) {
      return condition.text().equals(value);
    }
    return String.valueOf(refusal.getMessage()).contains("'" + value + "'");
  }
}
