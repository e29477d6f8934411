// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wubot.config.Durations;
import wubot.control.ControlClient;
import wubot.control.ControlException;
import wubot.control.Question;
import wubot.control.Vitals;

/** What the daemons of a home are doing, in a few lines; {@code wubot status} says more. */
final class HomeBrief {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MOST_PROBLEMS = 10;

  private final Path home;
  private final Instant now;
  private final List<String> problems = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

  private HomeBrief(Path home, Instant now) {
    this.home = home;
    this.now = now;
  }

  static String of(Path home, String host, Instant now) {
    HomeBrief brief = new HomeBrief(home, now);
    brief.daemon(ControlClient.MONITOR);
    brief.daemon(ControlClient.REACTOR);
    String needs =
        switch (brief.problems.size()) {
          case 0 -> "nothing needs attention";
          case 1 -> "one thing needs attention";
          default -> brief.problems.size() + " things need attention";
        };
    List<String> all = new ArrayList<>(List.of(host + ": " + needs));
    all.addAll(brief.lines);
    brief.problems.stream().limit(MOST_PROBLEMS).forEach(problem -> all.add("- " + problem));
    if (brief.problems.size() > MOST_PROBLEMS) {
      all.add("- and more; wubot status shows all");
    }
    return String.join("\n", all);
  }

  private void daemon(String name) {
    try (ControlClient client = ControlClient.connect(home, name).orElse(null)) {
      if (client == null) {
        lines.add(name + " does not run");
        return;
      }
      Map<String, Object> says = client.ask(Question.of(Vitals.STATUS), PATIENCE);
      lines.add(name + " runs for " + age(says) + more(says));
      note(says);
    } catch (ControlException e) {
      lines.add(name + " does not answer");
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private String age(Map<?, ?> says) {
    try {
      Duration age = Duration.between(Instant.parse(String.valueOf(says.get("since"))), now);
      return Durations.print(Duration.ofSeconds(Math.max(0, age.toSeconds())));
    } catch (DateTimeException e) {
      return "some time";
    }
  }

  private static String more(Map<?, ?> says) {
    if (says.get("checks") instanceof List<?> checks) {
      long failing =
          checks.stream()
              .filter(c -> c instanceof Map<?, ?> map && Boolean.TRUE.equals(map.get("failing")))
              .count();
      return ", checks: " + checks.size() + (failing == 0 ? "" : ", failing: " + failing);
    }
    return says.containsKey("handled")
        ? ", messages handled: "
            + says.get("handled")
            + " ("
            + says.get("messages_per_second")
            + "/s), dead letters: "
            + Optional.<Object>ofNullable(says.get("dead_letters")).orElse(0)
        : "";
  }

  private void note(Map<?, ?> says) {
    if (says.get("problems") instanceof List<?> found) {
      for (Object problem : found) {
        problems.add(problem instanceof Map<?, ?> map ? "" + map.get("what") : "" + problem);
      }
    }
  }
}
