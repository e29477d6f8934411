// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.List;
import wubot.config.Declarations;

/** What the installed checks and services declare. */
public final class MonitorDeclarations implements Declarations {

  @Override
  public List<Plugin> plugins() {
    return PluginTypes.installed().all().stream()
        .map(
            type ->
                new Plugin(
                    Kind.CHECK, type.name(), type.summary(), CommonKeys.with(type), type.fields()))
        .toList();
  }
}
