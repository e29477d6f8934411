// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Yaml;
import wubot.message.Message;
import wubot.queue.QueueRecord;
import wubot.reactor.DiaryReader;
import wubot.reactor.KeptTrees;
import wubot.reactor.ShardSight;
import wubot.rule.Engine;
import wubot.rule.Reaction;
import wubot.rule.ReactionType.Work;
import wubot.rule.ReactionTypes;
import wubot.rule.Rule;
import wubot.rule.RuleLoader;
import wubot.rule.RuleTree;

/**
 * Tells again the way of messages through the rules: these and the message decide it, except for
 * what the diary says of reactions with state or effects.
 */
final class Memory implements AutoCloseable {

  private final Path home;
  private final String host;
  private final Clock clock;
  private final DiaryReader diary;
  private final ShardSight shards;
  private final Map<String, Optional<Past>> versions = new HashMap<>();
  private Deque<DiaryReader.Entry> noted = new ArrayDeque<>();

  /** A version of the rules, ready to be walked. */
  private record Past(RuleTree tree, Engine engine) {}

  /**
   * A message's way.
   *
   * @param story what happened
   * @param message as the rules left it
   * @param rules all rules that there were
   * @param version the name of that version of the rules; empty when it is not known, and those of
   *     now were taken
   * @param elsewhere the shard it belongs to, if this member has never held that one
   */
  record Told(
      Story story,
      Message message,
      RuleTree rules,
      Optional<String> version,
      Optional<String> elsewhere) {}

  Memory(Path home, String host, Clock clock, DiaryReader diary) {
    this.home = home;
    this.host = host;
    this.clock = clock;
    this.diary = diary;
    this.shards = ShardSight.of(home, host);
  }

  /** Tells the way of a record; empty when the rules cannot be read any more. */
  Optional<Told> tell(QueueRecord record) throws InterruptedException {
    Optional<String> elsewhere = shards.neverHeld(record.message());
    Optional<String> version =
        elsewhere.isPresent() ? Optional.empty() : diary.tree(record.sequence());
    Optional<Past> past = version.flatMap(this::past);
    Optional<Past> walked = past.or(() -> past(""));
    if (walked.isEmpty()) {
      return Optional.empty();
    }
    noted = new ArrayDeque<>(diary.entries(record.sequence()));
    Story story = new Story();
    Message message = record.message().copy();
    var unused = walked.get().engine().run(message, story);
    return Optional.of(
        new Told(
            story,
            message,
            walked.get().tree(),
            past.isPresent() ? version : Optional.empty(),
            elsewhere));
  }

  /** A version of the rules; that of now has no name. */
  private Optional<Past> past(String version) {
    return versions.computeIfAbsent(version, this::load);
  }

  private Optional<Past> load(String version) {
    Path config = version.isEmpty() ? home.resolve("config") : new KeptTrees(home).config(version);
    Problems problems = Problems.elsewhere();
    MemoryServices services = MemoryServices.of(clock, host, home);
    return RuleSource.ofReactor(config.getParent(), host)
        .flatMap(source -> Yaml.read(source.file(), source.shown(), problems))
        .flatMap(node -> node instanceof Node.Entries map ? map.get("rules") : Optional.of(node))
        .flatMap(
            rules ->
                new RuleLoader(ReactionTypes.installed(), services, config).load(rules, problems))
        .map(tree -> new Past(tree, new Engine(tree, host, this::decorate)));
  }

  private Reaction decorate(Rule rule, Reaction reaction) {
    return rule.step().orElseThrow().type().work() == Work.FIELDS
        ? reaction
        : new Retold(reaction, rule.path(), () -> noted);
  }

  @Override
  public void close() {
    List.copyOf(versions.values()).forEach(past -> past.ifPresent(p -> p.engine().close()));
  }
}
