// SPDX-License-Identifier: Apache-2.0
package wubot.doctor;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import wubot.cli.Subcommand;
import wubot.cli.Whereabouts;
import wubot.message.PlainJson;
import wubot.monitor.ConfiguredRelays;
import wubot.relay.RelayType;

/** {@code wubot doctor}: looks for what will go wrong, and says what mends it. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Examines disk, permissions, limits, clock, config, and the XMPP account of each relay, and says"
          + " what mends what it finds.",
      "Works beside running daemons and disturbs none of them."
    },
    footer = {
      "",
      "Examples:",
      "  wubot doctor             all of it",
      "  wubot doctor --json      for programs",
      "  wubot doctor --offline   without logging in anywhere",
      "",
      "Exit code: 0 nothing to mend, 1 something is not well, 2 wrong use."
    })
public final class DoctorCommand implements Subcommand {

  @Mixin private Whereabouts where = new Whereabouts();

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "One JSON object a finding.")
  private boolean json;

  @Option(names = "--offline", description = "Do not log in at XMPP servers.")
  private boolean offline;

  private final Clock clock = Clock.systemUTC();
  private boolean bad;

  @Override
  public Integer call() throws InterruptedException {
    Path home = where.home();
    if (Files.isDirectory(home)) {
      new DiskExam(home).look().forEach(this::tell);
      new HomeExam(home, System.getProperty("user.name")).look().forEach(this::tell);
      ConfigExam.look(home, where.host()).forEach(this::tell);
    } else {
      tell(
          Finding.error(
              "home",
              "there is no " + home,
              "wubot monitor makes it; or name another: --home DIR"));
    }
    ClockExam.look(clock).forEach(this::tell);
    if (!offline) {
      for (Map.Entry<String, ConfiguredRelays.Settings> relay :
          ConfiguredRelays.of(home, where.host(), "XMPP").entrySet()) {
        examine(relay.getKey(), relay.getValue());
      }
    }
    return bad ? 1 : 0;
  }

  private void examine(String key, ConfiguredRelays.Settings relay) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    try {
      findings.addAll(
          new RelayExam(key, RelayType.configOf(relay.values(), relay.delay()), clock).look());
    } catch (IllegalArgumentException e) {
      findings.add(Finding.error(key, String.valueOf(e.getMessage()), "wubot check"));
    }
    for (Finding finding : findings) {
      tell(
          new Finding(
              finding.level(),
              finding.area(),
              relay.values().redact(finding.what()),
              relay.values().redact(finding.fix())));
    }
  }

  private void tell(Finding finding) {
    bad |= finding.isBad();
    PrintWriter out = spec.commandLine().getOut();
    String level = finding.level().name().toLowerCase(Locale.ROOT);
    if (json) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("level", level);
      all.put("area", finding.area());
      all.put("what", finding.what());
      if (!finding.fix().isEmpty()) {
        all.put("fix", finding.fix());
      }
      out.println(PlainJson.line(all));
    } else {
      String style =
          switch (finding.level()) {
            case OK -> "green";
            case NOTE -> "cyan";
            case WARNING -> "yellow";
            case ERROR -> "red";
          };
      String word = Ansi.AUTO.string("@|" + style + " " + String.format("%-8s", level) + "|@");
      out.println(word + String.format("%-12s ", finding.area()) + line(finding.what()));
      if (!finding.fix().isEmpty()) {
        out.println(" ".repeat(21) + "→ " + line(finding.fix()));
      }
    }
    out.flush();
  }

  /** Servers' words on one line, with nothing in them that a terminal obeys. */
  private static String line(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
