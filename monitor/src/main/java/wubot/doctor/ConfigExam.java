// SPDX-License-Identifier: Apache-2.0
package wubot.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import wubot.config.ConfigJudge;
import wubot.config.Diagnostic;
import wubot.config.TreeCourt;
import wubot.config.Verdict;

/** Looks at the config as {@code wubot check} does. */
final class ConfigExam {

  private static final String AREA = "config";

  private ConfigExam() {}

  static List<Finding> look(Path home, String host) {
    Verdict verdict = new TreeCourt(home, host, ServiceLoader.load(ConfigJudge.class)).judge(host);
    List<Finding> findings = new ArrayList<>();
    for (Diagnostic diagnostic : verdict.diagnostics()) {
      String what = diagnostic.place() + ": " + diagnostic.problem();
      String fix = diagnostic.hint().isEmpty() ? "wubot check shows the place" : diagnostic.hint();
      switch (diagnostic.severity()) {
        case ERROR -> findings.add(Finding.error(AREA, what, fix));
        case WARNING -> findings.add(Finding.warning(AREA, what, fix));
        case NOTE -> findings.add(Finding.note(AREA, what));
      }
    }
    int instances = verdict.listing().instances().size();
    if (findings.isEmpty()) {
      findings.add(
          instances == 0 && verdict.listing().reactor().isEmpty()
              ? Finding.note(AREA, "there is none for the host " + host + " in " + home)
              : Finding.ok(AREA, "no errors for the host " + host));
    }
    return findings;
  }
}
