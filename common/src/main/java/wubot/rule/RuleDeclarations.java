// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.util.List;
import wubot.config.Declarations;

/** What the installed reactions declare. */
public final class RuleDeclarations implements Declarations {

  @Override
  public List<Plugin> plugins() {
    return ReactionTypes.installed().all().stream()
        .map(
            type ->
                new Plugin(
                    Kind.REACTION, type.name(), type.summary(), type.settings(), type.fields()))
        .toList();
  }
}
