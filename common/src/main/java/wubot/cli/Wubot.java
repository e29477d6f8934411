// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import wubot.control.Version;

/** The launcher: finds the subcommands and runs the one that was asked for. */
@Command(
    name = "wubot",
    mixinStandardHelpOptions = true,
    version = "wubot " + Version.CURRENT,
    description = "Watches hosts and reacts to what it sees.",
    synopsisSubcommandLabel = "COMMAND")
public final class Wubot {

  private Wubot() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] arguments) {
    StandardOutput output = StandardOutput.install();
    System.exit(output.judge(run(arguments)));
  }

  /** Runs the command line and returns its exit code, see {@link Subcommand}. */
  public static int run(String... arguments) {
    CommandLine line = new CommandLine(new Wubot());
    line.setExecutionExceptionHandler(new Mishaps());
    ServiceLoader.load(Subcommand.class).forEach(line::addSubcommand);
    if (arguments.length == 0) {
      line.usage(System.out);
      return 2;
    }
    return line.execute(arguments);
  }
}
