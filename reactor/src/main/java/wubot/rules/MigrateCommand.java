// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.cli.FileTrouble;
import wubot.cli.Subcommand;
import wubot.config.Diagnostic;
import wubot.config.Diagnostic.Severity;
import wubot.config.DiagnosticPrinter;
import wubot.config.Problems;
import wubot.config.Yaml;

/** {@code wubot migrate}: what in a config tree of the original wubot reads differently here. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description =
        "Says line by line what in a config tree of the original wubot reads differently here, and"
            + " what to write instead. Nothing is changed.",
    footer = {
      "",
      "Example: wubot migrate ~/wubot",
      "",
      "Exit code: 0 nothing to change, 1 something is, 2 wrong use, 3 cannot be read."
    })
public final class MigrateCommand implements Subcommand {

  private static final Comparator<Diagnostic> IN_ORDER =
      Comparator.comparing((Diagnostic d) -> d.place().file())
          .thenComparingInt(d -> d.place().line())
          .thenComparingInt(d -> d.place().column());

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The original's home, or its config directory.")
  private Path directory = Path.of("");

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Path given = directory.toAbsolutePath().normalize();
    Path config = Files.isDirectory(given.resolve("config")) ? given.resolve("config") : given;
    if (!Files.isDirectory(config)) {
      err.println("wubot migrate: there is no directory " + config);
      err.flush();
      return 3;
    }
    Problems problems = Problems.elsewhere();
    try {
      if (!judge(config, problems)) {
        err.println(
            "wubot migrate: there are no config files in "
                + config
                + "; name the original's home, or its config directory");
        err.flush();
        return 3;
      }
    } catch (IOException e) {
      err.println("wubot migrate: " + FileTrouble.words(config, e));
      err.flush();
      return 3;
    }
    return report(config, problems.all());
  }

  /** Whether there was anything to judge. */
  private static boolean judge(Path config, Problems problems) throws IOException {
    Migration migration = new Migration(config.getParent(), problems);
    try (Stream<Path> walk = Files.walk(config)) {
      List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        judge(config, config.relativize(file), migration, problems);
      }
      return files.stream().anyMatch(file -> file.getFileName().toString().contains(".yaml"));
    }
  }

  private static void judge(Path config, Path file, Migration migration, Problems problems) {
    String name = file.getFileName().toString();
    String shown = file.toString();
    boolean yaml = name.matches(".*\\.yaml(\\.[^.]+)?") && !name.startsWith(".");
    boolean plugin = file.getNameCount() == 3 && file.startsWith("plugins");
    if (!yaml) {
      if (plugin && name.matches("[^.].*yaml")) {
        problems.add(
            Diagnostic.warning(
                wubot.config.Place.of(shown),
                "read there, for want of a dot before yaml",
                "rename it"));
      } else if (plugin) {
        problems.add(Diagnostic.note(wubot.config.Place.of(shown), "not read, here as there", ""));
      }
      return;
    }
    String everywhere = name.replaceFirst("\\.yaml\\..*", ".yaml");
    if (plugin
        && !everywhere.equals(name)
        && Files.exists(config.resolve(file).resolveSibling(everywhere))) {
      problems.add(
          Diagnostic.note(
              wubot.config.Place.of(shown),
              "whether this or "
                  + everywhere
                  + " counts is left to chance there; here this one does",
              ""));
    }
    if (plugin) {
      Yaml.read(config.resolve(file), shown, problems)
          .ifPresent(node -> migration.instance(file.getName(1).toString(), node));
    } else if (name.startsWith("webui.yaml") || name.startsWith("colors.yaml")) {
      problems.add(Diagnostic.note(wubot.config.Place.of(shown), "this file is not used here", ""));
    } else if (!file.startsWith("plugins")) {
      Yaml.read(config.resolve(file), shown, problems).ifPresent(migration::rules);
    }
  }

  private int report(Path config, List<Diagnostic> found) {
    PrintWriter out = spec.commandLine().getOut();
    DiagnosticPrinter printer = new DiagnosticPrinter(config, CommandLine.Help.Ansi.AUTO.enabled());
    found.stream().distinct().sorted(IN_ORDER).forEach(d -> out.println(printer.print(d) + "\n"));
    long errors = count(found, Severity.ERROR);
    long warnings = count(found, Severity.WARNING);
    out.println(
        errors + warnings == 0
            ? "nothing to change"
            : errors + " to change, " + warnings + " to look at; then: wubot check");
    out.flush();
    return errors + warnings == 0 ? 0 : 1;
  }

  private static long count(List<Diagnostic> found, Severity severity) {
    return found.stream().distinct().filter(d -> d.severity() == severity).count();
  }
}
