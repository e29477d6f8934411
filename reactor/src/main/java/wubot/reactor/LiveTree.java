// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.ConfigWatcher;
import wubot.config.Diagnostic;
import wubot.config.Problems;
import wubot.config.ReferencedFiles;
import wubot.rule.Engine;
import wubot.rule.ReactionDecorator;

/**
 * The rule tree in force: it is read again when one of its files, or one that they refer to, was
 * saved, and a broken file leaves the last good one in force. Until there is a good one, there is
 * no tree and messages wait.
 */
final class LiveTree implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveTree.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private final ReactorFile file;
  private final String host;
  private final ReactionDecorator decorator;
  private final Listener listener;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Optional<ReactorFile.Loaded> next = Optional.empty(); // guarded by lock
  private List<Diagnostic> said = List.of(); // guarded by lock
  private volatile Optional<ConfigWatcher> watcher = Optional.empty();
  private volatile Optional<Tree> tree = Optional.empty(); // written by the walking thread
  private long lastLook; // of the walking thread

  /** Who wants to know about another tree. */
  interface Listener {

    /** These settings are about to be in force. */
    void taken(ReactorSettings settings);

    /** The new tree is in force. */
    void inForce();
  }

  /**
   * A tree that is not read yet.
   *
   * @param decorator how reactions are run
   * @param nanoTime a clock that is never set, in nanoseconds
   */
  LiveTree(
      ReactorFile file,
      String host,
      ReactionDecorator decorator,
      Listener listener,
      LongSupplier nanoTime) {
    this.file = file;
    this.host = host;
    this.decorator = decorator;
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.lastLook = nanoTime.getAsLong();
  }

  /** Reads the file; what is wrong with it is said, unless it is what was said the last time. */
  void reload() {
    read();
    if (isOutdated()) {
      read();
    }
  }

  /** Has the files watched that references name; included rules files are looked at in passing. */
  void watchReferences(ConfigWatcher by) {
    watcher = Optional.of(by);
    if (isOutdated()) {
      read();
    }
  }

  /** Whether a reference gives something else than when it was read, before it was watched. */
  private boolean isOutdated() {
    ReferencedFiles referenced = file.referencedFiles();
    watcher.ifPresent(by -> by.alsoWatch(referenced.paths()));
    return watcher.isPresent() && referenced.haveChanged();
  }

  private void read() {
    Problems problems = new Problems();
    Optional<ReactorFile.Loaded> loaded = file.load(problems);
    lock.lock();
    try {
      if (!problems.all().equals(said)) {
        said = problems.all();
        say(problems, loaded.isPresent());
      }
      if (loaded.isPresent()) {
        next = loaded;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void say(Problems problems, boolean usable) {
    for (Diagnostic diagnostic : problems.all()) {
      if (diagnostic.severity() == Diagnostic.Severity.ERROR) {
        LOG.error("{}", diagnostic);
      } else {
        LOG.warn("{}", diagnostic);
      }
    }
    if (!usable) {
      LOG.error(
          tree.isPresent()
              ? "The rules loaded before stay in force until that is mended."
              : "No message is handled, and none is lost, until that is mended.");
    }
  }

  /** The tree in force, the new one if the file was saved; for the walking thread. */
  Optional<Tree> current() {
    lookAtIncludes();
    Optional<ReactorFile.Loaded> loaded = take();
    if (loaded.isPresent()) {
      listener.taken(loaded.get().settings());
      if (tree.isPresent()) {
        tree.get().replace(loaded.get());
      } else {
        Engine engine = new Engine(loaded.get().rules(), host, decorator);
        tree = Optional.of(new Tree(engine, loaded.get().settings()));
      }
      LOG.info("Rules in force: {}.", loaded.get().rules().all().size());
      listener.inForce();
    }
    return tree;
  }

  private void lookAtIncludes() {
    long now = nanoTime.getAsLong();
    if (now - lastLook > LOOK_AGAIN.toNanos()) {
      lastLook = now;
      if (file.haveIncludesChanged()) {
        reload();
      }
    }
  }

  private Optional<ReactorFile.Loaded> take() {
    lock.lock();
    try {
      Optional<ReactorFile.Loaded> loaded = next;
      next = Optional.empty();
      return loaded;
    } finally {
      lock.unlock();
    }
  }

  /** How many rules are in force, empty when none can be. */
  Optional<Integer> rules() {
    return tree.map(t -> t.engine().tree().all().size());
  }

  /** How often each rule fired. */
  List<Engine.Hits> hits() {
    return tree.map(t -> t.engine().hits()).orElse(List.of());
  }

  /** What was wrong with the files when they were read last. */
  List<Diagnostic> diagnostics() {
    lock.lock();
    try {
      return said;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is a new tree or the time is over. */
  void await(Duration time) throws InterruptedException {
    lock.lock();
    try {
      long left = time.toNanos();
      while (next.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Closes all reactions; for the walking thread, when it has ended. */
  @Override
  public void close() {
    tree.ifPresent(Tree::close);
  }
}
