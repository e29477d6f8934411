// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.ConfigTree;
import wubot.config.Diagnostic;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.control.ControlClient;
import wubot.control.ControlException;
import wubot.control.ControlServer;
import wubot.control.Problem;
import wubot.control.Replay;
import wubot.control.Vitals;
import wubot.member.GroupFile;
import wubot.member.GroupSettings;
import wubot.member.Membership;
import wubot.metrics.CommonSamples;
import wubot.queue.QueueView;
import wubot.queue.Queues;
import wubot.rule.ReactionTypes;

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
  private final News news = new News();
  private final Thread thread;
  private volatile Optional<Lane> lane = Optional.empty();
  private volatile Optional<Walk> walk = Optional.empty();
  private volatile Optional<Fellowship> group = Optional.empty();
  private volatile boolean stopping;
  private volatile boolean rejoining;
  private volatile Optional<GroupSettings> agreed = Optional.empty(); // saved last without errors
  private volatile List<Diagnostic> told = List.of(); // of a file that is not in force
  private long looked; // at the group's file, while waiting for others; of the thread
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
      do {
        rejoining = false;
        group = joinGroup();
        QueueView queue = awaitQueue();
        if (!stopping) {
          run(queue);
        }
        if (rejoining) {
          group.ifPresent(Fellowship::close);
          group = Optional.empty();
        }
      } while (rejoining && !stopping);
    } catch (InterruptedException e) {
      LOG.warn("Stopped in the middle of a batch; it is repeated at the next start.");
    } catch (RuntimeException | Error e) {
      LOG.error("The reactor ends: {}", e.toString(), e);
      end = Optional.of(e);
    } finally {
      control.ifPresent(ControlServer::close);
      group.ifPresent(Fellowship::close);
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
            Membership.QUESTION,
            question -> groupOf().answer(question),
            Vitals.STATUS,
            question -> status.asMap()));
  }

  private Membership groupOf() {
    return group
        .map(Fellowship::membership)
        .orElseThrow(
            () ->
                new ControlException(
                    status
                        .group()
                        .map(why -> "this reactor has not joined its group: " + why.what())
                        .orElse("this reactor is in no group; config/group.yaml would name one")));
  }

  /** Messages wait while the group's file is wrong: acting alone would do things twice. */
  private Optional<Fellowship> joinGroup() throws InterruptedException {
    GroupFile file = new GroupFile(config);
    List<Diagnostic> said = List.of();
    while (file.isThere() && !stopping) {
      Problems problems = new Problems();
      Optional<GroupSettings> settings = file.load(problems).or(() -> agreed);
      if (settings.isPresent()) {
        try {
          status.group(Fellowship.waits(settings.get()));
          Optional<Fellowship> joined =
              Fellowship.join(settings.get(), setup.home(), () -> isInVain(file, settings.get()));
          if (joined.isPresent()) {
            agreed = settings;
            judged(problems);
            return joined;
          }
          continue; // the file says something else now, or the reactor is to stop
        } catch (IllegalArgumentException e) { // of the store's address
          problems.error(Place.of("group.yaml"), "store: " + e.getMessage(), "");
        }
      }
      if (!problems.all().equals(said)) {
        said = problems.all();
        said.forEach(diagnostic -> LOG.error("{}", diagnostic));
        LOG.error("No message is handled, and none is lost, until that is mended.");
        status.group(error(problems).map(e -> Problem.ill("no message is handled: " + e)));
      }
      Thread.sleep(LOOK_AGAIN.toMillis()); // somebody mends it
    }
    status.group(Optional.empty());
    return Optional.empty();
  }

  private static Optional<Diagnostic> error(Problems problems) {
    return problems.all().stream()
        .filter(diagnostic -> diagnostic.severity() == Diagnostic.Severity.ERROR)
        .findFirst();
  }

  /** Tells of errors in the file while another one, saved earlier, is in force. */
  private void judged(Problems problems) {
    Optional<Diagnostic> error = error(problems);
    status.group(error.map(e -> Problem.notable("the saved group.yaml is not in force: " + e)));
    if (error.isPresent() && !problems.all().equals(told)) {
      problems.all().forEach(diagnostic -> LOG.error("{}", diagnostic));
      LOG.error("The group stays as it was until that is mended.");
    }
    told = problems.all();
  }

  /** Whether waiting for others has lost its reason: the file has others, or the reactor stops. */
  private boolean isInVain(GroupFile file, GroupSettings waiting) {
    long now = System.nanoTime();
    if (stopping || now - looked < LOOK_AGAIN.toNanos()) {
      return stopping;
    }
    looked = now;
    Optional<GroupSettings> next = file.load(new Problems());
    return !file.isThere() || next.filter(other -> !other.equals(waiting)).isPresent();
  }

  /** A group file that was saved is in force at once; a wrong one leaves the last one in force. */
  private void rejoin() {
    GroupFile file = new GroupFile(config);
    Problems problems = new Problems();
    Optional<GroupSettings> next = file.load(problems);
    judged(problems);
    if (next.isEmpty() && file.isThere()) {
      return;
    }
    if (!next.equals(group.map(Fellowship::settings))) {
      LOG.info("group.yaml has changed: the reactor leaves its group and joins as it says now.");
      agreed = next;
      rejoining = true;
      lane.ifPresent(Lane::stop);
    }
  }

  private void giveUp(String why) {
    LOG.error("The reactor ends, as group.yaml says: {}", why);
    end = Optional.of(new IllegalStateException(why));
    stopping = true;
    lane.ifPresent(Lane::stop);
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
    KeptTrees kept = new KeptTrees(setup.home());
    Lane.Surroundings around =
        new Lane.Surroundings(
            setup,
            config,
            input,
            group,
            news,
            new Lane.Listening() {
              @Override
              public void taken(ReactorSettings settings, Diary diary, ReactorFile file) {
                Reactor.this.taken(settings, diary, file, kept);
              }

              @Override
              public void groupChanged() {
                rejoin();
              }
            },
            this::opened,
            view -> view.cursor(CURSOR));
    lane =
        Optional.of(
            new Lane(
                new Lane.Course(
                    "",
                    "",
                    DiaryReader.directory(setup.home()),
                    group.map(Fellowship::here).orElse(record -> true),
                    () -> true),
                around,
                state));
    group.ifPresent(g -> g.follow(queue, around, this::giveUp));
    if (!stopping) {
      lane.get().run(queue);
    }
  }

  private void taken(ReactorSettings settings, Diary diary, ReactorFile file, KeptTrees kept) {
    if (!settings.keepDiary().isZero()) {
      diary.tree(kept.keep(config.directory(), file.files(), setup.clock().instant()));
    }
    metrics.listen(settings.metrics());
    if (!settings.queue().equals(input)) {
      LOG.warn("The other queue, {}, is read from the next start on.", settings.queue());
    }
  }

  private void opened(Lane.Parts parts) {
    walk = Optional.of(parts.walk());
    status.reads(
        new ReactorStatus.Parts(
            parts.walk(), parts.trees(), parts.couriers(), group.map(Fellowship::membership)));
    group.ifPresent(g -> g.reads(parts));
    if (!new GroupFile(config).load(new Problems()).equals(group.map(Fellowship::settings))) {
      rejoin(); // it was saved after it was read, and before anybody watched it
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
    lane.ifPresent(Lane::stop);
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
