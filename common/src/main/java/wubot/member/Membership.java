// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.control.ControlException;
import wubot.control.Problem;
import wubot.control.Question;
import wubot.group.ClaimPlace;
import wubot.group.ClaimThreads;
import wubot.group.Claims;
import wubot.group.Grant;
import wubot.group.GroupCache;
import wubot.group.GroupClock;
import wubot.group.Mailbox;
import wubot.group.Member;
import wubot.group.MemberSettings;
import wubot.group.MemberState;
import wubot.group.MemberStatus;
import wubot.group.RoleEvent;
import wubot.group.RoleSettings;
import wubot.group.RoleStatus;
import wubot.group.RoleWork;
import wubot.group.Roles;
import wubot.group.StartBarrier;
import wubot.group.Store;
import wubot.group.StoreAway;

/** A daemon's membership in a group, from joining to leaving. */
public final class Membership implements AutoCloseable {

  /** What a daemon is asked by {@code wubot group}. */
  public static final String QUESTION = "group";

  /** The role of who does what has no name that all members agree on. */
  public static final String LEADER = "leader";

  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  private static final Duration LONGEST_MOVE = Duration.ofMinutes(1);
  private static final Duration LONGEST_END = Duration.ofSeconds(30);
  private static final Duration LOOK_FOR_MISSING = Duration.ofMillis(500);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final GroupSettings settings;
  private final String version;
  private final Store store;
  private final GroupClock clock = GroupClock.system();
  private final Member member;
  private final ClaimPlace place;
  private final Claims claims;
  private final GroupCache cache;
  private final Mailbox mailbox;
  private final ClaimThreads threads = new ClaimThreads();
  private final Roles roles;
  private final LeaderWork leader = new LeaderWork();
  private volatile boolean leaving;
  private volatile MemberState said = new MemberState.Joining("");

  private Membership(GroupSettings settings, String daemon, Path home, String version) {
    this.settings = settings;
    this.version = version;
    this.store = StorePlaces.open(settings, home);
    String incarnation = UUID.randomUUID().toString();
    String name = settings.group() + "." + daemon;
    this.member =
        new Member(
            MemberSettings.of(name, settings.node(), settings.sessionTtl(), version)
                .withCandidate(settings.candidate())
                .withWeight(settings.weight()),
            store,
            clock,
            incarnation);
    this.place = new ClaimPlace(store, name, settings.node(), incarnation, clock);
    this.claims =
        new Claims(
            place,
            this::live,
            settings.claims(),
            () -> member.state() instanceof MemberState.Refused);
    this.cache = new GroupCache(place);
    this.mailbox = new Mailbox(place);
    this.roles = new Roles(member, store, clock);
  }

  /**
   * Joins; goes on trying in the background while the store is away.
   *
   * @param daemon {@code reactor} or {@code monitor}: each has its own members
   */
  public static Membership join(GroupSettings settings, String daemon, Path home, String version) {
    Membership membership = new Membership(settings, daemon, home, version);
    membership.start();
    return membership;
  }

  private void start() {
    LOG.info(
        "Member {} of group {}, store {}.", settings.node(), settings.group(), store.describe());
    member.onChange(this::note);
    roles.onEvent(this::log);
    member.start();
    claims.runOn(threads);
    cache.runOn(threads);
    mailbox.runOn(threads);
  }

  /**
   * Waits for the members the settings name, then takes part in roles.
   *
   * @param inVain whether there is no more reason to wait; asked every now and then
   * @return empty when it was in vain
   * @throws InterruptedException when the daemon is told to stop meanwhile
   */
  public Optional<StartBarrier.Result> begin(BooleanSupplier inVain) throws InterruptedException {
    Optional<StartBarrier.Result> result = settings.barrier().await(member, clock, inVain);
    result.ifPresent(this::begin);
    return result;
  }

  private void begin(StartBarrier.Result result) {
    if (result instanceof StartBarrier.Without without) {
      LOG.warn("Going on without {}.", String.join(", ", without.missing()));
    } else if (result instanceof StartBarrier.Missing) {
      member.observe(true);
      threads.tidying(LOOK_FOR_MISSING, this::takePart);
    }
    roles.add(settings.role(LEADER).orElseGet(Membership::usualLeader), leader);
    roles.start();
  }

  /** Ends observing once all mandatory members are there. */
  private void takePart() {
    if (member.observes() && settings.barrier().isMet(member)) {
      LOG.info("All mandatory members are there; taking part in roles.");
      member.observe(false);
    }
  }

  private static RoleSettings usualLeader() {
    return RoleSettings.builder(LEADER, List.of()).timeout(Duration.ZERO).build();
  }

  /** Takes part in a role of the settings, or of its own. */
  public void role(RoleSettings role, RoleWork work) {
    roles.add(role, work);
  }

  /** Told of what happens to roles at this member. */
  public void onRole(Consumer<RoleEvent> listener) {
    roles.onEvent(listener);
  }

  /** As configured. */
  public GroupSettings settings() {
    return settings;
  }

  /** Who does an effect that every member could do. */
  public Claims claims() {
    return claims;
  }

  /** Values that all members see. */
  public GroupCache cache() {
    return cache;
  }

  /** Commands to whoever holds a role. */
  public Mailbox mailbox() {
    return mailbox;
  }

  /** Where this member stands, for parts of a group that are made where they are used. */
  public ClaimPlace place() {
    return place;
  }

  /** The shared store, for parts of a group that are made where they are used. */
  public Store store() {
    return store;
  }

  /** This member. */
  public Member member() {
    return member;
  }

  /** The roles of the group. */
  public Roles roles() {
    return roles;
  }

  /** The threads behind what a member holds. */
  public ClaimThreads threads() {
    return threads;
  }

  /** Who does what only one may do and nobody can claim. */
  public Leadership leadership() {
    if (!settings.byLeader()) {
      return new EveryoneLeads();
    }
    return new Leadership() {
      @Override
      public boolean isMine() {
        return leader.isMine();
      }

      @Override
      public boolean isOthers() {
        return status(LEADER)
            .map(RoleStatus::holder)
            .filter(holder -> !holder.isEmpty() && !holder.equals(settings.node()))
            .isPresent();
      }
    };
  }

  /** This member, in one line for people. */
  public String id() {
    return settings.node() + " " + member.incarnation() + " wubot " + version;
  }

  /** The members that are alive, this one among them. */
  public List<String> live() {
    List<String> names = new ArrayList<>();
    for (MemberStatus one : member.members()) {
      if (one.alive()) {
        names.add(one.node());
      }
    }
    if (!names.contains(settings.node())) {
      names.add(settings.node());
    }
    return names;
  }

  private void note() {
    MemberState now = member.state();
    if (!now.getClass().equals(said.getClass())) {
      if (now instanceof MemberState.Degraded || now instanceof MemberState.Refused) {
        LOG.warn("Member {} of group {}: {}.", settings.node(), settings.group(), now.describe());
      } else {
        LOG.info("Member {} of group {}: {}.", settings.node(), settings.group(), now.describe());
      }
    }
    said = now;
  }

  private void log(RoleEvent event) {
    if (leaving && event.kind() == RoleEvent.Kind.ALARM) {
      return; // that nobody is left to run it is what leaving means
    }
    String type = event.type().map(t -> " " + t.describe()).orElse("");
    String why = event.why().isEmpty() ? "" : ": " + event.why();
    String text =
        "role " + event.role() + " " + event.kind() + type + " token=" + event.token() + why;
    switch (event.kind()) {
      case START_FAILED, FAILED, GAVE_UP, FENCED, YIELDED, MOVE_FAILED, ALARM ->
          LOG.warn("{}", text);
      default -> LOG.info("{}", text);
    }
  }

  /** Answers {@code wubot group}. */
  public Map<String, Object> answer(Question question) {
    String act = question.text("act");
    return switch (act) {
      case "status" -> status();
      case "id" -> Map.of("said", id());
      case "show" -> MembershipFacts.left(question.text("role"), roles);
      case "fail", "done" -> Map.of("said", end(question, act.equals("fail")));
      case "takeover", "move", "permit", "stop", "start" -> Map.of("said", order(act, question));
      default -> throw new ControlException("a group cannot '" + act + "'");
    };
  }

  private String end(Question question, boolean failed) {
    String role = question.text("role");
    Grant held =
        roles
            .grant(role)
            .filter(Grant::mayAct)
            .orElseThrow(() -> new ControlException("the role " + role + " does not run here"));
    if (failed) {
      boolean said = question.values().containsKey("why");
      held.failed(new IllegalStateException(said ? question.text("why") : "told so"));
    } else {
      held.finished();
    }
    awaitEnd(held);
    return role + (failed ? " has failed here" : " is done here");
  }

  /** So that what is said next is about what runs next. */
  private void awaitEnd(Grant held) {
    long end = clock.nanos() + LONGEST_END.toNanos();
    while (clock.nanos() < end && roles.grant(held.role()).filter(held::equals).isPresent()) {
      LockSupport.parkNanos(LOOK.toNanos()); // the role's thread stops the work
    }
  }

  private String order(String act, Question question) {
    String role = question.text("role");
    boolean named = question.values().containsKey("node");
    String node = named ? question.text("node") : settings.node();
    Roles.Answer answer;
    try {
      answer =
          switch (act) {
            case "takeover", "move" -> roles.move(role, node);
            case "permit" -> roles.permit(role, node, question.flag("permitted"));
            case "stop" -> roles.stopEverywhere(role);
            default -> roles.startAnywhere(role);
          };
    } catch (StoreAway e) {
      throw new ControlException("the group's store does not answer: " + e.getMessage(), e);
    }
    if (answer instanceof Roles.Refused refused) {
      throw new ControlException(refused.why());
    }
    String id = ((Roles.Accepted) answer).id();
    boolean moves = act.equals("move") || act.equals("takeover");
    if (moves && !id.isEmpty()) {
      return outcome(role, id);
    }
    boolean stranger = act.equals("permit") && member.member(node).isEmpty();
    return "ordered: "
        + act
        + " "
        + role
        + (stranger ? "; nobody has seen a member " + node + ", known are " + known() : "");
  }

  private List<String> known() {
    return member.members().stream().map(MemberStatus::node).toList();
  }

  /** What became of a move; a while later it is still under way. */
  private String outcome(String role, String id) {
    long end = clock.nanos() + LONGEST_MOVE.toNanos();
    while (clock.nanos() < end) {
      Optional<RoleStatus> now = status(role);
      if (now.isPresent() && now.get().move().equals(id) && isOver(now.get().outcome())) {
        String came = now.get().outcome();
        if (came.startsWith("refused")) {
          throw new ControlException(role + " stays where it is, " + came);
        }
        return came;
      }
      LockSupport.parkNanos(LOOK.toNanos()); // other members do the work
    }
    return "the order stands in the store; wubot group status tells how it goes";
  }

  private static boolean isOver(String outcome) {
    return !outcome.isEmpty() && !outcome.equals(RoleStatus.UNDER_WAY);
  }

  private Optional<RoleStatus> status(String role) {
    return roles.status().stream().filter(one -> one.role().equals(role)).findFirst();
  }

  /** What needs attention. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    MemberState state = member.state();
    if (!state.isPresent()) {
      problems.add(Problem.ill("group " + settings.group() + ": " + state.describe()));
    }
    for (RoleStatus role : roles.status()) {
      if (!role.alarm().isEmpty()) {
        problems.add(Problem.notable("role " + role.role() + ": " + role.alarm()));
      }
    }
    return problems;
  }

  /** All that can be told. */
  public Map<String, Object> status() {
    return new MembershipFacts(settings, member, store.describe(), roles.status())
        .all(claims.counts(), problems());
  }

  /** Leaves: roles go to others at once. */
  @Override
  public void close() {
    close(LONGEST_END);
  }

  /**
   * Leaves, not waiting for ever.
   *
   * @param patience how long the work of roles may take to end
   */
  public void close(Duration patience) {
    leaving = true;
    roles.close(patience);
    claims.close();
    threads.close();
    member.close();
    store.close();
  }
}
