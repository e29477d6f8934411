// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.ConfigTree;
import wubot.config.ConfigWatcher;
import wubot.config.Listing;
import wubot.config.Problems;
import wubot.config.TreeChange;
import wubot.control.ControlClient;
import wubot.control.ControlException;
import wubot.control.ControlServer;
import wubot.control.Replay;
import wubot.control.Vitals;
import wubot.member.Membership;
import wubot.message.Message;
import wubot.metrics.CommonSamples;
import wubot.queue.Entry;
import wubot.queue.Queues;

/**
 * The monitor daemon: runs every instance that the config tree has for this host and puts what they
 * say on the main queue.
 */
public final class Monitor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);
  private static final Duration CLOCK_WATCH = Duration.ofSeconds(5);

  private final Path home;
  private final String host;
  private final Clock clock;
  private final RandomGenerator random;
  private final Queues queues;
  private final QuartzTimetable timetable;
  private final ExecutorService workers;
  private final ScheduledThreadPoolExecutor deadlines;
  private final MainQueue mainQueue;
  private final MemoryFiles memories;
  private final ConfigTree tree;
  private final Roster roster;
  private final Trial trial;
  private final MonitorStatus status;
  private final MonitorMetrics metrics;
  private volatile Optional<Rota> rota = Optional.empty(); // once a check may be shared
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private volatile boolean grouped; // whether group.yaml is there
  private ConfigWatcher watcher; // from start on
  private ScheduledFuture<?> clockWatch; // from start on
  private Optional<ControlServer> control = Optional.empty(); // from start on

  /**
   * A monitor that does nothing yet. It owns the main queue from here on.
   *
   * @param home wubot's home; directories that are missing in it are made
   * @param host this host's name
   * @param queues the queues of this process; who gives them closes them
   * @throws wubot.queue.QueueException when the main queue cannot be opened
   * @throws IOException when a directory cannot be made
   */
  public Monitor(
      Path home, String host, Clock clock, RandomGenerator random, PluginTypes types, Queues queues)
      throws IOException {
    this.home = home;
    this.host = ConfigTree.shortName(host);
    this.clock = clock;
    this.random = random;
    this.queues = queues;
    this.tree = new ConfigTree(home, this.host);
    Files.createDirectories(tree.directory().resolve("plugins"));
    this.memories = new MemoryFiles(Files.createDirectories(memories(home)));
    this.mainQueue = new MainQueue(queues.appender(mainQueue(home)));
    this.workers = Executors.newCachedThreadPool(threads("check-"));
    this.deadlines = new ScheduledThreadPoolExecutor(1, threads("deadline-"));
    deadlines.setRemoveOnCancelPolicy(true);
    this.timetable = new QuartzTimetable();
    this.trial = new Trial(tree, types, ReactServices.types(), clock);
    this.roster = new Roster(tree, types, this::make);
    Vitals vitals = Vitals.starting(ControlClient.MONITOR, this.host, home, clock);
    this.status = new MonitorStatus(vitals, roster, mainQueue, () -> rota);
    this.metrics = new MonitorMetrics(status, new CommonSamples(vitals, queues, clock));
  }

  /** The directory of the main queue below a home. */
  public static Path mainQueue(Path home) {
    return home.resolve("reactor");
  }

  /** The directory of what instances remember. */
  static Path memories(Path home) {
    return home.resolve("state/monitor");
  }

  private static ThreadFactory threads(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, prefix + number.incrementAndGet());
      thread.setDaemon(true); // a check that ignores everything must not keep the process alive
      return thread;
    };
  }

  /** Starts everything and returns. */
  public synchronized void start() {
    grouped = tree.list().group().isPresent();
    Listing listing = roster.start(checks -> FirstRun.of(checks, clock, random));
    watcher = new ConfigWatcher(tree, listing, ConfigWatcher.QUIET, this::take);
    takeReferenced();
    clockWatch =
        deadlines.scheduleWithFixedDelay(
            new ClockWatch(clock, System::nanoTime, this::clockWentBack),
            CLOCK_WATCH.toMillis(),
            CLOCK_WATCH.toMillis(),
            TimeUnit.MILLISECONDS);
    control = ControlServer.open(home, ControlClient.MONITOR, answerers());
    announce();
  }

  /** What commands may ask for. */
  private Map<String, ControlServer.Answerer> answerers() {
    Path main = mainQueue(home).toAbsolutePath().normalize();
    return Map.of(
        Replay.NAME,
        new Replay(home, queues, main::equals, clock),
        Membership.QUESTION,
        question -> groupOf().answer(question),
        Vitals.STATUS,
        question -> status.asMap());
  }

  private Membership groupOf() {
    return rota.flatMap(Rota::membership)
        .orElseThrow(
            () ->
                new ControlException(
                    "this monitor is in no group; it joins the one of config/group.yaml when a"
                        + " check has the key 'role'"));
  }

  /** On the watching thread, which may be here before {@link #start} has returned. */
  private synchronized void take(TreeChange change) {
    if (change.groupChanged()) {
      grouped = tree.list().group().isPresent();
      rota.ifPresent(Rota::look);
      roster.takeOthers(this::isShareChanged, "group.yaml as it is now", atOnce());
    }
    roster.take(change, atOnce());
    takeReferenced();
  }

  private FirstRun atOnce() {
    return FirstRun.atOnce(clock, random);
  }

  /** Whether a check that ran here alone is shared now, or the other way round. */
  private boolean isShareChanged(Runner runner) {
    Instance instance = runner.instance();
    boolean was = runner instanceof SharedRunner;
    return instance.type() instanceof CheckType
        && was != wish(instance).isPresent()
        && rota.filter(Rota::isSettled).isPresent();
  }

  private void takeReferenced() {
    watcher.alsoWatch(roster.referencedFiles()); // before the look, or a change in between is lost
    roster.takeReferenced(atOnce());
  }

  private void announce() {
    List<Runner> running = roster.running();
    long checks = running.stream().filter(r -> r.instance().type() instanceof CheckType).count();
    List<String> unusable = roster.unusable();
    LOG.info(
        "wubot monitor is ready on {}: {}, {}; home is {}.",
        host,
        counted(checks, "check"),
        counted(running.size() - checks, "service"),
        home);
    if (!unusable.isEmpty()) {
      LOG.warn(
          "Not running because of errors in their files: {}. They start when the files are mended.",
          String.join(", ", unusable));
    } else if (running.isEmpty()) {
      LOG.info(
          "There is nothing to do for the host {} yet. Save a file such as {}; it is taken up at"
              + " once.",
          host,
          tree.directory().resolve("plugins/Load/local.yaml"));
    }
  }

  static String counted(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  private void clockWentBack(Duration by) {
    LOG.warn("The clock was set back by {} s; checks keep their rhythm.", by.toSeconds());
    workers.execute(() -> roster.running().forEach(Runner::clockWentBack));
  }

  private Optional<Runner> make(Instance instance, Problems problems) {
    Envelope envelope = Envelope.of(instance, host, clock);
    Optional<React> react = trial.react(instance, problems);
    if (react.isEmpty()) {
      return Optional.empty();
    }
    if (instance.type() instanceof CheckType type) {
      Check check = type.create(instance.values(), Services.of(instance, clock, host, home));
      Optional<Runner> shared = shared(instance, type, envelope);
      if (shared.isPresent()) {
        check.close(); // it can be made; others are, whenever it runs here
        react.get().close();
        return shared;
      }
      return Optional.of(
          new CheckRunner(
              instance,
              check,
              envelope,
              react.get(),
              new OwnRhythm(instance, memories, clock),
              runners()));
    }
    ServiceType type = (ServiceType) instance.type();
    Outbox outbox =
        new Outbox(instance.key(), envelope, react.get(), mainQueue, timetable, workers, clock);
    Service service =
        type.create(
            instance.values(),
            new LiveServices(
                Services.of(instance, clock, host, home),
                queues,
                mainQueue(home),
                instance.delay(),
                outbox::put,
                metrics));
    return Optional.of(new ServiceRunner(instance, service, outbox));
  }

  private CheckRunner.Shared runners() {
    return new CheckRunner.Shared(mainQueue, timetable, workers, deadlines, clock);
  }

  /** What a group needs is loaded only when there is one, or a check that asks for one. */
  private Optional<RoleWish> wish(Instance instance) {
    if (!grouped && instance.values().find(CommonKeys.ROLE).isEmpty()) {
      return Optional.empty();
    }
    if (rota.isEmpty()) {
      rota = Optional.of(new Rota(tree, memories, clock, random, this::tell, end::complete));
    }
    return rota.get().wish(instance);
  }

  private Optional<Runner> shared(Instance instance, CheckType type, Envelope envelope) {
    return wish(instance)
        .map(
            wish ->
                rota.orElseThrow()
                    .runner(instance, wish, rhythm -> make(instance, type, envelope, rhythm)));
  }

  private void tell(Message message) {
    try {
      workers.execute(() -> mainQueue.append(List.of(Entry.of(message))));
    } catch (RejectedExecutionException e) {
      LOG.debug("Nobody hears of this any more: {}", message);
    }
  }

  private CheckRunner make(Instance instance, CheckType type, Envelope envelope, Rhythm rhythm) {
    Optional<React> react = trial.react(instance, new Problems());
    if (react.isEmpty()) {
      throw new IllegalArgumentException("react: the rules cannot be loaded any more");
    }
    Check check = type.create(instance.values(), Services.of(instance, clock, host, home));
    return new CheckRunner(instance, check, envelope, react.get(), rhythm, runners());
  }

  /** Why the daemon is to end, when a check keeps failing here and {@code group.yaml} says so. */
  public Optional<String> end() {
    return Optional.ofNullable(end.getNow(null));
  }

  /** Calls back once {@link #end} says something. */
  void onEnd(Consumer<String> listener) {
    var unused = end.thenAccept(listener);
  }

  /** Takes no new runs, interrupts those under way, and returns within a few seconds. */
  @Override
  public void close() {
    control.ifPresent(ControlServer::close);
    if (watcher != null) {
      watcher.close();
      clockWatch.cancel(false);
    }
    if (rota.isPresent()) {
      rota.get().close();
    }
    timetable.close();
    roster.close();
    workers.shutdownNow();
    deadlines.shutdownNow();
  }
}
