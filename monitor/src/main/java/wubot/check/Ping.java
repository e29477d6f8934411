// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
import wubot.monitor.CheckType;

/** Whether a host answers, and how fast, asked with the system's ping. */
public final class Ping implements CheckType {

  /** Which protocol to use. */
  enum Family {
    ANY,
    IPV4,
    IPV6
  }

  static final Setting<String> HOST =
      Setting.text("host").required().describe("Name or address to ping.").example("example.org");

  static final Setting<Long> PACKETS =
      Setting.integer("num_packets", 1, 100)
          .byDefault("1")
          .describe("How many packets to send, one each second.");

  static final Setting<Duration> WAIT =
      Setting.duration("wait").byDefault("5s").describe("How long to wait for the last answer.");

  static final Setting<Family> FAMILY =
      Setting.choice("family", Family.class)
          .byDefault("any")
          .describe("ipv4 or ipv6 to use only that, any to leave it to the system.");

  static final Setting<Double> WARNING_LOSS =
      Setting.number("warning_loss_percent", 0, 100)
          .describe("More packets lost than this is a WARNING.")
          .example("20");

  static final Setting<Double> CRITICAL_LOSS =
      Setting.number("critical_loss_percent", 0, 100)
          .describe("More packets lost than this is CRITICAL; all of them always is.")
          .example("60");

  static final Setting<Double> WARNING_TIME =
      Setting.number("warning_ms", 0, 1e6)
          .describe("A longer average round trip than this, in milliseconds, is a WARNING.")
          .example("200");

  static final Setting<Double> CRITICAL_TIME =
      Setting.number("critical_ms", 0, 1e6)
          .describe("A longer average round trip than this, in milliseconds, is CRITICAL.")
          .example("1000");

  static final Setting<String> COMMAND =
      Setting.text("command")
          .describe(
              "Another command to run, to which the host is added; its summary must look like"
                  + " that of ping. No shell reads it.")
          .example("ping -c 3 -I eth1");

  private static final Pattern PACKETS_LINE =
      Pattern.compile("(\\d+) packets transmitted, (\\d+) (?:packets )?received");
  private static final Pattern TIMES_LINE =
      Pattern.compile("min/avg/max(?:/\\w+)? = ([\\d.]+)/([\\d.]+)/([\\d.]+)");

  @Override
  public String name() {
    return "Ping";
  }

  @Override
  public String summary() {
    return "Pings a host and reports lost packets and the round trip. A host that does not answer,"
        + " or whose name is not known, is CRITICAL.";
  }

  @Override
  public Settings settings() {
    return Settings.of(
        HOST,
        PACKETS,
        WAIT,
        FAMILY,
        WARNING_LOSS,
        CRITICAL_LOSS,
        WARNING_TIME,
        CRITICAL_TIME,
        COMMAND,
        Episodes.REMIND);
  }

  @Override
  public String example() {
    return """
        host: 127.0.0.1
        delay: 1m
        num_packets: 3
        warning_loss_percent: 20
        warning_ms: 200
        """;
  }

  @Override
  public List<String> fields() {
    return List.of(
        "host: the host, as configured",
        "count: packets sent",
        "loss: packets without an answer",
        "loss_percent: the same in percent",
        "average: average round trip in milliseconds; missing when nothing came back",
        "min: shortest round trip in milliseconds",
        "max: longest round trip in milliseconds",
        "status: OK, WARNING or CRITICAL",
        "subject: what is wrong, or that it is over; only when somebody should notice");
  }

  @Override
  public Check create(Values values, CheckServices services) {
    String host = values.get(HOST);
    if (host.isBlank() || host.startsWith("-")) {
      throw new IllegalArgumentException("host: '" + host + "' is no name and no address");
    }
    Duration needed = values.get(WAIT).plusSeconds(values.get(PACKETS));
    if (needed.compareTo(services.timeout()) > 0) {
      throw new IllegalArgumentException(
          String.format(
              "num_packets and wait need %d s, but timeout is %d s: raise timeout",
              needed.toSeconds(), services.timeout().toSeconds()));
    }
    Limits loss = Limits.above(values, WARNING_LOSS, CRITICAL_LOSS);
    Limits time = Limits.above(values, WARNING_TIME, CRITICAL_TIME);
    ProgramRun program =
        CommandLine.find(values, COMMAND, services, host)
            .orElseGet(() -> CommandLine.program(command(values), values, services));
    return state -> {
      Message message = read(host, program.run());
      long now = services.clock().instant().getEpochSecond();
      Episodes episodes = new Episodes(state, values, now);
      Status status = judge(message, loss, time);
      message.put("status", status.name());
      String text = text(message);
      message.remove("problem");
      if (episodes.speaks("ping", status)) {
        message.put("subject", status == Status.CRITICAL ? text : status.says(text));
      }
      return episodes.keep(CheckResult.of(message), state);
    };
  }

  private static List<String> command(Values values) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("ping", "-n", "-q", "-c", values.get(PACKETS).toString()));
    command.addAll(List.of("-W", Long.toString(Math.max(1, values.get(WAIT).toSeconds()))));
    if (values.get(FAMILY) != Family.ANY) {
      command.add(values.get(FAMILY) == Family.IPV4 ? "-4" : "-6");
    }
    command.add(values.get(HOST));
    return command;
  }

  /** The fields out of what ping printed. */
  static Message read(String host, ProgramRun.Result output) {
    Message message = Message.of("host", host);
    Matcher packets = PACKETS_LINE.matcher(output.text());
    if (!packets.find()) {
      return message.with("problem", reason(output));
    }
    long sent = Long.parseLong(packets.group(1));
    // Duplicates can make it more than were sent.
    long received = Math.min(sent, Long.parseLong(packets.group(2)));
    message.put("count", sent);
    message.put("loss", sent - received);
    message.put(
        "loss_percent", sent == 0 ? 0 : Math.round(1000.0 * (sent - received) / sent) / 10.0);
    Matcher times = TIMES_LINE.matcher(output.text());
    if (times.find()) {
      message.put("average", Double.parseDouble(times.group(2)));
      message.put("min", Double.parseDouble(times.group(1)));
      message.put("max", Double.parseDouble(times.group(3)));
    }
    return message;
  }

  /** Why there is no summary; only a name that is not known is the host's trouble. */
  private static String reason(ProgramRun.Result output) {
    String line = output.text().strip().lines().reduce((first, last) -> last).orElse("");
    String lower = line.toLowerCase(Locale.ROOT);
    boolean unknown =
        lower.contains("not known")
            || lower.contains("unknown host")
            || lower.contains("name resolution")
            || lower.contains("no address associated");
    if (unknown || lower.contains("unreachable")) {
      return line.substring(line.lastIndexOf(": ") + 1).strip();
    }
    throw new CheckFailure(
        line.isEmpty()
            ? "ping ended with exit code " + output.exit() + " and printed nothing"
            : "ping did not work: " + line);
  }

  private static Status judge(Message message, Limits loss, Limits time) {
    if (message.has("problem")
        || message.number("loss").orElse(0) >= message.number("count").orElse(1)) {
      return Status.CRITICAL;
    }
    return loss.judge(message.number("loss_percent").orElse(0))
        .worse(time.judge(message.number("average").orElse(0)));
  }

  private static String text(Message message) {
    String host = message.text("host");
    if (message.has("problem")) {
      return "Unable to ping host: " + host + ": " + message.text("problem");
    }
    if (message.value("average").isEmpty() && message.number("loss").orElse(0) > 0) {
      return "Unable to ping host: " + host;
    }
    return String.format(
        "ping to %s: %s of %s packets lost, average round trip %s ms",
        host,
        message.text("loss"),
        message.text("count"),
        FieldValue.text(message.value("average").orElse("unknown")));
  }
}
