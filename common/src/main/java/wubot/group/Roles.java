// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.group.RoleBoard.Seen;

/**
 * The roles of this member: takes those that the placement names it for, runs their work, gives
 * them up, and passes on what people order. Safe for use by several threads.
 */
public final class Roles implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Roles.class);
  private static final long QUICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long SLOWEST_FENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long THREAD_IDLE_SECONDS = 5;
  private static final long WITHOUT_STORE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Member member;
  private final RoleServices with;
  private final RoleBoard board;
  private final Function<String, Executor> threads;
  private final Map<String, Role> roles = new ConcurrentHashMap<>();
  private final Set<Role> parting = ConcurrentHashMap.newKeySet();
  private final Object stepping = new Object(); // one step at a time; also guards the board
  private final Queue<RoleEvent> events = new ConcurrentLinkedQueue<>();
  private final List<Consumer<RoleEvent>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicReference<Optional<Beat>> beat = new AtomicReference<>(Optional.empty());
  private final List<AutoCloseable> running = new ArrayList<>();
  private volatile List<RoleStatus> status = List.of();
  private volatile boolean moving;
  private volatile OptionalLong awaySince = OptionalLong.empty();

  /** Roles of a member, none yet, see {@link #add} and {@link #start}. */
  public Roles(Member member, Store store, GroupClock clock) {
    this(member, store, clock, Roles::thread);
  }

  /**
   * With the threads of roles given.
   *
   * @param threads makes for a role's name what runs its work, one call after the other
   */
  Roles(Member member, Store store, GroupClock clock, Function<String, Executor> threads) {
    this.member = member;
    this.board = new RoleBoard(member.settings(), store, clock);
    this.threads = threads;
    this.with =
        new RoleServices(
            member,
            store,
            clock,
            board,
            new Snapshots(member.settings(), store),
            () -> UUID.randomUUID().toString(),
            events::add,
            this::wake);
  }

  private static Executor thread(String role) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            THREAD_IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "role-" + role);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** Takes and gives up roles from now on, in threads of its own; after a start barrier, if any. */
  public void start() {
    synchronized (running) {
      if (beat.get().isPresent()) {
        return;
      }
      Beat steps = new Beat("group-roles", this::step, this::pauseNanos);
      beat.set(Optional.of(steps));
      // A thread that never asks the store, so that a store that hangs delays no fence.
      running.add(new Beat("group-fence", this::fence, this::nanosToFence));
      running.add(with.store().watch(member.settings().key("role"), steps::wake));
      running.add(steps);
      member.onChange(steps::wake);
    }
  }

  /**
   * Makes a role known here; it is taken when the placement says so.
   *
   * @throws IllegalArgumentException when there is one of this name
   */
  public void add(RoleSettings settings, RoleWork work) {
    Role role = new Role(settings, work, threads.apply(settings.name()), with);
    if (roles.putIfAbsent(settings.name(), role) != null) {
      throw new IllegalArgumentException("the role " + settings.name() + " is there already");
    }
    if (settings.manual()) {
      board.manual(settings.name());
    }
    wake();
  }

  /** Gives a role up, in an orderly way, and forgets it; returns at once. */
  public void remove(String name) {
    Optional.ofNullable(roles.remove(name))
        .ifPresent(
            role -> {
              parting.add(role);
              wake();
            });
  }

  /** Calls back, from a thread of the roles, when something happens to a role here. */
  public void onEvent(Consumer<RoleEvent> listener) {
    listeners.add(listener);
  }

  /** All roles of the group as last seen, by name. */
  public List<RoleStatus> status() {
    return status;
  }

  /** The grant of a role that runs here, or begins or ends; empty when none does. */
  public Optional<Grant> grant(String role) {
    return Optional.ofNullable(roles.get(role)).flatMap(Role::grant);
  }

  /** What the last holder that saved anything left, as the store has it. */
  public Optional<Handover> left(String role) {
    return with.snapshots().read(role);
  }

  /** Whether this member may begin an effect of a role now. */
  public boolean mayAct(String role) {
    return grant(role).filter(Grant::mayAct).isPresent();
  }

  /** Does once what {@link #start} does all the time, but {@link #fence}. */
  public void step() {
    synchronized (stepping) {
      try {
        fence();
        List<Role> all = current();
        all.sort(Comparator.comparingLong(Role::nanosToFence));
        all.forEach(Role::renew);
        board.refresh();
        parting.forEach(Role::leave);
        all.forEach(Role::step);
        settle();
        awaySince = OptionalLong.empty();
      } catch (StoreAway e) {
        if (awaySince.isEmpty()) {
          awaySince = OptionalLong.of(System.nanoTime());
        }
        LOG.debug("roles wait for the store: {}", e.getMessage());
      }
      moving = roles.values().stream().anyMatch(Role::isMoving);
      status = statusNow();
    }
    tell();
  }

  /** All roles, but not one that waits for a former one of its name to end. */
  private List<Role> current() {
    List<Role> all = new ArrayList<>(parting);
    Set<String> ending = new TreeSet<>();
    parting.forEach(role -> ending.add(role.settings().name()));
    roles.values().stream()
        .filter(role -> !ending.contains(role.settings().name()))
        .forEach(all::add);
    return all;
  }

  private void settle() {
    for (Role role : List.copyOf(parting)) {
      if (!role.isHolding()) {
        parting.remove(role);
        if (!roles.containsKey(role.settings().name())) {
          member.knowsNoLonger(role.settings().name());
        }
      }
    }
  }

  /** Stops what this member may no longer do; never waits for the store. */
  public void fence() {
    roles.values().forEach(Role::fence);
    parting.forEach(Role::fence);
  }

  private long nanosToFence() {
    long next = SLOWEST_FENCE_NANOS;
    for (Role role : roles.values()) {
      next = Math.min(next, role.nanosToFence());
    }
    return Math.max(TimeUnit.MILLISECONDS.toNanos(1), next);
  }

  private long pauseNanos() {
    return moving ? QUICK_NANOS : member.settings().poll().toNanos();
  }

  private void wake() {
    beat.get().ifPresent(Beat::wake);
  }

  private void tell() {
    RoleEvent event = events.poll();
    while (event != null) {
      for (Consumer<RoleEvent> listener : listeners) {
        try {
          listener.accept(event);
        } catch (RuntimeException e) {
          LOG.error("a listener to roles failed", e);
        }
      }
      event = events.poll();
    }
  }

  private List<RoleStatus> statusNow() {
    Set<String> names = new TreeSet<>(board.roles());
    names.addAll(roles.keySet());
    Map<String, RoleStatus> all = new TreeMap<>();
    for (String name : names) {
      Optional<Role> here = Optional.ofNullable(roles.get(name));
      all.put(name, RoleStatus.of(name, board, here, mayAct(name)));
    }
    return List.copyOf(all.values());
  }

  /** What became of an order. */
  public sealed interface Answer {}

  /**
   * It stands in the store and will be followed.
   *
   * @param id of an order to move, which its outcome in the status is about; else empty
   */
  public record Accepted(String id) implements Answer {}

  /** It was not given, and why, for people. */
  public record Refused(String why) implements Answer {}

  /** Moves a role to this member, whatever its place in the list. */
  public Answer takeover(String role) {
    return move(role, member.node());
  }

  /** Moves a role to a member in an orderly way, whatever its place in the list. */
  public Answer move(String role, String node) {
    return order(
        role,
        known -> {
          Seen seen = board.seen(role);
          RoleRecord record = seen.record();
          if (record.holder().equals(node)) {
            return Optional.of("the role " + role + " runs at " + node + " already");
          } else if (record.state() != RoleState.RUNNING) {
            String now = record.state().name().toLowerCase(Locale.ROOT);
            return Optional.of("the role " + role + " is not running anywhere, it is " + now);
          }
          return known.candidates().why(node, record, known.readiness());
        },
        (orders, id) -> orders.withMove(id, node));
  }

  /** Permits or forbids a member to run a role, whatever its configuration says. */
  public Answer permit(String role, String node, boolean permitted) {
    return order(
        role, known -> Optional.empty(), (orders, id) -> orders.withPermit(node, permitted));
  }

  /** Lets a role run nowhere, until {@link #startAnywhere}; survives restarts. */
  public Answer stopEverywhere(String role) {
    return order(role, known -> Optional.empty(), (orders, id) -> orders.withStopped(true));
  }

  /** Lets a role run again, also one whose work is done. */
  public Answer startAnywhere(String role) {
    return order(role, known -> Optional.empty(), (orders, id) -> orders.withStopped(false));
  }

  private interface Change {
    RoleOrders apply(RoleOrders orders, String id);
  }

  private Answer order(String role, Function<Role, Optional<String>> refusal, Change change) {
    Optional<Role> known = Optional.ofNullable(roles.get(role));
    if (known.isEmpty()) {
      return new Refused(
          "there is no role " + role + " here; known are " + new TreeSet<>(roles.keySet()));
    }
    String id = with.ids().get();
    UnaryOperator<RoleOrders> changing = orders -> change.apply(orders, id);
    synchronized (stepping) {
      try {
        board.refresh();
        Optional<String> why = refusal.apply(known.get());
        if (why.isPresent()) {
          return new Refused(why.get());
        }
        board.order(role, changing);
      } catch (StoreAway e) {
        return new Refused("the store is away: " + e.getMessage());
      }
    }
    wake();
    return new Accepted(id);
  }

  /**
   * Gives all roles up in an orderly way, and ends.
   *
   * @param patience how long the work may take to end; what has not ended then, or soon after the
   *     store has gone, is stopped, and others take it once its time is over
   */
  public void close(Duration patience) {
    for (String name : List.copyOf(roles.keySet())) {
      remove(name);
    }
    long began = System.nanoTime();
    boolean steps = beat.get().isPresent();
    try {
      while (!parting.isEmpty()
          && System.nanoTime() - began < patience.toNanos()
          && !isAwayForLong()) {
        if (steps) {
          wake();
        } else {
          step();
        }
        TimeUnit.NANOSECONDS.sleep(QUICK_NANOS); // the work ends in its own thread
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    parting.forEach(Role::abandon);
    synchronized (running) {
      for (AutoCloseable one : running) {
        close(one);
      }
      running.clear();
    }
    tell();
  }

  private boolean isAwayForLong() {
    OptionalLong since = awaySince;
    return since.isPresent() && System.nanoTime() - since.getAsLong() > WITHOUT_STORE_NANOS;
  }

  private static void close(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      LOG.warn("could not end a thread of the roles", e);
    }
  }

  /** Gives all roles up, waiting up to half a minute for their work to end. */
  @Override
  public void close() {
    close(Duration.ofSeconds(30));
  }
}
