// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import wubot.config.Settings;
import wubot.rule.ReactionType;

/** What the kinds of gates have in common. */
abstract class GateType implements ReactionType {

  private final String name;
  private final String summary;
  private final Settings settings;

  GateType(String name, String summary, Settings settings) {
    this.name = name;
    this.summary = summary;
    this.settings = settings;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String summary() {
    return summary;
  }

  @Override
  public final Work work() {
    return Work.STATE;
  }

  @Override
  public final boolean gate() {
    return true;
  }

  @Override
  public final Settings settings() {
    return settings;
  }
}
