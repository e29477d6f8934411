// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.config.Yaml;
import wubot.message.Message;
import wubot.rule.Engine;
import wubot.rule.EventTime;
import wubot.rule.Outlet;
import wubot.rule.PassingState;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.ReactionTypes;
import wubot.rule.RuleLoader;
import wubot.rule.RuleTree;
import wubot.rule.StateSpace;
import wubot.rule.Timeline;

/**
 * A stream of messages through rules with gates, as the reactor walks it, with state that a test
 * can take a copy of and go back to. The reaction {@code Out} collects what comes to it.
 */
final class Stream implements ReactionServices, AutoCloseable {

  private final Map<String, Map<String, Map<String, Object>>> states = new TreeMap<>();
  private final Map<String, Message> out = new LinkedHashMap<>();
  private final Timeline time;
  private final Engine engine;
  private String stamp = "";
  private int copies;
  private long sequence;

  /** Where a stream stood: what is durable. */
  record Checkpoint(Map<String, Map<String, Map<String, Object>>> states, long sequence) {}

  Stream(String rules) {
    this(rules, new Checkpoint(Map.of(), 0), Map.of());
  }

  /** Goes on from a checkpoint; what is out is out already, and passed over when it comes again. */
  Stream(String rules, Checkpoint from, Map<String, Message> out) {
    from.states().forEach((name, space) -> states.put(name, new LinkedHashMap<>(space)));
    this.sequence = from.sequence();
    this.out.putAll(out);
    this.time = new Timeline(state("time"));
    List<ReactionType> types = new ArrayList<>(ReactionTypes.installed().all());
    types.add(new Out());
    Problems problems = new Problems();
    Node node = Yaml.parse(rules, "test.yaml", problems).orElseThrow();
    Optional<RuleTree> tree = new RuleLoader(ReactionTypes.of(types), this).load(node, problems);
    assertEquals(List.of(), problems.all());
    this.engine = new Engine(tree.orElseThrow(), "here");
  }

  Checkpoint checkpoint() {
    Map<String, Map<String, Map<String, Object>>> copy = new TreeMap<>();
    states.forEach((name, space) -> copy.put(name, new LinkedHashMap<>(space)));
    return new Checkpoint(copy, sequence);
  }

  /** What came out, by stamp. */
  Map<String, Message> stamped() {
    return new LinkedHashMap<>(out);
  }

  List<Message> out() {
    return List.copyOf(out.values());
  }

  /** One field of all that came out since the last call. */
  List<String> take(String field) {
    List<String> taken = out.values().stream().map(m -> m.text(field)).toList();
    out.clear();
    return taken;
  }

  /** A message that arrives when it was made. */
  Message feed(Message message) {
    return feed(message, (long) message.number("lastupdate").orElseThrow());
  }

  Message feed(Message original, long arrived) {
    Message message = original.copy();
    sequence++;
    moved(time.pass(arrived));
    speak();
    time.arrive(message, arrived);
    speak();
    time.resume();
    begin("#" + sequence);
    run(() -> engine.run(message));
    speak();
    return message;
  }

  /** Nothing waits to be read at this time of the clock. */
  void idle(long wall) {
    moved(time.idle(wall + 1)); // which is sure of what was a second ago
    speak();
  }

  private void moved(long seconds) {
    if (seconds != 0) {
      engine.move(seconds);
    }
  }

  private void speak() {
    for (Optional<Engine.Said> said = engine.wake(time);
        said.isPresent();
        said = engine.wake(time)) {
      Engine.Said words = said.get();
      assertEquals(List.of(), words.failures());
      for (Message message : words.messages()) {
        begin("made " + time.make(message));
        run(() -> engine.run(words, message));
      }
    }
  }

  private void begin(String from) {
    stamp = from;
    copies = 0;
  }

  private interface Step {
    List<?> run() throws InterruptedException;
  }

  private static void run(Step step) {
    try {
      assertEquals(List.of(), step.run());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** How many keys are remembered by reactions of this name. */
  int remembered(String name) {
    return states.entrySet().stream()
        .filter(space -> space.getKey().startsWith(name))
        .mapToInt(space -> space.getValue().size())
        .sum();
  }

  /** Collects what comes to it. */
  private final class Out implements ReactionType {

    @Override
    public String name() {
      return "Out";
    }

    @Override
    public String summary() {
      return "";
    }

    @Override
    public Work work() {
      return Work.LOCAL;
    }

    @Override
    public Settings settings() {
      return Settings.of();
    }

    @Override
    public String example() {
      return "";
    }

    @Override
    public Reaction create(Values values, ReactionServices services) {
      return message -> {
        Message copy = message.copy();
        copy.remove("wubot_rulelog");
        if (!copy.isTrue("quiet")) {
          out.putIfAbsent(stamp + "#" + ++copies, copy);
        }
      };
    }
  }

  @Override
  public Clock clock() {
    return Clock.tickSeconds(ZoneOffset.UTC);
  }

  @Override
  public String host() {
    return "here";
  }

  @Override
  public Path home() {
    return Path.of("home");
  }

  @Override
  public EventTime time() {
    return time;
  }

  @Override
  public StateSpace state(String name) {
    return new PassingState(states.computeIfAbsent(name, n -> new LinkedHashMap<>()));
  }

  @Override
  public Outlet outlet(Path queueDirectory) {
    return message -> {};
  }

  @Override
  public void close() {
    engine.close();
  }
}
