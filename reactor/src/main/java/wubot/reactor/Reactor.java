// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.ConfigTree;
import wubot.config.ConfigWatcher;
import wubot.config.Listing;
import wubot.config.Problems;
import wubot.config.TreeChange;
import wubot.control.ControlClient;
import wubot.control.ControlServer;
import wubot.control.Replay;
import wubot.control.Vitals;
import wubot.dead.DeadLetters;
import wubot.metrics.CommonSamples;
import wubot.queue.QueueView;
import wubot.queue.Queues;
import wubot.rule.ReactionTypes;
import wubot.rule.Timeline;

/**
 * The running reactor: it reads the rules, walks the queue in a thread of its own, and follows
 * changes of the rules, until it is stopped.
 */
public final class Reactor implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Reactor.class);
  private static final String CURSOR = "reactor";
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  /**
   * What a reactor is given.
   *
   * @param home wubot's home
   * @param host the short host name
   * @param clock the time, in the time zone of the host
   * @param queues the queues of this process; the reactor does not close them
   * @param types the reactions that rules may name
   * @param milestones called between the steps of a batch with the name of the step, for tests of
   *     crashes; does nothing otherwise
   */
  public record Setup(
      Path home,
      String host,
      Clock clock,
      Queues queues,
      ReactionTypes types,
      Consumer<String> milestones) {

    /** With everything that is installed. */
    public static Setup of(Path home, String host, Clock clock, Queues queues) {
      return new Setup(home, host, clock, queues, ReactionTypes.installed(), milestone -> {});
    }
  }

  private final Setup setup;
  private final ConfigTree config;
  private final DurableState state;
  private final Path input;
  private final LetterDesk desk;
  private final ReactorStatus status;
  private final MetricsPort metrics;
  private final Thread thread;
  private volatile Optional<Walk> walk = Optional.empty();
  private volatile boolean stopping;
  private volatile Optional<Throwable> end = Optional.empty();

  private Reactor(Setup setup) {
    this.setup = setup;
    this.config = new ConfigTree(setup.home(), setup.host());
    this.state = new DurableState(stateDirectory(setup.home()));
    this.input = inputQueue();
    this.desk = new LetterDesk(setup.home(), setup.queues(), setup.clock(), () -> walk);
    Vitals vitals =
        Vitals.starting(ControlClient.REACTOR, setup.host(), setup.home(), setup.clock());
    this.status = new ReactorStatus(vitals, desk);
    this.metrics =
        new MetricsPort(
            new ReactorMetrics(status, new CommonSamples(vitals, setup.queues(), setup.clock())));
    this.thread = new Thread(this::run, "reactor");
  }

  /**
   * Starts a reactor.
   *
   * @throws java.io.UncheckedIOException when its state cannot be read or written
   */
  public static Reactor start(Setup setup) {
    Reactor reactor = new Reactor(setup);
    reactor.thread.start();
    return reactor;
  }

  /** Where the reactor keeps what it remembers. */
  static Path stateDirectory(Path home) {
    return home.resolve("state").resolve("reactor");
  }

  /** The queue as the file names it now: another one is taken up at the next start. */
  private Path inputQueue() {
    return new ReactorFile(
            config, setup.types(), settings -> new NoServices(setup.host(), setup.home()))
        .load(new Problems())
        .map(loaded -> loaded.settings().queue())
        .orElseGet(() -> setup.home().resolve("reactor"));
  }

  private void run() {
    Optional<ControlServer> control = listen();
    try {
      QueueView queue = awaitQueue();
      if (!stopping) {
        run(queue);
      }
    } catch (InterruptedException e) {
      LOG.warn("Stopped in the middle of a batch; it is repeated at the next start.");
    } catch (RuntimeException | Error e) {
      LOG.error("The reactor ends: {}", e.toString(), e);
      end = Optional.of(e);
    } finally {
      control.ifPresent(ControlServer::close);
      metrics.close();
      state.close();
    }
  }

  /** What commands may ask for. */
  private Optional<ControlServer> listen() {
    Replay replay =
        new Replay(
            setup.home(), setup.queues(), queue -> !queue.equals(mainQueue()), setup.clock());
    return ControlServer.open(
        setup.home(),
        ControlClient.REACTOR,
        Map.of(
            Replay.NAME,
            replay,
            "dead-replay",
            desk::replay,
            "dead-drop",
            desk::drop,
            Vitals.STATUS,
            question -> status.asMap()));
  }

  /** The one that the monitor owns. */
  private Path mainQueue() {
    return setup.home().resolve("reactor").toAbsolutePath().normalize();
  }

  /** A monitor makes the queue; until it has, there is nothing to do. */
  private QueueView awaitQueue() throws InterruptedException {
    QueueView queue = setup.queues().view(input);
    if (queue.incarnation() == 0) {
      LOG.warn("There is no queue {} yet; a monitor makes it when it starts.", input);
    }
    while (queue.incarnation() == 0 && !stopping) {
      Thread.sleep(LOOK_AGAIN.toMillis()); // another process makes it
    }
    return queue;
  }

  private void run(QueueView queue) throws InterruptedException {
    Diary diary = new Diary(DiaryReader.directory(setup.home()), setup.clock());
    Effects effects =
        new Effects(setup.queues(), Links.name(setup.host(), queue.incarnation()), diary);
    Couriers couriers =
        new Couriers(setup.queues(), setup.home(), setup.host(), effects::outlet, setup.clock());
    Timeline time = new Timeline(state.space("time"));
    ReactorFile file =
        new ReactorFile(
            config,
            setup.types(),
            settings ->
                new LiveServices(
                    setup.clock(),
                    setup.host(),
                    setup.home(),
                    input,
                    time,
                    state::space,
                    effects::outlet));
    Listing listing = config.list();
    try (LiveTree trees =
            new LiveTree(
                file,
                setup.host(),
                (rule, reaction) -> diary.around(rule, couriers.decorate(rule, reaction)),
                new Listener(couriers, diary, file),
                System::nanoTime);
        diary;
        var cursor = queue.cursor(CURSOR)) {
      trees.reload();
      try (ConfigWatcher watcher =
          new ConfigWatcher(
              config, listing, ConfigWatcher.QUIET, change -> follow(change, trees))) {
        trees.watchReferences(watcher);
        Walk walking =
            new Walk(
                new Walk.Source(cursor, queue.incarnation()),
                state,
                new Saying(effects, time),
                trees,
                effects.outlet(DeadLetters.queue(setup.home())),
                setup.host(),
                new Walk.Surroundings(
                    setup.clock(),
                    System::nanoTime,
                    new Patience(Duration.ofMillis(200), Duration.ofSeconds(10)),
                    setup.milestones()));
        walk = Optional.of(walking);
        status.reads(new ReactorStatus.Parts(walking, trees, couriers));
        if (!stopping) {
          LOG.info("Reading queue {}; messages waiting: {}.", input, cursor.depth());
          walking.run();
        }
      } finally {
        couriers.stop(Duration.ofSeconds(3));
      }
    }
  }

  private static void follow(TreeChange change, LiveTree trees) {
    if (change.reactorChanged() || !change.others().isEmpty()) {
      trees.reload();
    }
  }

  private final class Listener implements LiveTree.Listener {

    private final Couriers couriers;
    private final Diary diary;
    private final ReactorFile file;
    private final KeptTrees trees = new KeptTrees(setup.home());

    Listener(Couriers couriers, Diary diary, ReactorFile file) {
      this.couriers = couriers;
      this.diary = diary;
      this.file = file;
    }

    @Override
    public void taken(ReactorSettings settings) {
      couriers.giveUpAfter(settings.giveUpAfter());
      diary.keep(settings.keepDiary());
      if (!settings.keepDiary().isZero()) {
        diary.tree(trees.keep(config.directory(), file.files(), setup.clock().instant()));
      }
      metrics.listen(settings.metrics());
      if (!settings.queue().equals(input)) {
        LOG.warn("The other queue, {}, is read from the next start on.", settings.queue());
      }
    }

    @Override
    public void inForce() {
      couriers.reportOrphans();
    }
  }

  /** How many messages have been walked through the rules since the start. */
  public long handled() {
    return walk.map(Walk::handled).orElse(0L);
  }

  /** How many times a rule has failed since the start. */
  public long failed() {
    return walk.map(Walk::failed).orElse(0L);
  }

  /**
   * Stops after the message at hand.
   *
   * @param deadline how long that may take; then its batch is given up, to be repeated at the next
   *     start
   * @throws InterruptedException when the calling thread was interrupted while waiting
   */
  public void stop(Duration deadline) throws InterruptedException {
    stopping = true;
    walk.ifPresent(Walk::stop);
    thread.join(Math.max(1, deadline.toMillis()));
    if (thread.isAlive()) {
      thread.interrupt();
      thread.join(Duration.ofSeconds(5).toMillis());
    }
  }

  /**
   * Waits until the reactor has ended.
   *
   * @return why, when it was not stopped
   */
  public Optional<Throwable> await() throws InterruptedException {
    thread.join();
    return end;
  }

  /** Stops within ten seconds. */
  @Override
  public void close() {
    try {
      stop(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
