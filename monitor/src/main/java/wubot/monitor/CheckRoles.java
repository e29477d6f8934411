// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import wubot.group.RoleSettings;
import wubot.member.GroupSettings;

/** The roles of shared checks, each as its file says, else {@code group.yaml}, else as usual. */
final class CheckRoles {

  private static final String PREFIX = "check/";

  private CheckRoles() {}

  /** The name of the role of a check: {@code check/Plugin/instance}. */
  static String name(Instance instance) {
    String plugin = instance.type().name();
    return PREFIX + plugin + "/" + instance.key().substring(plugin.length() + 1);
  }

  /** What {@code group.yaml} says about a role: by its name, or a beginning of it and a star. */
  static Optional<RoleSettings> base(String role, Optional<GroupSettings> group) {
    return group.stream()
        .flatMap(settings -> settings.roles().stream())
        .filter(one -> matches(one.name(), role))
        .max(Comparator.comparingInt(one -> one.name().length()));
  }

  private static boolean matches(String pattern, String role) {
    return pattern.startsWith(PREFIX)
        && (pattern.equals(role)
            || (pattern.endsWith("/*")
                && role.startsWith(pattern.substring(0, pattern.length() - 1))));
  }

  /** How the role of a check moves. */
  static RoleSettings of(SharedRunner runner, Optional<GroupSettings> group) {
    String name = name(runner.instance());
    RoleWish wish = runner.wish();
    RoleSettings usual =
        base(name, group).orElseGet(() -> RoleSettings.of(name, List.<List<String>>of()));
    boolean regardless =
        wish.regardless().orElse(usual.onStoreLoss() == RoleSettings.OnStoreLoss.CONTINUE);
    return RoleSettings.builder(name, nodes(wish, usual.nodes()))
        .timeout(wish.forever() ? RoleSettings.NEVER : wish.timeout().orElse(usual.timeout()))
        .permitted(usual.permitted())
        .waitOnStop(usual.waitOnStop())
        .stickyManual(usual.stickyManual())
        .restart(usual.restart())
        .manual(usual.manual())
        .exitNode(usual.exitNode())
        .onStoreLoss(regardless ? RoleSettings.OnStoreLoss.CONTINUE : RoleSettings.OnStoreLoss.STOP)
        .build();
  }

  private static List<List<String>> nodes(RoleWish wish, List<List<String>> usual) {
    List<List<String>> nodes = wish.nodes().isEmpty() ? usual : wish.nodes();
    if (nodes.isEmpty()) {
      return nodes;
    }
    return switch (wish.sharing()) {
      case PINNED -> nodes.subList(0, 1);
      case BALANCED, ROUND_ROBIN -> List.of(nodes.stream().flatMap(List::stream).sorted().toList());
      case PREFERRED -> nodes;
    };
  }
}
