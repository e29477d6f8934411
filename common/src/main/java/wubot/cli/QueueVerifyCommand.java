// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
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
      "Exit code: 0 sound, 1 something is damaged or missing, 3 could not read."
    })
final class QueueVerifyCommand implements Subcommand {

  private static final int BAR = 40;

  @Mixin private QueueHome home = new QueueHome();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "QUEUE", description = "A path, or a name such as reactor.")
  private String name = "";

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      StoredQueue queue = home.find(name);
      boolean terminal = Help.Ansi.AUTO.enabled();
      Verification.Result result = Verification.run(queue, terminal ? bar(err) : part -> {});
      if (terminal) {
        err.print("\r" + " ".repeat(BAR + 10) + "\r");
        err.flush();
      }
      result.problems().forEach(out::println);
      out.printf(
          Locale.ROOT,
          "%s: %d records, %.1f MB, %s%n",
          queue.directory(),
          result.records(),
          result.bytes() / 1e6,
          result.isSound()
              ? "sound"
              : "NOT SOUND: " + result.lost() + " records lost; all others can be read");
      return result.isSound() ? 0 : 1;
    } catch (QueueException e) {
      err.println(e.getMessage());
      return 3;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private static DoubleConsumer bar(PrintWriter err) {
    return part -> {
      int done = (int) (part * BAR);
      err.printf(
          Locale.ROOT, "\r[%s%s] %3.0f %%", "#".repeat(done), " ".repeat(BAR - done), part * 100);
      err.flush();
    };
  }
}
