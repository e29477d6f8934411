// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.cli.Subcommand;
import wubot.cli.Whereabouts;
import wubot.control.ControlClient;
import wubot.control.ControlException;
import wubot.control.Question;
import wubot.message.PlainJson;

/** {@code wubot group}: what the group of this host's daemons is doing, and orders to it. */
@Command(
    name = "group",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the group that this host's reactor (or monitor) belongs to, and moves what runs on one"
          + " member at a time."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  wubot group status                  members, roles, claims",
      "  wubot group show shard-0            what its next holder would go on from",
      "  wubot group takeover mybot          run the role mybot on this host",
      "  wubot group move mybot joe          hand it over to joe with all it knows",
      "  wubot group permit mybot joe no     never on joe, until 'yes'",
      "  wubot group stop mybot              nowhere, until 'start'",
      "  wubot group fail mybot              its work here has failed; e.g. from systemd's OnFailure",
      "  wubot group done mybot              its work is over, see 'restart' of the role",
      "  wubot group id                      this member's name, incarnation and version",
      "",
      "Exit code: 0 fine, 1 something needs attention, 2 wrong use, 3 could not do it."
    })
public final class GroupCommand implements Subcommand {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Spec private CommandSpec spec;

  @Option(
      names = "--monitor",
      description = "The group of the monitor, not that of the reactor.",
      scope = picocli.CommandLine.ScopeType.INHERIT)
  private boolean monitor;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return 2;
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Shows members, roles, and what is claimed.",
      footer = {"", "Exit code: 0 all is well, 1 something needs attention, 3 could not ask."})
  int status(
      @Mixin Whereabouts from,
      @Option(names = "--json", description = "One JSON object.") boolean json,
      @Option(names = "--locks", description = "The numbers of claims in detail.") boolean locks) {
    return ask(
        from,
        "status",
        Map.of(),
        answer -> {
          PrintWriter out = spec.commandLine().getOut();
          if (json) {
            out.println(PlainJson.line(answer));
          } else {
            GroupText.lines(answer, locks).forEach(out::println);
          }
          return answer.get("problems") instanceof List<?> list && !list.isEmpty() ? 1 : 0;
        });
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Prints what the store keeps of a role for its next holder, as JSON: where to go on, and how"
            + " many characters of state."
      })
  int show(
      @Mixin Whereabouts from,
      @Parameters(paramLabel = "ROLE", description = "The role, such as shard-0.") String role) {
    return ask(
        from,
        "show",
        Map.of("role", role),
        answer -> {
          spec.commandLine().getOut().println(PlainJson.line(answer));
          return 0;
        });
  }

  @Command(
      name = "takeover",
      mixinStandardHelpOptions = true,
      description = "Runs a role on this host, or on another, whatever its place in the order.")
  int takeover(
      @Mixin Whereabouts from,
      @Parameters(paramLabel = "ROLE", description = "The role.") String role,
      @Parameters(paramLabel = "NODE", arity = "0..1", description = "Where; here when missing.")
          Optional<String> node) {
    return order(from, "takeover", role, node.map(n -> Map.<String, Object>of("node", n)));
  }

  @Command(
      name = "move",
      mixinStandardHelpOptions = true,
      description = "Hands a role over to a member, with its state, losing and repeating nothing.")
  int move(
      @Mixin Whereabouts from,
      @Parameters(paramLabel = "ROLE", description = "The role.") String role,
      @Parameters(paramLabel = "NODE", description = "Who takes it.") String node) {
    return order(from, "move", role, Optional.of(Map.of("node", node)));
  }

  @Command(
      name = "permit",
      mixinStandardHelpOptions = true,
      description = "Says whether a member may run a role; it moves away when not.")
  int permit(
      @Mixin Whereabouts from,
      @Parameters(paramLabel = "ROLE", description = "The role.") String role,
      @Parameters(paramLabel = "NODE", description = "The member.") String node,
      @Parameters(paramLabel = "yes|no", description = "Whether it may.") String word) {
    if (!List.of("yes", "no", "true", "false").contains(word)) {
      throw new picocli.CommandLine.ParameterException(
          spec.commandLine().getSubcommands().get("permit"),
          "'" + word + "' is neither yes nor no");
    }
    boolean permitted = word.equals("yes") || word.equals("true");
    return order(from, "permit", role, Optional.of(Map.of("node", node, "permitted", permitted)));
  }

  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = "Stops a role everywhere, until it is started again.")
  int stop(
      @Mixin Whereabouts from,
      @Parameters(paramLabel = "ROLE", description = "The role.") String role) {
    return order(from, "stop", role, Optional.empty());
  }

  @Command(
      name = "start",
      mixinStandardHelpOptions = true,
      description = "Lets a role run again that was stopped.")
  int start(
      @Mixin Whereabouts from,
      @Parameters(paramLabel = "ROLE", description = "The role.") String role) {
    return order(from, "start", role, Optional.empty());
  }

  @Command(
      name = "fail",
      mixinStandardHelpOptions = true,
      description = {
        "Says that the work of a role that runs here has failed: it is started again here, and after"
            + " three failures within a minute on the next member."
      })
  int fail(
      @Mixin Whereabouts from,
      @Parameters(paramLabel = "ROLE", description = "The role.") String role,
      @Parameters(paramLabel = "WHY", arity = "0..1", description = "For people.")
          Optional<String> why) {
    return order(from, "fail", role, why.map(text -> Map.<String, Object>of("why", text)));
  }

  @Command(
      name = "done",
      mixinStandardHelpOptions = true,
      description = {
        "Says that the work of a role that runs here is over: with 'restart: transient' or"
            + " 'temporary' it runs nowhere until 'wubot group start', else it is started again."
      })
  int done(
      @Mixin Whereabouts from,
      @Parameters(paramLabel = "ROLE", description = "The role.") String role) {
    return order(from, "done", role, Optional.empty());
  }

  @Command(
      name = "id",
      mixinStandardHelpOptions = true,
      description = "Prints this member's name, incarnation and version.")
  int id(@Mixin Whereabouts from) {
    return ask(from, "id", Map.of(), this::say);
  }

  private int say(Map<String, Object> answer) {
    spec.commandLine().getOut().println(answer.get("said"));
    return 0;
  }

  private int order(Whereabouts from, String act, String role, Optional<Map<String, Object>> more) {
    Map<String, Object> all = new java.util.LinkedHashMap<>(more.orElse(Map.of()));
    all.put("role", role);
    return ask(from, act, all, this::say);
  }

  /** What becomes of an answer. */
  private interface Shown {

    int show(Map<String, Object> answer);
  }

  private int ask(Whereabouts from, String act, Map<String, Object> more, Shown shown) {
    Question question = Question.of(Membership.QUESTION).with("act", act);
    for (Map.Entry<String, Object> value : more.entrySet()) {
      question = question.with(value.getKey(), value.getValue());
    }
    Path home = from.home();
    String daemon = monitor ? ControlClient.MONITOR : ControlClient.REACTOR;
    try (ControlClient client =
        ControlClient.connect(home, daemon)
            .orElseThrow(
                () ->
                    new ControlException(
                        "wubot " + daemon + " does not run in " + home + "; start it first"))) {
      return shown.show(client.ask(question, PATIENCE));
    } catch (ControlException e) {
      spec.commandLine().getErr().println("wubot group " + act + ": " + e.getMessage());
      return 3;
    }
  }
}
