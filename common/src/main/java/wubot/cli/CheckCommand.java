// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import wubot.config.ConfigJudge;
import wubot.config.Diagnostic.Severity;
import wubot.config.TreeCourt;
import wubot.config.Verdict;

/** {@code wubot check}: judges the config tree before a daemon loads it. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Judges the config tree as a host will load it.",
    footer = {
      "",
      "Examples:",
      "  wubot check                       this host, with the tree in ~/wubot/config",
      "  wubot check --host box            as the host 'box' will load it",
      "  wubot check --all-hosts --json    every host that a file names, for a program",
      "",
      "Exit code: 0 fine, 1 there are errors (with --strict: or warnings)."
    })
public final class CheckCommand implements Subcommand {

  @Mixin private Whereabouts where = new Whereabouts();

  @Spec private CommandSpec spec;

  @Option(names = "--all-hosts", description = "Every host that the name of a file ends in.")
  private boolean allHosts;

  @Option(names = "--strict", description = "Warnings count as errors.")
  private boolean strict;

  @Option(names = "--json", description = "One JSON object instead of text.")
  private boolean json;

  @Override
  public Integer call() {
    String machine = new Whereabouts().host();
    TreeCourt court = new TreeCourt(where.home(), machine, ServiceLoader.load(ConfigJudge.class));
    Collection<String> hosts = allHosts ? court.hosts() : List.of(where.host());
    List<Verdict> verdicts = court.judge(hosts);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(CheckJson.write(verdicts));
    } else {
      boolean colours = CommandLine.Help.Ansi.AUTO.enabled(); // a terminal, and no NO_COLOR
      new CheckText(where.home().resolve("config"), colours).write(verdicts, out);
    }
    out.flush();
    return verdicts.stream().anyMatch(this::isBad) ? 1 : 0;
  }

  private boolean isBad(Verdict verdict) {
    return verdict.count(Severity.ERROR) > 0 || (strict && verdict.count(Severity.WARNING) > 0);
  }
}
