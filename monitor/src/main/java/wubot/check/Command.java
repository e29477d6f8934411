// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import wubot.config.Node;
import wubot.config.Secret;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.config.WithheldVariables;
import wubot.config.WordSplitter;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.monitor.Check;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckState;
import wubot.monitor.CheckType;

/** Runs any program and sends what it printed; understands Nagios plugins. */
public final class Command implements CheckType {

  private static final Setting<Node> COMMAND =
      Setting.any("command")
          .required()
          .describe(
              "The program and its arguments: a list, or one text that is split into words; quotes"
                  + " hold a word together. No shell is involved unless shell says so.")
          .example("/usr/lib/nagios/plugins/check_load -w 4 -c 8");

  private static final Setting<Boolean> SHELL =
      Setting.flag("shell")
          .byDefault("false")
          .describe(
              "Give the command, as one text, to /bin/sh: for pipes, wildcards and the like.");

  private static final Setting<Boolean> NAGIOS =
      Setting.flag("nagios")
          .byDefault("false")
          .describe(
              "The program is a Nagios plugin: its exit code is the status, its first line the"
                  + " subject when the status changes, and performance data become fields.");

  private static final Setting<String> FIELD =
      Setting.text("field")
          .byDefault("command_output")
          .describe("The field that holds what the program printed, without the last line end.");

  private static final Setting<Path> WORK_DIRECTORY =
      Setting.path("work_directory")
          .describe("Where the program runs; by default in wubot's home.")
          .example("/srv/backup");

  private static final Setting<Secret> SECRET =
      Setting.secret("secret")
          .describe(
              "A password for the program. It finds it in the environment variable WUBOT_SECRET;"
                  + " it is on no command line and in no message.")
          .example("${file:secrets/database}");

  @Override
  public String name() {
    return "Command";
  }

  @Override
  public String summary() {
    return "Runs a program and sends what it printed. Nagios plugins are understood. A program that"
        + " is not done within timeout is killed together with everything it started. An exit code"
        + " other than 0 is no failure of the check; a program that is missing is one.";
  }

  @Override
  public Settings settings() {
    return Settings.of(COMMAND, SHELL, NAGIOS, FIELD, WORK_DIRECTORY, SECRET, Episodes.REMIND);
  }

  @Override
  public String example() {
    return """
        delay: 5m
        timeout: 20s
        command: /usr/lib/nagios/plugins/check_load -w 4 -c 8
        nagios: true
        """;
  }

  @Override
  public List<String> fields() {
    return List.of(
        "command_output: what the program printed, up to 256 kB; another name with field",
        "exit_status: its exit code; 128 and more after a signal, as a shell counts",
        "signal: the signal that ended it; absent otherwise",
        "truncated: true when it printed more than is kept",
        "status: with nagios, OK, WARNING, CRITICAL or UNKNOWN, by the exit code 0, 1, 2 or another",
        "subject: with nagios, the first line, when the status changed; see remind",
        "perf.LABEL: with nagios, a number of the performance data, such as perf.load1",
        "perf.LABEL.unit, .warn, .crit, .min, .max: what the plugin says about that number");
  }

  @Override
  public Check create(Values values, CheckServices services) {
    List<String> command = command(values);
    boolean nagios = values.get(NAGIOS);
    ProgramRun program =
        new ProgramRun(
            command,
            values.findPath(WORK_DIRECTORY).orElse(services.home()),
            values.find(SECRET).map(s -> Map.of("WUBOT_SECRET", s.reveal())).orElse(Map.of()),
            new WithheldVariables(services.home(), values),
            !nagios);
    return state -> {
      ProgramRun.Result result = program.run().withText(values::withoutSecrets);
      long now = services.clock().instant().getEpochSecond();
      return nagios
          ? report(result, command.get(0), values, new Episodes(state, values, now), state)
          : CheckResult.of(message(result, result.text().stripTrailing(), values));
    };
  }

  private static List<String> command(Values values) {
    Node node = values.get(COMMAND);
    try {
      if (node instanceof Node.Scalar text) {
        return nonEmpty(
            values.get(SHELL)
                ? List.of("/bin/sh", "-c", text.text())
                : WordSplitter.split(text.text()));
      }
      if (node instanceof Node.Items items && !values.get(SHELL)) {
        return nonEmpty(items.items().stream().map(Command::word).toList());
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("command: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        values.get(SHELL)
            ? "command: with shell, the command is one text"
            : "command: expected a text or a list of words");
  }

  private static List<String> nonEmpty(List<String> words) {
    if (words.isEmpty() || words.get(0).isBlank()) {
      throw new IllegalArgumentException("there is no program in it");
    }
    return words;
  }

  private static String word(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return scalar.text();
    }
    throw new IllegalArgumentException("every item of the list is one word of the command");
  }

  private static Message message(ProgramRun.Result result, String output, Values values) {
    Message message = Message.of(values.get(FIELD), output).with("exit_status", result.exit());
    result.signal().ifPresent(signal -> message.put("signal", signal));
    if (result.cut()) {
      message.put("truncated", true);
    }
    return message;
  }

  private static CheckResult report(
      ProgramRun.Result result,
      String program,
      Values values,
      Episodes episodes,
      CheckState before) {
    NagiosReport report = NagiosReport.of(result, program);
    String output = report.more().isEmpty() ? report.line() : report.line() + "\n" + report.more();
    Message message = message(result, output, values).with(Fields.STATUS, report.status().name());
    report.data().forEach(item -> item.addTo(message));
    if (episodes.speaks("command", report.status())) {
      message.put(Fields.SUBJECT, report.line());
    }
    CheckState after = episodes.state();
    CheckResult found = CheckResult.of(message);
    return after.equals(before) ? found : found.keeping(after);
  }
}
