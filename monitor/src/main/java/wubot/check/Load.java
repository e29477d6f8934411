// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.monitor.Check;
import wubot.monitor.CheckFailure;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckState;
import wubot.monitor.CheckType;

/** The load averages of this host, judged over five minutes. */
public class Load implements CheckType {

  static final Setting<Double> WARNING =
      Setting.number("warning_load", 0, 1e6)
          .describe("A load over five minutes above this is a WARNING.")
          .example("4");

  static final Setting<Double> CRITICAL =
      Setting.number("critical_load", 0, 1e6)
          .describe("A load over five minutes above this is CRITICAL.")
          .example("8");

  static final Setting<Boolean> PER_CPU =
      Setting.flag("per_cpu")
          .byDefault("false")
          .describe(
              "Whether the limits are meant per processor: warning_load 2 is passed at 8 on a host"
                  + " with four. One config file then serves small and large hosts.");

  static final Setting<String> COMMAND =
      Setting.text("command")
          .describe(
              "A command that prints load averages as uptime does, to be read instead of /proc:"
                  + " for the load of another host, say. No shell reads it.")
          .example("ssh joe uptime");

  // "load average: 0.57, 0.60, 0.66", "load averages: 0.16 0.23 0.24"
  private static final Pattern UPTIME =
      Pattern.compile("load averages?:\\s*([\\d.]+),?\\s+([\\d.]+),?\\s+([\\d.]+)");

  private final Path proc;

  /** For ServiceLoader. */
  public Load() {
    this(Path.of("/proc"));
  }

  Load(Path proc) {
    this.proc = proc;
  }

  @Override
  public String name() {
    return "Load";
  }

  @Override
  public String summary() {
    return "Reports the load averages and the uptime of the host, and judges the load over five"
        + " minutes.";
  }

  @Override
  public Settings settings() {
    return Settings.of(WARNING, CRITICAL, PER_CPU, COMMAND, Episodes.REMIND);
  }

  @Override
  public String example() {
    return """
        delay: 1m
        warning_load: 2
        critical_load: 4
        per_cpu: true
        """;
  }

  @Override
  public List<String> fields() {
    return List.of(
        "load01: load over one minute",
        "load05: load over five minutes",
        "load15: load over fifteen minutes",
        "uptime: seconds since the host was started; not with command",
        "cpus: the number of processors; not with command",
        "status: OK, WARNING or CRITICAL",
        "subject: what is wrong, or that it is over; only when somebody should notice");
  }

  @Override
  public Check create(Values values, CheckServices services) {
    Limits limits = Limits.above(values, WARNING, CRITICAL);
    Optional<ProgramRun> program = CommandLine.find(values, COMMAND, services);
    return state -> {
      Message message = program.isPresent() ? measure(program.get()) : measure();
      double cpus = values.get(PER_CPU) ? message.number("cpus").orElse(1) : 1;
      return judged(message, limits.times(cpus), new Episodes(state, values, now(services)), state);
    };
  }

  private static long now(CheckServices services) {
    return services.clock().instant().getEpochSecond();
  }

  private static Message measure(ProgramRun program) throws InterruptedException {
    ProgramRun.Result result = program.run();
    return parseUptime(result.text())
        .orElseThrow(
            () ->
                new CheckFailure(
                    "no load averages in the output of the command: "
                        + CommandLine.firstLine(result)));
  }

  private Message measure() throws IOException {
    String[] loads = Files.readString(proc.resolve("loadavg")).split(" ", -1);
    String uptime = Files.readString(proc.resolve("uptime")).split(" ", -1)[0];
    return loads(loads[0], loads[1], loads[2])
        .with("uptime", (long) Double.parseDouble(uptime))
        .with("cpus", Runtime.getRuntime().availableProcessors());
  }

  /** The three averages out of a line as uptime prints it on any system. */
  static Optional<Message> parseUptime(String text) {
    Matcher found = UPTIME.matcher(text);
    return found.find()
        ? Optional.of(loads(found.group(1), found.group(2), found.group(3)))
        : Optional.empty();
  }

  private static Message loads(String one, String five, String fifteen) {
    return Message.of("load01", Double.parseDouble(one))
        .with("load05", Double.parseDouble(five))
        .with("load15", Double.parseDouble(fifteen));
  }

  private static CheckResult judged(
      Message message, Limits limits, Episodes episodes, CheckState before) {
    double load = message.number("load05").orElse(0);
    Status status = limits.judge(load);
    message.put("status", status.name());
    if (episodes.speaks("load", status)) {
      String limit = status == Status.OK ? "" : ", above " + FieldValue.text(limits.of(status));
      message.put(
          "subject", status.says("load over 5 minutes is " + FieldValue.text(load) + limit));
    }
    return episodes.keep(CheckResult.of(message), before);
  }
}
