// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import java.util.Optional;
import wubot.config.Place;
import wubot.config.Values;

/**
 * A rule as it was read, with the reaction made for it.
 *
 * @param name as written; its number among its neighbours, such as {@code #3}, when it has none
 * @param path the names from the top of the tree down to this rule, with {@code " / "} between; no
 *     two rules of a tree have the same
 * @param place where it is written
 * @param condition when it fires
 * @param children the rules inside it, those from its rules file last; they run before its step
 * @param step what it does itself
 * @param lastRule whether no rules come after it once it fired
 * @param retry what happens after passing failures of its step
 * @param sharing which members of a group do its step, its own word or that of a rule around it
 */
public record Rule(
    String name,
    String path,
    Place place,
    Condition condition,
    List<Rule> children,
    Optional<Step> step,
    boolean lastRule,
    Retry retry,
    Optional<Sharing> sharing) {

  /**
   * The reaction of a rule.
   *
   * @param type its kind
   * @param values its settings
   * @param written its settings as written, to see whether they changed
   * @param reaction the reaction, which did nothing yet
   */
  public record Step(ReactionType type, Values values, Object written, Reaction reaction) {}
}
