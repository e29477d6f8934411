// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.ConfigFile;
import wubot.config.ConfigTree;
import wubot.config.Diagnostic;
import wubot.config.Listing;
import wubot.config.Problems;
import wubot.config.ReferencedFiles;
import wubot.config.TreeChange;

/**
 * Which instances run: it follows the config tree, instance by instance. A file that cannot be used
 * is reported once for each time it changes, and what ran before goes on running.
 */
final class Roster implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

  /** Leaves the daemon time to close its queues. */
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(8);

  private static final String SAVED = "the saved config";
  private static final String REFERENCED = "a changed file that its config refers to";

  /** Makes runners, which are started later. */
  interface Maker {

    /**
     * Makes the runner of an instance; touches nothing outside yet.
     *
     * @return empty when there was an error among the problems
     * @throws IllegalArgumentException when its values do not go together
     */
    Optional<Runner> make(Instance instance, Problems problems);
  }

  private final ConfigTree tree;
  private final InstanceReader reader;
  private final Maker maker;

  // guarded by this
  private final Map<String, Runner> running = new TreeMap<>();
  private final Map<String, ConfigFile> unusable = new LinkedHashMap<>();
  private final Map<String, Reading> readings = new TreeMap<>();
  private List<Diagnostic> told = List.of();
  private boolean closed;

  /** A file that was read, usable or not, and the files that it referred to. */
  private record Reading(ConfigFile file, ReferencedFiles referenced) {}

  Roster(ConfigTree tree, PluginTypes types, Maker maker) {
    this.tree = tree;
    this.reader = new InstanceReader(tree, types);
    this.maker = maker;
  }

  /**
   * Starts everything that the tree has: the checks first, then the services.
   *
   * @param firstRuns tells when checks run first, by how many there are
   * @return what the tree had
   */
  synchronized Listing start(IntFunction<FirstRun> firstRuns) {
    Listing listing = tree.list();
    tellAbout(listing);
    Map<ConfigFile, Instance> usable = new LinkedHashMap<>();
    listing.instances().forEach(file -> read(file).ifPresent(i -> usable.put(file, i)));
    usable.values().removeIf(instance -> !instance.enabled());
    int checks = (int) usable.values().stream().filter(i -> i.type() instanceof CheckType).count();
    FirstRun first = firstRuns.apply(checks);
    usable.forEach((file, i) -> startIf(i.type() instanceof CheckType, file, i, first));
    usable.forEach((file, i) -> startIf(i.type() instanceof ServiceType, file, i, first));
    return listing;
  }

  private void startIf(boolean wanted, ConfigFile file, Instance instance, FirstRun first) {
    if (wanted) {
      start(file, instance, first);
    }
  }

  /** Takes up what changed in the tree. */
  synchronized void take(TreeChange change, FirstRun first) {
    if (closed) {
      return;
    }
    tellAbout(tree.list());
    for (ConfigFile file : change.removed()) {
      unusable.remove(file.key());
      readings.remove(file.key());
      stop(file.key(), "its file is gone");
    }
    change.added().forEach(file -> replace(file, SAVED, first));
    change.changed().forEach(file -> replace(file, SAVED, first));
  }

  /** The files that the config of any instance refers to, missing ones included. */
  synchronized Set<Path> referencedFiles() {
    Set<Path> files = new TreeSet<>();
    readings.values().forEach(reading -> files.addAll(reading.referenced().paths()));
    return files;
  }

  /** Takes up the instances that refer to a file that is not as it was when they were read. */
  synchronized void takeReferenced(FirstRun first) {
    if (closed) {
      return;
    }
    List<Reading> outdated =
        readings.values().stream().filter(r -> r.referenced().haveChanged()).toList();
    outdated.forEach(reading -> replace(reading.file(), REFERENCED, first));
  }

  /** Makes those anew that are to run in another way now. */
  synchronized void takeOthers(Predicate<Runner> isOther, String news, FirstRun first) {
    List<Runner> others = running.values().stream().filter(isOther).toList();
    if (!closed) {
      others.forEach(one -> replace(readings.get(one.instance().key()).file(), news, first));
    }
  }

  private void replace(ConfigFile file, String news, FirstRun first) {
    Optional<Instance> instance = read(file);
    if (instance.isEmpty()) {
      if (running.containsKey(file.key())) {
        LOG.warn("{} goes on with its last good config.", file.key());
      }
      return;
    }
    boolean known = running.containsKey(file.key());
    if (!instance.get().enabled()) {
      stop(file.key(), "it is not enabled");
      return;
    }
    if (start(file, instance.get(), first)) {
      LOG.info("{} {} with {}.", file.key(), known ? "restarted" : "started", news);
    } else if (known) {
      LOG.warn("{} goes on with its last good config.", file.key());
    }
  }

  private Optional<Instance> read(ConfigFile file) {
    Problems problems = new Problems();
    Optional<Instance> instance = reader.read(file, problems);
    problems.all().forEach(Roster::tell);
    readings.put(file.key(), new Reading(file, problems.referencedFiles()));
    if (instance.isEmpty()) {
      unusable.put(file.key(), file);
    } else {
      unusable.remove(file.key());
    }
    return instance;
  }

  /** Starts an instance in place of the one that runs; that one goes on when it cannot be made. */
  private boolean start(ConfigFile file, Instance instance, FirstRun first) {
    Optional<Runner> made = make(instance);
    if (made.isEmpty()) {
      unusable.put(file.key(), file);
      return false;
    }
    Runner old = running.put(instance.key(), made.get());
    if (old != null) {
      old.close();
    }
    made.get().start(first);
    return true;
  }

  private Optional<Runner> make(Instance instance) {
    Problems problems = new Problems();
    try {
      Optional<Runner> made = maker.make(instance, problems);
      problems.all().forEach(Roster::tell);
      return made;
    } catch (IllegalArgumentException e) {
      String problem = String.valueOf(e.getMessage());
      String told = instance.values().redact(problem);
      tell(Diagnostic.error(instance.placeOf(problem), told, ""));
    } catch (RuntimeException | LinkageError e) { // a plugin's mistake stays that plugin's
      String told = instance.values().redact(e.toString());
      LOG.error("{} cannot be made: {}", instance.key(), told);
    } finally {
      readings.get(instance.key()).referenced().addAll(problems.referencedFiles()); // its rules'
    }
    return Optional.empty();
  }

  private void stop(String key, String reason) {
    Runner runner = running.remove(key);
    if (runner != null) {
      runner.close();
      LOG.info("{} stopped: {}.", key, reason);
    }
  }

  private void tellAbout(Listing now) {
    List<Diagnostic> found =
        now.diagnostics().stream().filter(d -> d.severity() != Diagnostic.Severity.NOTE).toList();
    found.stream().filter(d -> !told.contains(d)).forEach(Roster::tell);
    told = found;
  }

  private static void tell(Diagnostic diagnostic) {
    switch (diagnostic.severity()) {
      case ERROR -> LOG.error("{}", diagnostic);
      case WARNING -> LOG.warn("{}", diagnostic);
      case NOTE -> LOG.debug("{}", diagnostic);
    }
  }

  /** What runs now. */
  synchronized List<Runner> running() {
    return List.copyOf(running.values());
  }

  /** The keys of files that could not be used. */
  synchronized List<String> unusable() {
    return List.copyOf(unusable.keySet());
  }

  /**
   * Stops everything at once: all checks are interrupted, then all are closed beside each other, so
   * that many that take their time take no longer than one.
   */
  @Override
  public synchronized void close() {
    closed = true;
    running.values().forEach(Runner::stop);
    Map<String, Thread> closing = new LinkedHashMap<>();
    running.forEach(
        (key, runner) -> {
          Thread thread = new Thread(runner::close, "stop " + key);
          thread.setDaemon(true);
          thread.start();
          closing.put(key, thread);
        });
    long end = System.nanoTime() + CLOSE_WITHIN.toNanos();
    try {
      for (Map.Entry<String, Thread> one : closing.entrySet()) {
        one.getValue().join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        if (one.getValue().isAlive()) {
          LOG.warn("{} does not stop in time and is left behind.", one.getKey());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running.clear();
  }
}
