// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.ConfigFile;
import wubot.config.ConfigTree;
import wubot.config.Problems;
import wubot.metrics.MetricSource;
import wubot.queue.QueueAppender;
import wubot.queue.QueueView;
import wubot.queue.Queues;
import wubot.rule.ReactionTypes;

/** Makes instances as the daemon does, but starts nothing: to see whether they can be made. */
final class Trial {

  private static final Logger LOG = LoggerFactory.getLogger(Trial.class);

  private final ConfigTree tree;
  private final PluginTypes types;
  private final ReactionTypes reactions;
  private final Clock clock;

  Trial(ConfigTree tree, PluginTypes types, ReactionTypes reactions, Clock clock) {
    this.tree = tree;
    this.types = types;
    this.reactions = reactions;
    this.clock = clock;
  }

  /**
   * Tries one file; everything that is wrong with it is among the problems.
   *
   * @return what could be read
   */
  Optional<Instance> tryOut(ConfigFile file, Problems problems) {
    Optional<Instance> read = new InstanceReader(tree, types).read(file, problems);
    if (read.isEmpty()) {
      return read;
    }
    Instance instance = read.get();
    instance.react().flatMap(rules -> react(instance, problems)).ifPresent(React::close);
    Services services = Services.of(instance, clock, tree.host(), tree.home());
    try {
      if (!instance.values().isComplete()) {
        LOG.debug("{} is not made: it needs what only its host has.", instance.key());
      } else if (instance.type() instanceof CheckType type) {
        type.create(instance.values(), services).close();
      } else if (instance.type() instanceof ServiceType type) {
        type.create(instance.values(), forNoService(services, instance)).close();
      }
      Problems found = problems.fresh();
      instance.type().judge(instance.values(), services, found);
      found.all().forEach(d -> problems.add(instance.values().redact(d)));
      problems.referencedFiles().addAll(found.referencedFiles());
    } catch (IllegalArgumentException e) {
      String problem = String.valueOf(e.getMessage());
      problems.error(instance.placeOf(problem), instance.values().redact(problem), "");
    }
    return read;
  }

  /** The rules of an instance; those that change nothing when there are none. */
  Optional<React> react(Instance instance, Problems problems) {
    return instance.react().isEmpty()
        ? Optional.of(React.NONE)
        : RuleReact.load(
            instance.key(),
            instance.react().get(),
            reactions,
            new ReactServices(clock, tree.host(), tree.home()),
            problems);
  }

  /** For a service that is made and not started; nobody listens to what it says. */
  private static ServiceServices forNoService(Services basic, Instance instance) {
    return new LiveServices(
        basic,
        new NoQueues(),
        Monitor.mainQueue(basic.home()),
        instance.delay(),
        message -> {},
        MetricSource.NOTHING);
  }

  /** Judging must not open, make or own a queue. */
  private static final class NoQueues implements Queues {

    @Override
    public QueueAppender appender(Path directory) {
      throw new IllegalStateException("a service opened a queue before it was started");
    }

    @Override
    public QueueView view(Path directory) {
      throw new IllegalStateException("a service opened a queue before it was started");
    }

    @Override
    public void close() {}
  }
}
