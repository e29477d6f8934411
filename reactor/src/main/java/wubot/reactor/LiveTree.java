// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.Diagnostic;
import wubot.config.Problems;
import wubot.rule.Engine;
import wubot.rule.ReactionDecorator;

/**
 * The rule tree in force: it is read again when its file was saved, and a broken file leaves the
 * last good one in force. Until there is a good one, there is no tree and messages wait.
 */
final class LiveTree implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveTree.class);

  private final ReactorFile file;
  private final String host;
  private final ReactionDecorator decorator;
  private final Consumer<ReactorSettings> taken;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Optional<ReactorFile.Loaded> next = Optional.empty(); // guarded by lock
  private List<Diagnostic> said = List.of(); // guarded by lock
  private Optional<Tree> tree = Optional.empty(); // of the walking thread

  /**
   * A tree that is not read yet.
   *
   * @param decorator how reactions are run
   * @param taken told of the settings of each tree before it is put in force
   */
  LiveTree(
      ReactorFile file, String host, ReactionDecorator decorator, Consumer<ReactorSettings> taken) {
    this.file = file;
    this.host = host;
    this.decorator = decorator;
    this.taken = taken;
  }

  /** Reads the file; what is wrong with it is said, unless it is what was said the last time. */
  void reload() {
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
    Optional<ReactorFile.Loaded> loaded = take();
    if (loaded.isPresent()) {
      taken.accept(loaded.get().settings());
      if (tree.isPresent()) {
        tree.get().replace(loaded.get());
      } else {
        Engine engine = new Engine(loaded.get().rules(), host, decorator);
        tree = Optional.of(new Tree(engine, loaded.get().settings()));
      }
      LOG.info("{} rules are in force.", loaded.get().rules().all().size());
    }
    return tree;
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
