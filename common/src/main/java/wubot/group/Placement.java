// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who should have a role: a pure function, so that all members that see the same say the same. Only
 * the member it names takes the role; one that sees wrongly can delay, never duplicate.
 */
final class Placement {

  /**
   * A member that could have the role.
   *
   * @param weight the smaller one is chosen among equals, then the first name
   * @param ready whether it would also take it from another
   */
  record Candidate(String node, long weight, boolean ready) {}

  private final List<List<String>> nodes;

  /** For a preference list; an empty one means that all are equals. */
  Placement(List<List<String>> nodes) {
    this.nodes = nodes;
  }

  /**
   * Walks the preference list; the first group with a ready candidate has it, or when there is
   * none, the first with any. Among equals a holder stays.
   *
   * @param candidates by name
   * @param holder the member that runs it now, also a candidate if it may go on
   */
  Optional<String> choose(Map<String, Candidate> candidates, Optional<String> holder) {
    return choose(candidates, holder, true).or(() -> choose(candidates, holder, false));
  }

  private Optional<String> choose(
      Map<String, Candidate> candidates, Optional<String> holder, boolean ready) {
    List<? extends Collection<String>> groups =
        nodes.isEmpty() ? List.of(candidates.keySet()) : nodes;
    for (Collection<String> group : groups) {
      List<Candidate> able =
          group.stream()
              .filter(candidates::containsKey)
              .map(candidates::get)
              .filter(candidate -> candidate.ready() || !ready)
              .toList();
      if (able.stream().anyMatch(one -> holder.filter(one.node()::equals).isPresent())) {
        return holder;
      }
      if (!able.isEmpty()) {
        return able.stream()
            .min(Comparator.comparingLong(Candidate::weight).thenComparing(Candidate::node))
            .map(Candidate::node);
      }
    }
    return Optional.empty();
  }

  /** The place of a member in the list, 0 first; one that is not in it comes after all. */
  int rank(String node) {
    for (int i = 0; i < nodes.size(); i++) {
      if (nodes.get(i).contains(node)) {
        return i;
      }
    }
    return nodes.isEmpty() ? 0 : nodes.size();
  }
}
