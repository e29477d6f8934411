// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import wubot.config.Diagnostic;
import wubot.config.Diagnostic.Severity;
import wubot.config.TreeCourt;
import wubot.config.Verdict;

/** The config tree that people start from loads on each of its hosts without a warning. */
class ConfigExamplesTest {

  @Test
  void loadOnEveryHostWithoutAWarning() {
    Path home = Path.of(System.getProperty("wubot.root", ".."), "config-examples");
    TreeCourt court = new TreeCourt(home, "elsewhere", List.of(new ReactorConfigJudge()));
    assertEquals(Set.of("box", "laptop", "server"), court.hosts());
    for (Verdict verdict : court.judge(court.hosts())) {
      List<Diagnostic> found =
          verdict.diagnostics().stream().filter(d -> d.severity() != Severity.NOTE).toList();
      assertEquals(List.of(), found, verdict.host());
    }
  }
}
