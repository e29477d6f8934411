// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import java.util.List;
import wubot.config.Declarations;

/** What {@code group.yaml} holds: for schemas. */
public final class GroupDeclarations implements Declarations {

  @Override
  public List<Plugin> plugins() {
    return List.of();
  }

  @Override
  public List<FileKind> files() {
    return List.of(
        new FileKind(
            "group",
            "config/group.yaml",
            GroupKeys.KEYS,
            List.of(new Part("sync_nodes", GroupKeys.SYNC_KEYS, false))));
  }
}
