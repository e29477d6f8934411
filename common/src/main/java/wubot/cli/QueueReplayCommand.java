// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.control.ControlClient;
import wubot.control.ControlException;
import wubot.control.Replay;
import wubot.dead.DeadLetters;
import wubot.queue.QueueException;
import wubot.queue.StoredQueue;

/** {@code wubot queue replay}: has kept messages appended to a queue once more. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Has messages that a queue still keeps appended once more by the daemon that owns it, so that"
          + " the rules, or the relay, meet them again.",
      "Copies keep their id and lastupdate, and have the field 'replayed'."
    },
    footer = {
      "",
      "Examples:",
      "  wubot queue replay reactor --from 1200 --to 1300",
      "  wubot queue replay reactor --all --where 'key starts with Load'",
      "  wubot queue replay queue/loops --all --into reactor    after mending the rules",
      "  wubot queue replay /mnt/joe/wubot/reactor --cursor reactor --into reactor",
      "                                                         what a dead host's reactor had left",
      "",
      "Exit code: 0 done, 2 wrong use, 3 not done."
    })
final class QueueReplayCommand implements Subcommand {

  @Mixin private QueueHome home = new QueueHome();

  @Mixin private RecordChoice choice = new RecordChoice();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "QUEUE", description = "A path, or a name below wubot's home.")
  private String name = "";

  @Option(
      names = "--into",
      paramLabel = "QUEUE",
      description = "The queue to append to, by default the same.")
  private Optional<String> into = Optional.empty();

  @Option(
      names = "--cursor",
      paramLabel = "NAME",
      description = "Only what lies after the committed place of this cursor.")
  private Optional<String> cursor = Optional.empty();

  @Option(names = "--all", description = "All that the queue keeps, or that --where lets through.")
  private boolean all;

  private long replayed;

  @Override
  public Integer call() {
    if (!all && cursor.isEmpty() && !choice.isNarrowed()) {
      throw new ParameterException(
          spec.commandLine(), "say which messages: --from, --to, --cursor, --where, or --all");
    }
    ProgressBar bar = new ProgressBar(spec.commandLine().getErr());
    try {
      StoredQueue from = home.find(name);
      StoredQueue target = into.map(home::find).orElse(from);
      if (target.directory().equals(DeadLetters.queue(home.directory()))) {
        throw new ControlException("dead letters are replayed by wubot dead replay");
      }
      long behind = cursor.map(reader -> home.cursor(from, reader).committed()).orElse(0L);
      List<Long> sequences = new ArrayList<>();
      choice.read(
          from,
          spec,
          part -> bar.show(part / 2),
          (record, stream) -> {
            if (record.sequence() > behind) {
              sequences.add(record.sequence());
            }
            return true;
          });
      replay(from.directory(), sequences, target, bar);
    } catch (ControlException e) {
      bar.clear();
      return home.cannot(spec, new QueueException(e.getMessage()));
    } catch (QueueException e) {
      bar.clear();
      return home.cannot(spec, e);
    }
    bar.clear();
    PrintWriter out = spec.commandLine().getOut();
    out.println("replayed " + replayed + (replayed == 1 ? " message" : " messages"));
    out.flush();
    return 0;
  }

  private void replay(Path from, List<Long> sequences, StoredQueue target, ProgressBar bar) {
    if (sequences.isEmpty()) {
      return;
    }
    Daemons.ask(
        home.directory(),
        owner(target),
        sequences,
        Replay.BATCH,
        some -> Replay.question(from, some, target.directory()),
        answer -> {
          count(answer);
          bar.show(0.5 + replayed / 2.0 / sequences.size());
        });
  }

  private void count(Map<String, Object> answer) {
    if (answer.get("appended") instanceof Long number) {
      replayed += number;
    }
  }

  /** The daemon that appends to the queue, now or as soon as somebody does. */
  private String owner(StoredQueue queue) {
    Path main = home.directory().resolve("reactor").normalize();
    boolean byMonitor =
        queue.owner().map(who -> who.contains("wubot monitor")).orElse(false)
            || queue.directory().equals(main);
    return byMonitor ? ControlClient.MONITOR : ControlClient.REACTOR;
  }
}
