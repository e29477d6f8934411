// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import wubot.message.Fields;
import wubot.message.Message;

/**
 * Walks messages through a tree of rules.
 *
 * <p>For each rule whose condition holds: its name is noted in the message, its children run, then
 * its own reaction. A gate alone goes before its children, and decides whether they run. {@code
 * last_rule} ends the list it is set in and all lists around it; the reactions of the rules around
 * it still run. A failing condition or reaction is the failure of that rule alone. Calls wait for
 * each other.
 */
public final class Engine implements AutoCloseable {

  private final String host;
  private final ReactionDecorator decorator;
  private volatile Program program; // others may look at it while a message is walked

  /** What {@link #tick} gave: messages for the tree, and the reactions that failed. */
  public record Tick(List<Message> messages, List<RuleFailure> failures) {}

  /**
   * How often a rule fired.
   *
   * @param rule the rule
   * @param fired how many messages its condition held for
   * @param failed how many times it failed
   */
  public record Hits(Rule rule, long fired, long failed) {}

  /** An engine that runs reactions as they are. */
  public Engine(RuleTree tree, String host) {
    this(tree, host, ReactionDecorator.NONE);
  }

  /**
   * An engine for a tree.
   *
   * @param tree the rules; the engine closes their reactions
   * @param host the short host name, for the rule log
   * @param decorator how to run reactions
   */
  public Engine(RuleTree tree, String host, ReactionDecorator decorator) {
    this.host = host;
    this.decorator = decorator;
    this.program = new Program(tree, host, decorator, Optional.empty());
  }

  /**
   * Walks a message through the tree, changing it in place; does nothing when it carries {@code
   * last_rule} already.
   *
   * @return what failed, usually nothing
   * @throws InterruptedException when the thread was interrupted; the walk is not finished
   */
  public synchronized List<RuleFailure> run(Message message) throws InterruptedException {
    if (message.isTrue(Fields.LAST_RULE)) {
      return List.of();
    }
    Walk walk = new Walk(message, program.planner(), Optional.empty());
    walk.through(program.rules());
    return walk.failures();
  }

  /** As {@link #run(Message)}, with somebody watching. */
  public synchronized List<RuleFailure> run(Message message, RuleTrace trace)
      throws InterruptedException {
    if (message.isTrue(Fields.LAST_RULE)) {
      return List.of();
    }
    Walk walk = new Walk(message, program.planner(), Optional.of(trace));
    walk.through(program.rules());
    return walk.failures();
  }

  /**
   * Goes on with a message inside a rule that failed on it: its reaction alone acts, or, where its
   * condition failed, the rule from there on. The rules around and after it do not run.
   *
   * @param path of the rule
   * @return what failed, usually nothing; empty when there is no such rule, or it has no reaction
   * @throws InterruptedException when the thread was interrupted
   */
  public synchronized Optional<List<RuleFailure>> resume(
      String path, boolean fromCondition, Message message) throws InterruptedException {
    for (LiveRule rule : program.all()) {
      if (rule.rule().path().equals(path) && (fromCondition || rule.reacts())) {
        Walk walk = new Walk(message, program.planner(), Optional.empty());
        walk.resume(rule, fromCondition);
        return Optional.of(walk.failures());
      }
    }
    return Optional.empty();
  }

  /** Lets reactions speak up by themselves; to be called every few seconds. */
  public synchronized Tick tick(Instant now) {
    List<Message> messages = new ArrayList<>();
    List<RuleFailure> failures = new ArrayList<>();
    for (LiveRule rule : program.withReactions()) {
      try {
        messages.addAll(rule.reaction().tick(now));
      } catch (RuntimeException | StackOverflowError | LinkageError e) {
        failures.add(rule.failure(e));
      }
    }
    return new Tick(messages, failures);
  }

  /** Whether it has rules that go by event time, so that {@link #wake} has to be called. */
  public synchronized boolean keepsTime() {
    return !program.keepingTime().isEmpty();
  }

  /**
   * What the gate whose turn it is says by itself; to be walked by {@link #run(Said, Message)}
   * before {@link #wake} is called again, until there is nothing.
   */
  public synchronized Optional<Said> wake(EventTime time) {
    LiveRule first = null;
    long earliest = Long.MAX_VALUE;
    for (LiveRule rule : program.keepingTime()) {
      OptionalLong ripe = rule.reaction().ripe(time);
      if (ripe.isPresent() && ripe.getAsLong() < earliest) {
        earliest = ripe.getAsLong();
        first = rule;
      }
    }
    if (first == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Said(first, first.reaction().speak(time), List.of()));
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      return Optional.of(new Said(first, List.of(), List.of(first.failure(e))));
    }
  }

  /** What a gate said by itself. */
  public static final class Said {

    private final LiveRule by;
    private final List<Message> messages;
    private final List<RuleFailure> failures;

    Said(LiveRule by, List<Message> messages, List<RuleFailure> failures) {
      this.by = by;
      this.messages = messages;
      this.failures = failures;
    }

    /** The messages, perhaps none. */
    public List<Message> messages() {
      return messages;
    }

    /** What went wrong instead. */
    public List<RuleFailure> failures() {
      return failures;
    }

    /** The rule that said it. */
    public Rule rule() {
      return by.rule();
    }
  }

  /**
   * Walks one of the messages that a gate said: through the rules inside it, or, where there are
   * none, through all.
   *
   * @throws InterruptedException when the thread was interrupted; the walk is not finished
   */
  public synchronized List<RuleFailure> run(Said said, Message message)
      throws InterruptedException {
    Walk walk = new Walk(message, program.planner(), Optional.empty());
    walk.through(listeners(said));
    return walk.failures();
  }

  /** As {@link #run(Said, Message)}, with somebody watching. */
  public synchronized List<RuleFailure> run(Said said, Message message, RuleTrace trace)
      throws InterruptedException {
    Walk walk = new Walk(message, program.planner(), Optional.of(trace));
    walk.through(listeners(said));
    return walk.failures();
  }

  private LiveList listeners(Said said) {
    LiveList inside = said.by.children();
    return inside.rules().isEmpty() || !said.by.isGate() ? program.rules() : inside;
  }

  /** The clock was set back by so many seconds, a negative number: gates move with it. */
  public synchronized void move(long seconds) {
    program.keepingTime().forEach(rule -> rule.reaction().move(seconds));
  }

  /**
   * Lets reactions make durable what they did; to be called when a batch of messages was walked.
   *
   * @return what failed so that trying again would not help; the other reactions have settled
   * @throws ReactionFailure when one could not for now; the call may be repeated
   * @throws InterruptedException when the thread was interrupted while waiting for the outside
   */
  public synchronized List<RuleFailure> settle() throws InterruptedException {
    List<RuleFailure> failures = new ArrayList<>();
    for (LiveRule rule : program.actingOutside()) {
      try {
        rule.reaction().settle();
      } catch (UncheckedIOException e) {
        throw e;
      } catch (RuntimeException | StackOverflowError | LinkageError e) {
        if (e instanceof ReactionFailure failure && failure.isPassing()) {
          throw failure;
        }
        failures.add(rule.failure(e));
      }
    }
    return failures;
  }

  /**
   * Puts another tree in the place of this one, between two messages. Rules whose reaction has not
   * changed keep the one they have, with all it remembers.
   */
  public synchronized void replace(RuleTree tree) {
    Program old = program;
    program = new Program(tree, host, decorator, Optional.of(old));
    old.closeAllBut(program);
  }

  /** The rules that are in use. */
  public RuleTree tree() {
    return program.tree();
  }

  /** How often each rule fired since the tree was put in place, in the order of the tree. */
  public List<Hits> hits() {
    return program.all().stream().map(LiveRule::hits).toList();
  }

  /** Closes all reactions. */
  @Override
  public synchronized void close() {
    program.close();
  }
}
