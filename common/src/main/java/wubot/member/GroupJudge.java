// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import java.nio.file.Path;
import java.util.List;
import wubot.config.ConfigJudge;
import wubot.config.ConfigTree;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.group.RoleSettings;

/** Judges {@code group.yaml} for {@code wubot check}, where a host has one. */
public final class GroupJudge implements ConfigJudge {

  @Override
  public void judge(Path home, String host, Problems problems) {
    GroupFile file = new GroupFile(new ConfigTree(home, host));
    if (!file.isThere()) {
      return;
    }
    file.load(problems).ifPresent(settings -> judge(settings, problems));
  }

  private static void judge(GroupSettings settings, Problems problems) {
    Place place = Place.of("group.yaml");
    List<String> mandatory = settings.barrier().mandatory();
    if (mandatory.size() > 1 && settings.exitWhenMissing()) {
      problems.warning(
          place,
          "sync_nodes: with "
              + String.join(" and ", mandatory)
              + " mandatory, no member can start again while one of them is gone for good",
          "list them as optional, or say on_missing: observe");
    }
    for (RoleSettings role : settings.roles()) {
      boolean named =
          role.nodes().isEmpty()
              || role.nodes().stream().anyMatch(equals -> equals.contains(settings.node()));
      if (!named && !settings.candidate()) {
        problems.warning(
            place,
            "role " + role.name() + " does not name " + settings.node() + ", which takes no roles",
            "nothing, when that is meant");
      }
    }
    String uri = settings.place().uri().strip();
    if (StorePlaces.isDirectory(uri) && !uri.replaceFirst("^file:", "").startsWith("/")) {
      problems.add(
          wubot.config.Diagnostic.note(
              place,
              "the store is a directory below this home: only daemons of this home can meet there",
              "name an absolute path, or etcd://, mongodb:// or postgresql:// for other hosts"));
    }
  }
}
