// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import wubot.cli.DaemonLog;
import wubot.cli.Subcommand;
import wubot.cli.Whereabouts;

/** {@code wubot reactor}: runs the reactor until it is told to stop. */
@Command(
    name = "reactor",
    mixinStandardHelpOptions = true,
    description = "Walks the messages of the queue through the rules of config/reactor.yaml.")
public final class ReactorCommand implements Subcommand {

  @Mixin private Whereabouts whereabouts;

  @Option(names = "--verbose", description = "Log what is only of use to find a mistake.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Path home = whereabouts.home();
    try {
      Files.createDirectories(home.resolve("log"));
    } catch (IOException e) {
      return refuse("cannot write below " + home + ": " + e);
    }
    DaemonLog.open(home.resolve("log").resolve("reactor.log"), verbose);
    Path file = Reactor.stateDirectory(home).resolve("lock");
    Optional<HomeLock> lock = HomeLock.take(file, ProcessHandle.current().pid());
    if (lock.isEmpty()) {
      return refuse(
          "a reactor is running for "
              + home
              + " already: "
              + HomeLock.owner(file)
              + "; stop that"
              + " one, or use another --home");
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
