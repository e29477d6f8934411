// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.cli.Printable;
import wubot.cli.ProgressBar;
import wubot.cli.Subcommand;
import wubot.cli.Whereabouts;
import wubot.config.Problems;
import wubot.message.Message;
import wubot.queue.QueueException;
import wubot.rule.Engine;
import wubot.rule.RuleTree;

/** {@code wubot rules diff}: what other rules would have done with the messages of the past. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Says what other rules would have done with the messages that were kept.",
    footer = {
      "",
      "Examples:",
      "  wubot rules diff new.yaml                   the messages of the last 24 hours",
      "  wubot rules diff --replay 1h new.yaml",
      "  wubot rules diff --old last.yaml new.yaml   instead of the rules of now",
      "  wubot rules diff --json new.yaml | jq .notifications.lost",
      "",
      "Nothing outside happens. Both sets of rules begin without any state. Exit code: 0 no",
      "difference, 1 there are some, 2 wrong use, 3 rules or queue cannot be read."
    })
final class RulesDiffCommand implements Subcommand {

  @Mixin private Whereabouts where = new Whereabouts();

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NEW", description = "A file with the other rules.")
  private Path newer = Path.of("");

  @Option(
      names = "--old",
      paramLabel = "FILE",
      description = "The rules to compare with; by default those of the reactor on this host.")
  private Optional<Path> older = Optional.empty();

  @Option(
      names = "--replay",
      paramLabel = "TIME",
      converter = TimeOption.class,
      description = "How far to go back; by default 24h.")
  private Duration replay = Duration.ofHours(24);

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  private final EffectChanges changes = new EffectChanges();
  private long messages;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      return diff();
    } catch (QueueException e) {
      err.println("wubot rules diff: " + e.getMessage());
      return 3;
    } finally {
      err.flush();
      spec.commandLine().getOut().flush();
    }
  }

  private int diff() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    Path home = where.home();
    Optional<RuleSource> source =
        older
            .map(path -> RuleSource.of(path, home))
            .or(() -> RuleSource.ofReactor(home, where.host()));
    Optional<KeptMessages> kept = KeptMessages.in(ReactorHome.queue(home, where.host()));
    if (source.isEmpty() || kept.isEmpty()) {
      err.println(
          "wubot rules diff: there is no "
              + (source.isEmpty()
                  ? "config/reactor.yaml; name one with --old"
                  : "queue of a reactor")
              + " in "
              + home);
      return 3;
    }
    Optional<Rehearsal> before = rehearsal(source.get());
    Optional<Rehearsal> after = rehearsal(RuleSource.of(newer, home));
    if (before.isEmpty() || after.isEmpty()) {
      return 3;
    }
    try (KeptMessages past = kept.get();
        Rehearsal old = before.get();
        Rehearsal other = after.get()) {
      replay(past, old, other);
      Map<String, long[]> hits = hits(old.engine().hits(), other.engine().hits());
      if (json) {
        new DiffJson(spec.commandLine().getOut()).print(messages, changes, hits);
      } else {
        print(hits);
      }
      return changes.isEmpty() && hits.isEmpty() ? 0 : 1;
    }
  }

  private Optional<Rehearsal> rehearsal(RuleSource source) {
    Clock machine = Clock.system(ZoneId.systemDefault());
    MovableClock clock = new MovableClock(machine.instant().minus(replay), machine.getZone());
    Problems problems = Problems.elsewhere();
    Optional<RuleTree> tree =
        source.load(MemoryServices.of(clock, where.host(), source.home()), problems);
    new ProblemLines(source, spec.commandLine().getErr()).print(problems);
    return tree.map(t -> new Rehearsal(t, clock, Rehearsal.Settings.of(where.host())));
  }

  private void replay(KeptMessages past, Rehearsal old, Rehearsal other)
      throws InterruptedException {
    ProgressBar bar = new ProgressBar(spec.commandLine().getErr());
    past.since(
        Clock.systemUTC().instant().minus(replay),
        (record, appended, part) -> {
          if ((++messages & 0xFFF) == 0) {
            bar.show(part);
          }
          Message message = record.message();
          Message copy = message.copy();
          own(old.follow(message, Rehearsal.UNWATCHED), other.follow(copy, Rehearsal.UNWATCHED));
          changes.compare(old.walk(message).effects(), other.walk(copy).effects());
        });
    bar.clear();
  }

  /** What became of what reactions said by themselves. */
  private void own(List<Outcome> before, List<Outcome> after) {
    for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
      changes.compare(
          i < before.size() ? before.get(i).effects() : List.of(),
          i < after.size() ? after.get(i).effects() : List.of());
    }
  }

  /** The rules that fired more or less often, with both numbers; -1 where there is no such rule. */
  private static Map<String, long[]> hits(List<Engine.Hits> before, List<Engine.Hits> after) {
    Map<String, Long> old = new LinkedHashMap<>();
    before.forEach(hit -> old.put(hit.rule().path(), hit.fired()));
    Map<String, Long> now = new LinkedHashMap<>();
    after.forEach(hit -> now.put(hit.rule().path(), hit.fired()));
    TreeSet<String> all = new TreeSet<>(old.keySet());
    all.addAll(now.keySet());
    Map<String, long[]> different = new LinkedHashMap<>();
    for (String path : all) {
      long a = old.getOrDefault(path, -1L);
      long b = now.getOrDefault(path, -1L);
      if (a != b) {
        different.put(path, new long[] {a, b});
      }
    }
    return different;
  }

  private void print(Map<String, long[]> hits) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "%,d messages through the rules of now and of %s%n", messages, newer);
    // The state of now is that of after these messages, so it is of no use.
    out.println("both began without any state: what remembers tells little of the first messages");
    for (EffectChanges.Kind kind : EffectChanges.Kind.values()) {
      out.printf(
          Locale.ROOT,
          "%n%s: %,d gained, %,d lost, %,d changed%n",
          kind.name().toLowerCase(Locale.ROOT),
          changes.count(kind, EffectChanges.Way.GAINED),
          changes.count(kind, EffectChanges.Way.LOST),
          changes.count(kind, EffectChanges.Way.CHANGED));
      print(kind, EffectChanges.Way.GAINED, "+");
      print(kind, EffectChanges.Way.LOST, "-");
      print(kind, EffectChanges.Way.CHANGED, "~");
    }
    if (!hits.isEmpty()) {
      out.printf("%nrules that fire more or less often%n");
      hits.forEach(
          (rule, counts) ->
              out.println(
                  "  "
                      + Printable.line(rule)
                      + ": "
                      + count(counts[0])
                      + " → "
                      + count(counts[1])));
    }
  }

  private static String count(long fired) {
    return fired < 0 ? "no such rule" : String.format(Locale.ROOT, "%,d", fired);
  }

  private void print(EffectChanges.Kind kind, EffectChanges.Way way, String sign) {
    PrintWriter out = spec.commandLine().getOut();
    changes
        .of(kind, way)
        .forEach(
            (name, tally) -> {
              out.printf(Locale.ROOT, "  %s %s: %,d%n", sign, Printable.line(name), tally.count());
              tally
                  .examples()
                  .forEach(example -> out.println("      " + Printable.line(example, 160)));
              if (tally.count() > tally.examples().size()) {
                out.println("      …");
              }
            });
  }
}
