// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import wubot.config.Settings;
import wubot.config.Values;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** A reaction for tests that fails on every message. */
public final class Failing implements ReactionType {

  @Override
  public String name() {
    return "Failing";
  }

  @Override
  public String summary() {
    return "Fails.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of();
  }

  @Override
  public String example() {
    return "- plugin: Failing\n";
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    return message -> {
      throw ReactionFailure.lasting("it always fails");
    };
  }
}
