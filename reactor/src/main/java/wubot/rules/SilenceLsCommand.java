// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import wubot.cli.Columns;
import wubot.cli.Printable;
import wubot.cli.Subcommand;
import wubot.message.PlainJson;
import wubot.reaction.SilenceBook;
import wubot.rule.ReactionFailure;

/** {@code wubot silence ls}: what is silenced. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists the silences that are in force, or to come.",
    footer = {
      "",
      "Exit code: 0 listed, also when there are none, 2 wrong use, 3 the file cannot be read."
    })
final class SilenceLsCommand implements Subcommand {

  @Mixin private SilencePlace place = new SilencePlace();

  @Spec private CommandSpec spec;

  @Option(names = "--all", description = "Those of the last week that are over, too.")
  private boolean all;

  @Option(names = "--json", description = "One JSON object a line; times in seconds since 1970.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<SilenceBook.Entry> entries;
    try {
      entries = place.book().all().stream().filter(e -> all || e.until() > place.now()).toList();
    } catch (ReactionFailure e) {
      spec.commandLine().getErr().println("wubot silence ls: " + e.getMessage());
      return 3;
    }
    if (json) {
      entries.forEach(entry -> out.println(PlainJson.line(fields(entry))));
    } else if (entries.isEmpty()) {
      out.println("nothing is silenced");
    } else {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("ID", "FROM", "UNTIL", "BY", "REASON", "MATCHER"));
      entries.forEach(entry -> rows.add(row(entry)));
      Columns.aligned(rows).forEach(out::println);
    }
    return 0;
  }

  private List<String> row(SilenceBook.Entry entry) {
    return List.of(
        Printable.line(entry.id()),
        place.shown(entry.from()),
        place.shown(entry.until()),
        Printable.line(entry.by(), 30),
        Printable.line(entry.reason(), 40),
        Printable.line(entry.matcher()));
  }

  private static Map<String, Object> fields(SilenceBook.Entry entry) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", entry.id());
    fields.put("matcher", entry.matcher());
    fields.put("from", entry.from());
    fields.put("until", entry.until());
    fields.put("reason", entry.reason());
    fields.put("by", entry.by());
    return fields;
  }
}
