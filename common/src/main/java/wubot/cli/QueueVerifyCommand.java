// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.queue.QueueException;
import wubot.queue.StoredQueue;
import wubot.queue.Verification;

/** {@code wubot queue verify}: reads every record of a queue and checks it. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = "Reads every record: checksums, order, nothing missing.",
    footer = {
      "",
      "Examples:",
      "  wubot queue verify reactor",
      "  wubot queue verify /srv/wubot/queue/forward && echo sound",
      "",
      "Damage is shown as file, offset, and the sequences that are lost by it.",
      "Exit code: 0 sound, 1 damaged, 2 wrong use, 3 no such queue or not readable."
    })
final class QueueVerifyCommand implements Subcommand {

  @Mixin private QueueHome home = new QueueHome();

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "QUEUE",
      description = "Paths, or names below wubot's home.")
  private List<String> names = new ArrayList<>();

  @Override
  public Integer call() {
    try {
      boolean sound = true;
      for (StoredQueue queue : names.stream().map(home::find).toList()) {
        sound &= verify(queue);
      }
      return sound ? 0 : 1;
    } catch (QueueException e) {
      return home.cannot(spec, e);
    }
  }

  private boolean verify(StoredQueue queue) {
    ProgressBar bar = new ProgressBar(spec.commandLine().getErr());
    Verification.Result result;
    try {
      result = Verification.run(queue, bar::show);
    } finally {
      bar.clear();
    }
    PrintWriter out = spec.commandLine().getOut();
    result.problems().forEach(problem -> out.println(Printable.line(problem)));
    out.printf(
        Locale.ROOT,
        "%s: %s, %s, %s%n",
        home.shown(queue),
        count(result.records()),
        QueueTable.size(result.bytes()),
        result.isSound() ? "sound" : "damaged: " + count(result.lost()) + " lost");
    out.flush();
    return result.isSound();
  }

  private static String count(long records) {
    return records + (records == 1 ? " record" : " records");
  }
}
