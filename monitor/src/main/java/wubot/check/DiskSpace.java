// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import wubot.config.Node;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.monitor.Check;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckType;

/** How full the host's file systems are. */
public final class DiskSpace implements CheckType {

  static final Setting<Double> WARNING =
      Setting.number("warning_percent", 0, 100)
          .byDefault("85")
          .describe("More of the space in use than this is a WARNING.");

  static final Setting<Double> CRITICAL =
      Setting.number("critical_percent", 0, 100)
          .byDefault("95")
          .describe("More of the space in use than this is CRITICAL.");

  static final Setting<String> WARNING_FREE =
      Setting.text("warning_free")
          .describe("Less free space than this is a WARNING, whatever the percentage.")
          .example("10G");

  static final Setting<String> CRITICAL_FREE =
      Setting.text("critical_free")
          .describe("Less free space than this is CRITICAL, whatever the percentage.")
          .example("1G");

  static final Setting<Double> WARNING_INODES =
      Setting.number("warning_inodes_percent", 0, 100)
          .byDefault("90")
          .describe("More of the inodes (the number of files) in use than this is a WARNING.");

  static final Setting<Double> CRITICAL_INODES =
      Setting.number("critical_inodes_percent", 0, 100)
          .byDefault("97")
          .describe("More of the inodes in use than this is CRITICAL.");

  static final Setting<List<String>> ONLY =
      Setting.texts("only")
          .describe(
              "Regular expressions: only mount points in which one of them is found are looked at;"
                  + " these may be of any type, also such as are left out otherwise.")
          .example("['^/$', '^/home$']");

  static final Setting<Node> SKIP =
      Setting.any("skip")
          .describe(
              "Regular expressions, one or a list (or the keys of a map, as in the original): mount"
                  + " points in which one of them is found are left out.")
          .example("['^/mnt/backup']");

  static final Setting<Boolean> ALWAYS =
      Setting.flag("always")
          .byDefault("false")
          .describe(
              "Whether every run makes a message for every file system, for graphs; otherwise one"
                  + " comes when the percentage or the status has changed.");

  static final Setting<String> COMMAND =
      Setting.text("command")
          .describe(
              "A command that prints a percentage and a mount point in each line as df does, to be"
                  + " read instead of asking the kernel: for another host, say. No shell reads it;"
                  + " free space and inodes are not known then.")
          .example("ssh joe df -P");

  private final Path mounts;

  /** For ServiceLoader. */
  public DiskSpace() {
    this(Path.of("/proc/self/mounts"));
  }

  DiskSpace(Path mounts) {
    this.mounts = mounts;
  }

  @Override
  public String name() {
    return "DiskSpace";
  }

  @Override
  public String summary() {
    return "Reports how full each mounted file system is, in space and in inodes, and judges it."
        + " Pseudo file systems are left out; one that does not answer, such as a network file"
        + " system without its server, is reported and holds up nothing.";
  }

  @Override
  public Duration defaultDelay() {
    return Duration.ofMinutes(5);
  }

  @Override
  public Settings settings() {
    return Settings.of(
        WARNING,
        CRITICAL,
        WARNING_FREE,
        CRITICAL_FREE,
        WARNING_INODES,
        CRITICAL_INODES,
        ONLY,
        SKIP,
        ALWAYS,
        COMMAND,
        Episodes.REMIND);
  }

  @Override
  public String example() {
    return """
        delay: 5m
        warning_percent: 85
        critical_percent: 95
        skip:
          - '^/mnt/backup'
        """;
  }

  @Override
  public List<String> fields() {
    return List.of(
        "filesystem: the mount point",
        "percent: how much of the space is in use, as df shows it",
        "total: bytes in all",
        "used: bytes in use",
        "free: bytes that ordinary users can still use",
        "inodes_percent: how many of the inodes are in use; missing where there is no bound",
        "device: what is mounted",
        "type: the kind of file system",
        "status: OK, WARNING or CRITICAL",
        "subject: what is wrong, or that it is over; only when somebody should notice");
  }

  @Override
  public Check create(Values values, CheckServices services) {
    return new DiskReport(values, services, mounts);
  }

  /** The patterns of {@code skip} in any of the forms it may have. */
  static List<String> skipped(Node node) {
    Object plain = node.plain();
    List<String> texts = new ArrayList<>();
    if (node instanceof Node.Entries entries) {
      for (Node.Entry entry : entries.entries()) {
        if (FieldValue.isTrue(entry.value().plain())) {
          texts.add(entry.key());
        }
      }
    } else if (plain instanceof List<?> list) {
      list.forEach(item -> texts.add(FieldValue.text(item)));
    } else {
      texts.add(FieldValue.text(plain));
    }
    return texts;
  }
}
