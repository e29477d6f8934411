// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.monitor.Check;
import wubot.monitor.CheckFailure;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckType;

/** How much memory and swap of this host is in use. */
public final class Memory implements CheckType {

  static final Setting<Double> WARNING =
      Setting.number("warning_percent", 0, 100)
          .byDefault("90")
          .describe("More memory in use than this is a WARNING.");

  static final Setting<Double> CRITICAL =
      Setting.number("critical_percent", 0, 100)
          .byDefault("95")
          .describe("More memory in use than this is CRITICAL.");

  static final Setting<Double> SWAP_WARNING =
      Setting.number("swap_warning_percent", 0, 100)
          .describe("More swap in use than this is a WARNING; without it, swap is not judged.")
          .example("50");

  static final Setting<Double> SWAP_CRITICAL =
      Setting.number("swap_critical_percent", 0, 100)
          .describe("More swap in use than this is CRITICAL.")
          .example("80");

  private static final Pattern LINE = Pattern.compile("(?m)^([^:\\s]+):\\s+(\\d+) kB$");

  private final Path proc;

  /** For ServiceLoader. */
  public Memory() {
    this(Path.of("/proc"));
  }

  Memory(Path proc) {
    this.proc = proc;
  }

  @Override
  public String name() {
    return "Memory";
  }

  @Override
  public String summary() {
    return "Reports how much memory and swap of the host is in use, and judges it. Memory that the"
        + " kernel would give back, such as its file cache, counts as available.";
  }

  @Override
  public Settings settings() {
    return Settings.of(WARNING, CRITICAL, SWAP_WARNING, SWAP_CRITICAL, Episodes.REMIND);
  }

  @Override
  public String example() {
    return """
        delay: 1m
        warning_percent: 90
        critical_percent: 95
        swap_warning_percent: 50
        """;
  }

  @Override
  public List<String> fields() {
    return List.of(
        "total: bytes of memory",
        "available: bytes that programs could still get",
        "percent: how much of the memory is in use, 0 to 100",
        "swap_total: bytes of swap, 0 when there is none",
        "swap_free: bytes of swap not in use",
        "swap_percent: how much of the swap is in use, 0 to 100",
        "status: OK, WARNING or CRITICAL",
        "subject: what is wrong, or that it is over; only when somebody should notice");
  }

  @Override
  public Check create(Values values, CheckServices services) {
    Limits memory = Limits.above(values, WARNING, CRITICAL);
    Limits swap = Limits.above(values, SWAP_WARNING, SWAP_CRITICAL);
    return state -> {
      Message message = measure();
      long now = services.clock().instant().getEpochSecond();
      Episodes episodes = new Episodes(state, values, now);
      double memoryPercent = message.number("percent").orElse(0);
      double swapPercent = message.number("swap_percent").orElse(0);
      Status status = memory.judge(memoryPercent).worse(swap.judge(swapPercent));
      message.put("status", status.name());
      if (episodes.speaks("memory", status)) {
        boolean isSwap = memory.judge(memoryPercent) != status;
        message.put("subject", status.says(isSwap ? swapText(message) : memoryText(message)));
      }
      return episodes.keep(CheckResult.of(message), state);
    };
  }

  private static String memoryText(Message message) {
    return String.format(
        "%s %% of memory is in use, %s of %s available",
        message.text("percent"), size(message, "available"), size(message, "total"));
  }

  private static String swapText(Message message) {
    return String.format(
        "%s %% of swap is in use, %s of %s free",
        message.text("swap_percent"), size(message, "swap_free"), size(message, "swap_total"));
  }

  private static String size(Message message, String field) {
    return Sizes.text((long) message.number(field).orElse(0));
  }

  private Message measure() throws IOException {
    Matcher lines = LINE.matcher(Files.readString(proc.resolve("meminfo")));
    Map<String, Long> bytes = new HashMap<>();
    while (lines.find()) {
      bytes.put(lines.group(1), Long.parseLong(lines.group(2)) * 1024);
    }
    if (!bytes.containsKey("MemTotal") || !bytes.containsKey("MemAvailable")) {
      throw new CheckFailure("no MemTotal and MemAvailable in " + proc.resolve("meminfo"));
    }
    long total = bytes.get("MemTotal");
    long available = Math.min(bytes.get("MemAvailable"), total);
    long swapTotal = bytes.getOrDefault("SwapTotal", 0L);
    long swapFree = bytes.getOrDefault("SwapFree", 0L);
    return Message.of("total", total)
        .with("available", available)
        .with("percent", percent(total - available, total))
        .with("swap_total", swapTotal)
        .with("swap_free", swapFree)
        .with("swap_percent", percent(swapTotal - swapFree, swapTotal));
  }

  /** With one decimal; of nothing, 0 percent is in use. */
  private static double percent(long used, long total) {
    return total == 0 ? 0 : Math.round(1000.0 * used / total) / 10.0;
  }
}
