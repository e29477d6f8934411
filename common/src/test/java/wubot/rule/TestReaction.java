// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.function.Function;
import wubot.config.Node;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;

/** A reaction that a test makes. */
final class TestReaction extends FieldReaction {

  static final Setting<Node> ANYTHING = Setting.any("with");

  private final Function<String, Reaction> maker;

  TestReaction(String name, Function<String, Reaction> maker) {
    super(name, "For tests.", Settings.of(ANYTHING), "- plugin: " + name, java.util.List.of());
    this.maker = maker;
  }

  /** One that is the same for every rule. */
  static TestReaction of(String name, Reaction reaction) {
    return new TestReaction(name, with -> reaction);
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    return maker.apply(values.find(ANYTHING).map(n -> n.plain().toString()).orElse(""));
  }
}
