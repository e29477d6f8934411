// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.ConfigTree;
import wubot.config.Diagnostic;
import wubot.config.Problems;
import wubot.control.ControlClient;
import wubot.control.Problem;
import wubot.control.Version;
import wubot.group.Grant;
import wubot.group.MemberStatus;
import wubot.group.RoleEvent;
import wubot.group.RoleSettings;
import wubot.group.StartBarrier;
import wubot.member.GroupFile;
import wubot.member.GroupMetrics;
import wubot.member.GroupSettings;
import wubot.member.Membership;
import wubot.message.Message;
import wubot.metrics.MetricPage;

/** This monitor among those of its group, and which of the checks that they share run here. */
final class Rota implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Rota.class);
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final ConfigTree tree;
  private final MemoryFiles memories;
  private final Clock clock;
  private final RandomGenerator random;
  private final Consumer<Message> queue;
  private final Consumer<String> giveUp;
  private final GroupFile file;

  // guarded by this
  private final Map<String, Post> posts = new TreeMap<>();
  private final Map<String, SharedRunner> expected = new TreeMap<>();
  private volatile Optional<GroupSettings> settings = Optional.empty();
  private volatile Optional<Membership> membership = Optional.empty();
  private Optional<Thread> beginning = Optional.empty();
  private boolean begun;
  private boolean closed;
  private volatile String trouble = ""; // with the file as it stands
  private String told = "";
  private List<Diagnostic> said = List.of();

  /**
   * Of a monitor; joins no group before a check needs it.
   *
   * @param queue takes messages about checks that move; must return at once
   * @param giveUp told why the daemon is to end, because a check keeps failing here
   */
  Rota(
      ConfigTree tree,
      MemoryFiles memories,
      Clock clock,
      RandomGenerator random,
      Consumer<Message> queue,
      Consumer<String> giveUp) {
    this.tree = tree;
    this.memories = memories;
    this.clock = clock;
    this.random = random;
    this.queue = queue;
    this.giveUp = giveUp;
    this.file = new GroupFile(tree);
    read();
  }

  /** How the group shares an instance: as its file says, or {@code group.yaml}; empty for not. */
  synchronized Optional<RoleWish> wish(Instance instance) {
    Optional<RoleWish> own = instance.role(tree.home());
    if (own.isPresent()) {
      return own;
    }
    return CheckRoles.base(CheckRoles.name(instance), settings)
        .map(role -> RoleWish.usual(instance.place()));
  }

  /** A runner for an instance that is shared. */
  synchronized SharedRunner runner(Instance instance, RoleWish wish, SharedRunner.Maker maker) {
    SharedRunner runner = new SharedRunner(instance, wish, maker, this);
    expected.put(instance.key(), runner); // it replaces one of its key that still runs
    return runner;
  }

  /** Takes an instance on; joins the group if that was not needed before. */
  void seat(SharedRunner runner, FirstRun first) {
    Optional<Post> there;
    synchronized (this) {
      expected.remove(runner.instance().key(), runner);
      join();
      there = Optional.ofNullable(posts.get(runner.instance().key()));
      if (there.isPresent() && !isAlike(there.get().seated(), runner)) {
        remove(there.get());
        there = Optional.empty();
      }
      if (there.isEmpty()) {
        Post post = new Post(runner, this::rhythm, this::held, FirstRun.of(1, clock, random));
        posts.put(runner.instance().key(), post);
        take(post);
      }
    }
    there.ifPresent(post -> post.seat(runner, first));
  }

  /** Whether one replaces the other without anybody else noticing. */
  private boolean isAlike(SharedRunner one, SharedRunner other) {
    boolean round = one.wish().sharing() == Sharing.ROUND_ROBIN;
    if (round != (other.wish().sharing() == Sharing.ROUND_ROBIN)) {
      return false;
    }
    return round
        ? one.wish().nodes().equals(other.wish().nodes())
            && one.instance().delay().equals(other.instance().delay())
            && one.instance().timeout().equals(other.instance().timeout())
        : role(one).equals(role(other));
  }

  private void take(Post post) {
    if (membership.isEmpty() || closed) {
      return;
    }
    SharedRunner runner = post.seated();
    if (runner.wish().sharing() != Sharing.ROUND_ROBIN) {
      membership.get().role(role(runner), post);
    } else if (begun) {
      RoundTurns.Company company =
          new RoundTurns.Company(
              membership.get().settings().node(),
              name(),
              () -> live(runner.wish().allNodes()),
              this::lives);
      List<String> nodes = runner.wish().allNodes();
      if (nodes.isEmpty() || nodes.contains(company.node())) {
        Duration timeout = runner.instance().timeout();
        post.give(new RoundTurns(company, runner.instance().delay(), timeout, System::nanoTime));
      }
    }
  }

  private String name() {
    Membership group = membership.orElseThrow();
    return group.settings().node() + "#" + group.member().incarnation();
  }

  private boolean lives(String name) {
    return membership.orElseThrow().member().members().stream()
        .anyMatch(one -> one.alive() && name.equals(one.node() + "#" + one.incarnation()));
  }

  private List<String> live(List<String> among) {
    Membership group = membership.orElseThrow();
    List<String> names = new ArrayList<>();
    for (MemberStatus one : group.member().members()) {
      boolean self = one.node().equals(group.settings().node());
      if ((one.alive() || self) && (among.isEmpty() || among.contains(one.node()))) {
        names.add(one.node());
      }
    }
    return names;
  }

  /** How the role of a check moves. */
  private RoleSettings role(SharedRunner runner) {
    return CheckRoles.of(runner, settings);
  }

  private Rhythm rhythm(SharedRunner runner, Turns turns) {
    Membership group = membership.orElseThrow();
    Instance instance = runner.instance();
    RoleWish wish = runner.wish();
    String key = group.member().settings().group() + "/tick/" + instance.key();
    boolean regardless = role(runner).onStoreLoss() == RoleSettings.OnStoreLoss.CONTINUE;
    return new SharedRhythm(
        instance,
        Slots.of(instance.key(), instance.delay(), wish.misfire(), wish.most()),
        new SlotBook(group.store(), key),
        turns,
        regardless,
        new OwnRhythm(instance, memories, clock),
        clock);
  }

  private Turns held(Grant grant) {
    return new HeldTurns(membership.orElseThrow().settings().node(), name(), grant);
  }

  /** What of an instance runs here. */
  Optional<CheckRunner> running(SharedRunner runner) {
    Optional<Post> post;
    synchronized (this) {
      post = Optional.ofNullable(posts.get(runner.instance().key()));
    }
    return post.filter(one -> one.seated() == runner).flatMap(Post::running);
  }

  /** Ends an instance, unless another state of it follows; then only what runs of it. */
  void leave(SharedRunner runner) {
    running(runner).ifPresent(CheckRunner::close);
    synchronized (this) {
      String key = runner.instance().key();
      Optional<Post> post = Optional.ofNullable(posts.get(key));
      boolean followed = expected.containsKey(key) && expected.get(key) != runner;
      if (!followed && post.isPresent() && post.get().seated() == runner) {
        remove(post.get());
      }
    }
  }

  private void remove(Post post) {
    SharedRunner runner = post.seated();
    posts.remove(runner.instance().key());
    if (runner.wish().sharing() == Sharing.ROUND_ROBIN) {
      post.stop("its file is another");
    } else {
      membership.ifPresent(group -> group.roles().remove(runner.role()));
    }
  }

  /** After {@code group.yaml} was saved: it is in force at once; a wrong one changes nothing. */
  synchronized void look() {
    Optional<GroupSettings> before = membership.map(Membership::settings);
    read();
    if (before.isPresent() && settings.isEmpty() && file.isThere()) {
      settings = before;
      LOG.error("The group stays as it was until that is mended.");
    }
    if (before.isPresent() && !settings.equals(before)) {
      LOG.info("group.yaml has changed: the monitor leaves its group and joins as it says now.");
      part(membership.get());
    }
    if (!posts.isEmpty() || !expected.isEmpty()) {
      join();
    }
  }

  /** Lets runs come to their end and leaves; what is shared waits for the next group. */
  private void part(Membership group) {
    beginning.ifPresent(Thread::interrupt);
    group.roles().close(PATIENCE);
    for (Post post : posts.values()) {
      if (post.seated().wish().sharing() == Sharing.ROUND_ROBIN) {
        post.drain("group.yaml has changed");
      }
    }
    group.close(Duration.ZERO);
    membership = Optional.empty();
    begun = false;
  }

  /** Whether it is known what the group shares: its file is right, or gone. */
  synchronized boolean isSettled() {
    return settings.isPresent() || !file.isThere();
  }

  private void read() {
    Problems problems = new Problems();
    settings = file.load(problems);
    List<Diagnostic> found = problems.all();
    if (!found.equals(said)) {
      found.forEach(diagnostic -> LOG.error("{}", diagnostic));
    }
    said = found;
    trouble =
        settings.isPresent()
            ? ""
            : file.isThere()
                ? "config/group.yaml has an error; wubot check shows it"
                : "there is no config/group.yaml that names its group";
  }

  private void join() {
    if (closed || membership.isPresent()) {
      return;
    }
    if (settings.isEmpty()) {
      if (!trouble.equals(told)) {
        LOG.error("Checks with the key 'role' do not run: {}. The others do.", trouble);
      }
      told = trouble;
      return;
    }
    Membership joined =
        Membership.join(settings.get(), ControlClient.MONITOR, tree.home(), Version.CURRENT);
    membership = Optional.of(joined);
    joined.onRole(this::heed);
    joined.onRole(new RoleNews(joined.settings().node(), this::envelope, queue)::tell);
    Thread thread = new Thread(() -> begin(joined), "group-begin");
    thread.setDaemon(true);
    beginning = Optional.of(thread);
    posts.values().forEach(this::take);
    thread.start();
  }

  private void heed(RoleEvent event) {
    if (event.kind() == RoleEvent.Kind.GAVE_UP) {
      giveUp.accept("role " + event.role() + " " + event.why());
    }
  }

  private Envelope envelope(String key) {
    return new Envelope("Group", key, tree.host(), clock, Map.of());
  }

  /** Waits for others, if the settings name any, in a thread of its own. */
  private void begin(Membership joined) {
    try {
      Optional<StartBarrier.Result> result = joined.begin(() -> false);
      if (result.orElseThrow() instanceof StartBarrier.Missing missing) {
        LOG.warn("Going on without {}.", String.join(", ", missing.missing()));
      }
      synchronized (this) {
        if (membership.filter(joined::equals).isEmpty()) {
          return; // it has left meanwhile
        }
        begun = true;
        for (Post post : posts.values()) {
          if (post.seated().wish().sharing() == Sharing.ROUND_ROBIN) {
            take(post);
          }
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("The monitor stops before its group has met.");
    } catch (RuntimeException e) {
      LOG.error("This monitor takes no part in its group: {}", e.toString(), e);
    }
  }

  /** The membership; empty while there is none. */
  Optional<Membership> membership() {
    return membership;
  }

  /** Writes numbers about the group, if it was joined. */
  void measure(MetricPage page) {
    membership.ifPresent(group -> GroupMetrics.measure(group, page));
  }

  /** What there is to tell about the group. */
  Map<String, Object> facts() {
    return membership.isEmpty() ? Map.of() : Map.of("group", membership.get().status());
  }

  /** What needs attention. */
  List<Problem> problems() {
    Optional<Membership> group = membership;
    if (group.isPresent()) {
      List<Problem> problems = new ArrayList<>(group.get().problems());
      if (!trouble.isEmpty()) {
        problems.add(Problem.notable("the saved group.yaml is not in force: " + trouble));
      }
      return problems;
    }
    synchronized (this) {
      return posts.isEmpty()
          ? List.of()
          : List.of(Problem.ill("checks with the key 'role' do not run: " + trouble));
    }
  }

  /** Lets runs come to their end and leaves; others go on at once. */
  @Override
  public void close() {
    Optional<Membership> group;
    List<Post> all;
    synchronized (this) {
      closed = true;
      group = membership;
      all = List.copyOf(posts.values());
      beginning.ifPresent(Thread::interrupt);
    }
    group.ifPresent(one -> one.roles().close(PATIENCE));
    List<Thread> ending = new ArrayList<>();
    for (Post post : all) {
      post.running()
          .ifPresent(runner -> ending.add(new Thread(() -> runner.finish(PATIENCE), "end")));
    }
    ending.forEach(Thread::start);
    try {
      for (Thread thread : ending) {
        thread.join(2 * PATIENCE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    group.ifPresent(one -> one.close(Duration.ZERO));
  }
}
