// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import wubot.cli.Subcommand;
import wubot.cli.Whereabouts;
import wubot.config.ConfigFile;
import wubot.config.ConfigTree;
import wubot.config.DiagnosticPrinter;
import wubot.config.Listing;
import wubot.config.Problems;
import wubot.config.Suggestion;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.message.PlainJson;

/** {@code wubot run}: runs one check once and prints what it says. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs one instance of a check once, as the monitor would, and prints its messages.",
      "Nothing is put on the queue and nothing is remembered, so that it can be tried at will,",
      "beside a running monitor too. Exit code 1 when the check failed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  wubot run Load local                 config/plugins/Load/local.yaml",
      "  wubot run Command backup --json      one JSON object a line",
      "  wubot run RSS news --fresh           as if it had never run before"
    })
public final class RunCommand implements Subcommand {

  private static final int MOST_LISTED = 20;

  @Parameters(index = "0", paramLabel = "PLUGIN", description = "Such as Load.")
  private String plugin = "";

  @Parameters(
      index = "1",
      paramLabel = "INSTANCE",
      description = "The name of its file, without .yaml and host.")
  private String name = "";

  @Mixin private Whereabouts whereabouts;

  @Option(names = "--json", description = "Print one JSON object for each message.")
  private boolean json;

  @Option(names = "--fresh", description = "Do not use what earlier runs remembered.")
  private boolean fresh;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path home = whereabouts.home();
    ConfigTree tree = new ConfigTree(home, whereabouts.host());
    Listing listing = tree.list();
    Optional<ConfigFile> file = listing.instance(plugin + "-" + name);
    if (file.isEmpty()) {
      return refuse(3, missing(listing, tree));
    }
    Problems problems = new Problems();
    Clock clock = Clock.system(ZoneId.systemDefault());
    Trial trial = new Trial(tree, PluginTypes.installed(), ReactServices.types(), clock);
    trial.tryOut(file.get(), problems);
    DiagnosticPrinter printer = new DiagnosticPrinter(tree.directory(), false);
    problems.all().forEach(problem -> System.err.println(printer.print(problem)));
    if (problems.hasErrors()) {
      return 3;
    }
    Instance instance =
        new InstanceReader(tree, PluginTypes.installed())
            .read(file.get(), new Problems())
            .orElseThrow();
    if (!(instance.type() instanceof CheckType type)) {
      return refuse(2, plugin + " runs all the time inside 'wubot monitor'; it cannot run once");
    }
    React react = trial.react(instance, problems).orElseThrow();
    Services services = Services.of(instance, clock, tree.host(), home);
    try (Check check = type.create(instance.values(), services)) {
      return run(instance, check, react, services);
    }
  }

  private String missing(Listing listing, ConfigTree tree) {
    List<String> keys = listing.instances().stream().map(ConfigFile::key).toList();
    Optional<String> nearest = Suggestion.nearest(plugin + "-" + name, keys);
    String hint = nearest.map(key -> "did you mean '" + written(key) + "'? ").orElse("");
    return "the host "
        + tree.host()
        + " has no file plugins/"
        + plugin
        + "/"
        + name
        + ".yaml in "
        + tree.directory()
        + "; "
        + hint
        + (keys.isEmpty() ? "there are no instances at all" : "there are: " + listed(keys));
  }

  /** Those of the plugin that was meant, or else all, as they are written after the command. */
  private String listed(List<String> keys) {
    List<String> same = keys.stream().filter(key -> key.startsWith(plugin + "-")).toList();
    List<String> shown = same.isEmpty() ? keys : same;
    String first =
        shown.stream()
            .limit(MOST_LISTED)
            .map(RunCommand::written)
            .collect(Collectors.joining(", "));
    int more = shown.size() - MOST_LISTED;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private static String written(String key) {
    return key.replaceFirst("-", " ");
  }

  private int run(Instance instance, Check check, React react, Services services)
      throws IOException, InterruptedException {
    Memory memory =
        fresh
            ? Memory.none()
            : new MemoryFiles(Monitor.memories(services.home())).load(instance.key());
    Outcome outcome = outcome(instance, check, memory);
    Memory calm = new Memory(memory.lastRun(), Optional.empty(), memory.check());
    Turn turn = Turn.after(outcome, instance, calm, services.clock().instant());
    Envelope envelope = Envelope.of(instance, services.host(), services.clock());
    List<Message> kept = new ArrayList<>();
    for (Message message : turn.messages()) {
      if (react.keeps(envelope.fill(message))) {
        kept.add(message);
      }
    }
    print(instance, kept, turn.messages().size() - kept.size());
    return outcome instanceof Outcome.Found ? 0 : 1;
  }

  private static Outcome outcome(Instance instance, Check check, Memory memory)
      throws InterruptedException {
    ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor();
    ExecutorService workers = Executors.newCachedThreadPool();
    CompletableFuture<Outcome> told = new CompletableFuture<>();
    try {
      workers.execute(
          new Attempt(
              check,
              memory.check(),
              instance.timeout(),
              deadlines,
              workers,
              told::complete,
              () -> {}));
      return told.get();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      deadlines.shutdownNow();
      workers.shutdownNow();
    }
  }

  private void print(Instance instance, List<Message> messages, int dropped) throws IOException {
    PrintStream out = System.out;
    for (Message message : messages) {
      if (json) {
        out.println(PlainJson.line(message.asMap()));
      } else {
        int width = message.names().stream().mapToInt(String::length).max().orElse(0);
        message.forEach((field, value) -> out.println(line(field, width, value)));
        out.println();
      }
    }
    if (!json) {
      out.println(
          instance.key()
              + " made "
              + Monitor.counted(messages.size() + dropped, "message")
              + (dropped == 0 ? "." : ", of which its react rules dropped " + dropped + "."));
    }
  }

  private static String line(String field, int width, Object value) {
    String text = FieldValue.text(value);
    String indent = "\n" + " ".repeat(width + 2);
    return field
        + " ".repeat(width + 2 - field.length())
        + text.lines().collect(Collectors.joining(indent));
  }

  private static int refuse(int code, String problem) {
    System.err.println("wubot run: " + problem);
    return code;
  }
}
