// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.control.ControlClient;
import wubot.control.Problem;
import wubot.control.Version;
import wubot.group.Grant;
import wubot.group.MailboxLetter;
import wubot.group.RoleEvent;
import wubot.group.RoleSettings;
import wubot.group.StartBarrier;
import wubot.group.StoreAway;
import wubot.member.GroupSettings;
import wubot.member.Membership;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.queue.QueueRecord;
import wubot.queue.QueueView;
import wubot.rule.Conversations;
import wubot.rule.SharedValues;

/** This reactor among those of its group. */
final class Fellowship implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Fellowship.class);
  private static final Duration COMMANDS = Duration.ofMillis(200);
  private static final String CHECKS = "check/"; // the monitors' business
  private static final Duration LOOK = Duration.ofMillis(500);

  /** Others follow these within moments. */
  private static final Set<RoleEvent.Kind> SILENT =
      EnumSet.of(RoleEvent.Kind.STARTING, RoleEvent.Kind.DRAINING);

  private final GroupSettings settings;
  private final Membership membership;
  private final Conversations conversations;
  private final Set<String> observed = new HashSet<>(); // of the thread that reads commands
  private volatile Optional<Shards> shards = Optional.empty();

  private Fellowship(GroupSettings settings, Membership membership) {
    this.settings = settings;
    this.membership = membership;
    this.conversations = new GroupConversations(membership);
  }

  /**
   * Joins the group; waits for those that the settings name.
   *
   * @param inVain whether there is no more reason to wait; asked every now and then
   * @return empty when it was in vain
   * @throws MissingMembers when mandatory members are missing and the settings say to end then
   * @throws InterruptedException when the daemon is told to stop meanwhile
   */
  static Optional<Fellowship> join(GroupSettings settings, Path home, BooleanSupplier inVain)
      throws InterruptedException {
    Membership membership = Membership.join(settings, ControlClient.REACTOR, home, Version.CURRENT);
    boolean joined = false;
    try {
      Optional<StartBarrier.Result> result = membership.begin(inVain);
      if (result.isEmpty()) {
        return Optional.empty();
      }
      if (result.get() instanceof StartBarrier.Missing missing) {
        String words = "missing after the time to wait: " + String.join(", ", missing.missing());
        if (settings.exitWhenMissing()) {
          throw new MissingMembers(words);
        }
        LOG.warn("Going on without taking roles; {}.", words);
      }
      joined = true;
      return Optional.of(new Fellowship(settings, membership));
    } finally {
      if (!joined) {
        membership.close();
      }
    }
  }

  /** What is said while a reactor with these settings waits for others. */
  static Optional<Problem> waits(GroupSettings settings) {
    List<String> others = new ArrayList<>(settings.barrier().mandatory());
    others.addAll(settings.barrier().optional());
    others.remove(settings.node());
    return settings.barrier().patience() instanceof StartBarrier.None || others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Problem.notable(
                "no message is handled yet: it waits for "
                    + String.join(", ", others)
                    + ", as sync_nodes in config/group.yaml says"));
  }

  Membership membership() {
    return membership;
  }

  /** As they stood in the file when this reactor joined. */
  GroupSettings settings() {
    return settings;
  }

  /** What couriers need. */
  Together together() {
    return new Together(
        settings.sharing(),
        membership.claims(),
        membership.leadership(),
        settings.onUnavailable(),
        settings.leaderGap(),
        System::nanoTime);
  }

  /** What the lane that every reactor has walks: with shards, only what no other member has. */
  Predicate<QueueRecord> here() {
    return settings.shards().isEmpty() ? record -> true : record -> record.received().isEmpty();
  }

  /** For the lane that every reactor has, with these couriers. */
  Progress progress(Couriers couriers) {
    return new Progress(
        couriers::ends,
        couriers::areThrough,
        () -> shards.map(Shards::behind).orElse(Long.MAX_VALUE),
        membership.claims().watermarks()::passed);
  }

  /**
   * Takes part in roles and shards.
   *
   * @param giveUp told when the daemon is to end, because a role keeps failing here
   */
  void follow(QueueView queue, Lane.Surroundings around, Consumer<String> giveUp) {
    for (RoleSettings role : settings.roles()) {
      if (!role.name().equals(Membership.LEADER) && !role.name().startsWith(CHECKS)) {
        membership.role(role, new ToldRole());
      }
    }
    membership.onRole(
        event -> {
          if (!SILENT.contains(event.kind())) {
            around.news().tell(message(event));
          }
          if (event.kind() == RoleEvent.Kind.GAVE_UP) {
            giveUp.accept("role " + event.role() + " " + event.why());
          }
        });
    membership.threads().tidying(COMMANDS, () -> readCommands(around.news()));
    shards =
        settings
            .shards()
            .map(plan -> new Shards(ShardSight.split(plan), plan, membership, queue, around));
  }

  /** Conversations that stay with one member. */
  Conversations conversations() {
    return conversations;
  }

  /** Values and commands for rules. */
  SharedValues values() {
    return new GroupValues(membership.cache(), membership.mailbox());
  }

  /** Tells the rules of commands to roles that are held here. */
  private void readCommands(News news) {
    for (String role : settings.observed()) {
      if (observed.add(role)) {
        observe(role, news);
      }
    }
    for (RoleSettings role : settings.roles()) {
      Optional<Grant> grant = membership.roles().grant(role.name()).filter(Grant::mayAct);
      if (grant.isPresent()) {
        Optional<MailboxLetter> next = membership.mailbox().next(role.name(), grant.get().token());
        while (next.isPresent()) {
          long token = grant.get().token();
          news.tell(
              command(role.name(), next.get(), "command", "command/" + next.get().key())
                  .with("token", token));
          next = membership.mailbox().next(role.name(), grant.get().token());
        }
      }
    }
  }

  private void observe(String role, News news) {
    try {
      var unused =
          membership
              .mailbox()
              .observe(
                  role,
                  letter -> {
                    String id = "observed/" + settings.node() + "/" + letter.key();
                    news.tell(command(role, letter, "observed", id));
                  });
    } catch (StoreAway e) {
      observed.remove(role); // it is tried again
      LOG.debug("Commands to {} are not observed now: {}", role, e.getMessage());
    }
  }

  private Message command(String role, MailboxLetter letter, String event, String id) {
    String[] words = letter.command().strip().split("\\s+", 2);
    return Message.of(Fields.KEY, "Group-" + role)
        .with("role", role)
        .with("event", event)
        .with("command", words[0])
        .with("args", words.length > 1 ? words[1] : "")
        .with("from_member", letter.from())
        .with("member", settings.node())
        .with(EventName.EVENT_ID, id)
        .with("lastupdate", System.currentTimeMillis() / 1000);
  }

  /** The lane that every reactor has is about to walk. */
  void reads(Lane.Parts parts) {
    parts.progress().ifPresent(p -> membership.threads().tidying(LOOK, p::tick));
  }

  /** What rules are told: each member hears of its own roles only, and acts on that alone. */
  private Message message(RoleEvent event) {
    String kind = event.kind().name().toLowerCase(Locale.ROOT);
    Message message =
        Message.of(Fields.KEY, "Group-" + event.role())
            .with("role", event.role())
            .with("event", kind)
            .with("token", event.token())
            .with("member", settings.node())
            .with(
                "subject",
                "Role "
                    + event.role()
                    + " "
                    + kind.replace('_', ' ')
                    + " on "
                    + settings.node()
                    + event.type().map(type -> " (" + type.describe() + ")").orElse("")
                    + (event.why().isEmpty() ? "" : ": " + event.why()))
            .with(EventName.EVENT_ID, "role/" + settings.node() + "/" + UUID.randomUUID())
            .with("lastupdate", System.currentTimeMillis() / 1000);
    event
        .type()
        .map(type -> type.describe().split(" ", 2))
        .ifPresent(
            words -> {
              message.put("start_type", words[0]);
              if (words.length > 1) {
                message.put("from_member", words[1]);
              }
            });
    if (!event.why().isEmpty()) {
      message.put("why", event.why());
    }
    return message;
  }

  @Override
  public void close() {
    membership.close();
    shards.ifPresent(Shards::close);
  }
}
