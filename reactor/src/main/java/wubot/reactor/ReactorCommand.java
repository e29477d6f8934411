// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import wubot.cli.DaemonLog;
import wubot.cli.FileTrouble;
import wubot.cli.Subcommand;
import wubot.cli.Whereabouts;
import wubot.queue.QueueException;

/** {@code wubot reactor}: runs the reactor until it is told to stop. */
@Command(
    name = "reactor",
    mixinStandardHelpOptions = true,
    description = {
      "Walks the messages of the queue through the rules of config/reactor.yaml.",
      "Runs until Ctrl-C or SIGTERM. A saved rules file is in force at once."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wubot reactor                          the rules of ~/wubot/config",
      "  wubot reactor --home /srv/wubot        another home, instead of WUBOT_HOME",
      "  wubot reactor --host server            as the host 'server' would",
      "  wubot check && wubot reactor           judge the rules first",
      "",
      "Exit code: 0 told to stop, 2 wrong use, 3 could not start or go on."
    })
public final class ReactorCommand implements Subcommand {

  @Mixin private Whereabouts whereabouts;

  @Option(names = "--verbose", description = "Log what is only of use to find a mistake, too.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Path home = whereabouts.home();
    try {
      DaemonLog.open(home, "reactor", verbose);
      return run(home);
    } catch (QueueException e) {
      return refuse(e.getMessage());
    } catch (IOException e) {
      return refuse(FileTrouble.home(home, e));
    } catch (UncheckedIOException e) {
      return refuse(FileTrouble.home(home, e.getCause()));
    }
  }

  private int run(Path home) throws InterruptedException {
    Path file = Reactor.stateDirectory(home).resolve("lock");
    Optional<HomeLock> lock = HomeLock.take(file, ProcessHandle.current().pid());
    if (lock.isEmpty()) {
      return refuse(
          "another reactor runs on "
              + home
              + ": "
              + HomeLock.owner(file)
              + "; stop that one, or use another --home");
    }
    try {
      return Daemon.run(home, whereabouts.host());
    } finally {
      lock.get().close();
    }
  }

  private int refuse(String problem) {
    spec.commandLine().getErr().println("wubot reactor: " + problem);
    return 3;
  }
}
