// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import wubot.cli.Columns;

/** The state of a group as lines for people. */
final class GroupText {

  private GroupText() {}

  static List<String> lines(Map<String, Object> answer, boolean locks) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Group "
            + answer.get("group")
            + ", member "
            + answer.get("node")
            + " ("
            + answer.get("state")
            + "), store "
            + answer.get("store"));
    table(lines, "MEMBER", answer.get("members"), List.of("node", "state", "version", "roles"));
    table(
        lines,
        "ROLE",
        answer.get("roles"),
        List.of("role", "state", "holder", "token", "start", "note"));
    if (answer.get("claims") instanceof Map<?, ?> claims) {
      lines.add("");
      lines.add(
          "Claims of this member: held "
              + claims.get("held")
              + ", won "
              + claims.get("won")
              + ", lost "
              + claims.get("lost")
              + ", suspected twice "
              + claims.get("suspected_twice"));
      if (locks) {
        claims.forEach((name, value) -> lines.add("  " + name + ": " + value));
      }
    }
    if (answer.get("problems") instanceof List<?> problems && !problems.isEmpty()) {
      lines.add("");
      problems.forEach(problem -> lines.add("! " + problem));
    }
    return lines;
  }

  private static void table(List<String> lines, String title, Object rows, List<String> columns) {
    if (!(rows instanceof List<?> list) || list.isEmpty()) {
      return;
    }
    List<List<String>> cells = new ArrayList<>();
    List<String> head = new ArrayList<>();
    head.add(title);
    columns
        .subList(1, columns.size())
        .forEach(name -> head.add(name.toUpperCase(java.util.Locale.ROOT)));
    cells.add(head);
    for (Object row : list) {
      if (row instanceof Map<?, ?> map) {
        cells.add(
            columns.stream()
                .map(name -> map.get(name) == null ? "" : String.valueOf(map.get(name)))
                .toList());
      }
    }
    lines.add("");
    lines.addAll(Columns.aligned(cells));
  }
}
