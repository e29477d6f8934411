// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wubot.config.Setting;
import wubot.config.Values;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.monitor.Check;
import wubot.monitor.CheckFailure;
import wubot.monitor.CheckResult;
import wubot.monitor.CheckServices;
import wubot.monitor.CheckState;

/** The work of {@link DiskSpace}: one run looks at every file system once. */
final class DiskReport implements Check {

  private static final String PERCENTS = "percents";
  private static final Pattern DF_LINE = Pattern.compile("(?m)\\s(\\d+)%\\s+(/.*?)\\s*$");

  private final Values values;
  private final CheckServices services;
  private final Path mounts;
  private final Limits space;
  private final Limits inodes;
  private final Limits free;
  private final Patterns only;
  private final Patterns skip;
  private final Optional<ProgramRun> command;
  private final FileSystemUse fileSystems = new FileSystemUse();

  DiskReport(Values values, CheckServices services, Path mounts) {
    this.values = values;
    this.services = services;
    this.mounts = mounts;
    this.space = Limits.above(values, DiskSpace.WARNING, DiskSpace.CRITICAL);
    this.inodes = Limits.above(values, DiskSpace.WARNING_INODES, DiskSpace.CRITICAL_INODES);
    this.free = new Limits(bytes(DiskSpace.WARNING_FREE), bytes(DiskSpace.CRITICAL_FREE), true);
    this.command = CommandLine.find(values, DiskSpace.COMMAND, services);
    this.only = Patterns.of("only", values.find(DiskSpace.ONLY).orElse(List.of()));
    this.skip =
        Patterns.of("skip", values.find(DiskSpace.SKIP).map(DiskSpace::skipped).orElse(List.of()));
  }

  private double bytes(Setting<String> setting) {
    return values
        .find(setting)
        .map(text -> (double) Sizes.parse(setting.key(), text))
        .orElse(Double.NEGATIVE_INFINITY);
  }

  @Override
  public CheckResult run(CheckState state) throws IOException, InterruptedException {
    long now = services.clock().instant().getEpochSecond();
    Episodes episodes = new Episodes(state, values, now);
    Map<String, Object> before = Stored.map(state, PERCENTS);
    Map<String, Object> after = new LinkedHashMap<>();
    List<Message> messages = new ArrayList<>();
    for (Message found : command.isPresent() ? fromCommand(command.get()) : fromKernel()) {
      String point = found.text("filesystem");
      Verdict verdict = judge(found);
      boolean speaks = episodes.speaks(point, verdict.status());
      Object percent = found.value("percent").orElse(-1L);
      after.put(point, percent);
      if (speaks || values.get(DiskSpace.ALWAYS) || !percent.equals(before.get(point))) {
        found.put("status", verdict.status().name());
        if (speaks) {
          found.put("subject", verdict.status().says(verdict.text()));
        }
        found.remove("problem");
        messages.add(found);
      }
    }
    CheckState kept = episodes.state();
    if (!after.equals(before)) {
      kept = kept.with(PERCENTS, after);
    }
    return Stored.keep(CheckResult.of(messages), kept, state);
  }

  /** What is to be said about a file system. */
  private record Verdict(Status status, String text) {}

  private Verdict judge(Message found) {
    String point = found.text("filesystem");
    if (found.has("problem")) {
      return new Verdict(Status.CRITICAL, found.text("problem"));
    }
    double percent = found.number("percent").orElse(0);
    Status bySpace = space.judge(percent);
    if (found.has("free")) {
      bySpace = bySpace.worse(free.judge(found.number("free").orElse(0)));
    }
    Status byInodes = inodes.judge(found.number("inodes_percent").orElse(0));
    if (byInodes.compareTo(bySpace) > 0) {
      return new Verdict(
          byInodes, "inode use on " + point + " is " + found.text("inodes_percent") + " %");
    }
    String rest =
        found.has("free") ? ", " + Sizes.text((long) found.number("free").orElse(0)) + " free" : "";
    return new Verdict(
        bySpace, "disk use on " + point + " is " + found.text("percent") + " %" + rest);
  }

  private List<Message> fromKernel() throws IOException, InterruptedException {
    List<Mounts.Mount> all = Mounts.read(mounts);
    List<Mounts.Mount> chosen =
        (only.isEmpty() ? Mounts.storage(all) : all)
            .stream()
                .filter(mount -> only.isEmpty() || only.find(mount.point()))
                .filter(mount -> !skip.find(mount.point()))
                .toList();
    if (chosen.isEmpty()) {
      throw new CheckFailure(
          "no mounted file system is left to look at; see the settings only and skip");
    }
    Map<String, FileSystemUse.Answer> answers =
        fileSystems.ask(
            chosen.stream().map(Mounts.Mount::point).toList(), services.timeout().dividedBy(2));
    List<Message> found = new ArrayList<>();
    for (Mounts.Mount mount : chosen) {
      describe(mount, answers.get(mount.point()), services.timeout().dividedBy(2))
          .ifPresent(found::add);
    }
    return found;
  }

  private static Optional<Message> describe(
      Mounts.Mount mount, FileSystemUse.Answer answer, Duration waited) {
    Message message =
        Message.of("filesystem", mount.point())
            .with(Fields.ITEM, mount.point())
            .with("device", mount.device())
            .with("type", mount.type());
    if (answer instanceof FileSystemUse.Answer.Known known) {
      FileSystemUse.Use use = known.use();
      if (use.total() == 0) {
        return Optional.empty(); // holds nothing: one more pseudo file system
      }
      message.put("percent", use.percent());
      message.put("total", use.total());
      message.put("used", use.used());
      message.put("free", use.free());
      if (use.inodes() > 0) {
        message.put("inodes_percent", use.inodesPercent());
      }
      return Optional.of(message);
    }
    if (answer instanceof FileSystemUse.Answer.Silent) {
      String problem =
          mount.point() + " (" + mount.type() + " from " + mount.device() + ") does not answer";
      return Optional.of(message.with("problem", problem + " within " + waited.toSeconds() + " s"));
    }
    return Optional.empty(); // another user's mount: not ours to judge
  }

  private List<Message> fromCommand(ProgramRun program) throws InterruptedException {
    ProgramRun.Result result = program.run();
    Matcher lines = DF_LINE.matcher(result.text());
    List<Message> found = new ArrayList<>();
    while (lines.find()) {
      String point = lines.group(2);
      if ((only.isEmpty() || only.find(point)) && !skip.find(point)) {
        found.add(Message.of("filesystem", point).with("percent", Long.parseLong(lines.group(1))));
      }
    }
    if (found.isEmpty()) {
      throw new CheckFailure(
          "no line with a percentage and a mount point in the output of the command: "
              + CommandLine.firstLine(result));
    }
    return found;
  }

  @Override
  public void close() {
    fileSystems.close();
  }
}
