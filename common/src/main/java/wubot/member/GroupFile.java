// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wubot.config.ConfigFile;
import wubot.config.ConfigTree;
import wubot.config.Durations;
import wubot.config.Node;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.config.SettingsReader;
import wubot.config.Values;
import wubot.group.ClaimSettings;
import wubot.group.RoleSettings;
import wubot.group.StartBarrier;

/** Reads {@code group.yaml} as one host loads it. */
public final class GroupFile {

  /** Couriers decide when to give up, not the claims. */
  private static final int FOR_EVER = 1_000_000;

  private static final Duration BACK_OFF = Duration.ofSeconds(1);
  private static final int ASKERS = 8;
  private static final String INFINITY = "infinity";
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Nd}][\\p{L}\\p{Nd}._-]{0,63}");
  private static final List<String> YES = List.of("yes", "true", "on");
  private static final List<String> NO = List.of("no", "false", "off");
  private static final Pattern RANGE = Pattern.compile("(\\d{1,3}) *- *(\\d{1,3})");

  private final ConfigTree tree;
  private final SettingsReader reader;

  /** Of this tree. */
  public GroupFile(ConfigTree tree) {
    this.tree = tree;
    this.reader = new SettingsReader(tree.home());
  }

  /** Whether the host has such a file. */
  public boolean isThere() {
    return tree.list().group().isPresent();
  }

  /**
   * Reads the file; every problem is added to the collector.
   *
   * @return empty when there is no file or there was an error
   */
  public Optional<GroupSettings> load(Problems problems) {
    Optional<ConfigFile> file = tree.list().group();
    Problems found = problems.fresh();
    Optional<Node> node = file.flatMap(f -> tree.read(f, found));
    Optional<GroupSettings> settings = node.flatMap(n -> settings(n, found));
    if (!found.hasErrors() && settings.isPresent()) {
      store(settings.get(), node.orElseThrow(), found);
    }
    problems.addAll(found);
    return found.hasErrors() ? Optional.empty() : settings;
  }

  /** Whether the store could be opened; asks nobody. */
  private void store(GroupSettings settings, Node node, Problems problems) {
    try {
      StorePlaces.check(settings, tree.home(), problems.isElsewhere());
    } catch (IllegalArgumentException e) {
      problems.error(
          at(node, GroupKeys.STORE.key()),
          "store: " + e.getMessage(),
          "e.g. file:/a/directory, etcd://host:2379, mongodb://host/database.collection,"
              + " postgresql://host/database");
    }
  }

  private Optional<GroupSettings> settings(Node node, Problems problems) {
    Optional<Values> read = reader.read(node, GroupKeys.KEYS, problems);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Values values = read.get();
    name(values.get(GroupKeys.GROUP), "group", node, problems);
    String member = values.find(GroupKeys.NODE).orElse(tree.host());
    name(member, "node", node, problems);
    Optional<Values> sync =
        values.find(GroupKeys.SYNC).flatMap(n -> reader.read(n, GroupKeys.SYNC_KEYS, problems));
    Set<String> observed = new TreeSet<>();
    List<RoleSettings> roles = roles(values, member, observed, problems);
    return Optional.of(
        new GroupSettings(
            values.get(GroupKeys.GROUP),
            member,
            place(values),
            values.get(GroupKeys.TTL),
            claims(values),
            values.get(GroupKeys.CLAIM),
            values.get(GroupKeys.DEDUPE_TTL),
            values.get(GroupKeys.FLOW_TTL),
            values.get(GroupKeys.FLOW_STATE) == GroupKeys.FlowState.STICKY,
            values.get(GroupKeys.ON_UNAVAILABLE),
            values.get(GroupKeys.UNIDENTIFIED) == GroupKeys.Unidentified.LEADER,
            values.get(GroupKeys.LEADER_GAP),
            values.get(GroupKeys.CANDIDATE),
            values.get(GroupKeys.WEIGHT),
            barrier(sync, values.find(GroupKeys.SYNC).orElse(node), problems),
            sync.map(v -> v.get(GroupKeys.ON_MISSING) == GroupKeys.OnMissing.EXIT).orElse(true),
            shards(values, node, problems),
            roles,
            observed));
  }

  /** Where the value of a key stands; where the whole begins if it has none. */
  private static Place at(Node node, String key) {
    return Optional.of(node)
        .filter(Node.Entries.class::isInstance)
        .flatMap(map -> ((Node.Entries) map).get(key))
        .map(Node::place)
        .orElse(node.place());
  }

  private static void name(String name, String key, Node node, Problems problems) {
    if (!NAME.matcher(name).matches()) {
      problems.error(
          at(node, key),
          key + ": '" + name + "' is no name",
          "use up to 64 letters, digits, '.', '_' and '-', the first one a letter or digit");
    }
  }

  private static GroupSettings.StorePlace place(Values values) {
    return new GroupSettings.StorePlace(
        values.get(GroupKeys.STORE),
        values.find(GroupKeys.USER),
        values.find(GroupKeys.PASSWORD),
        values.findPath(GroupKeys.CA_FILE),
        values.findPath(GroupKeys.CERT_FILE),
        values.findPath(GroupKeys.KEY_FILE));
  }

  private static ClaimSettings claims(Values values) {
    ClaimSettings.AfterAbsence after =
        values.get(GroupKeys.REJOIN) == GroupKeys.Rejoin.SKIP
            ? ClaimSettings.AfterAbsence.SKIP
            : ClaimSettings.AfterAbsence.EXECUTE;
    ClaimSettings.Dedupe dedupe =
        values.get(GroupKeys.DEDUPE) == GroupKeys.Dedupe.TIME
            ? new ClaimSettings.Dedupe.ByTime(values.get(GroupKeys.DEDUPE_TTL))
            : new ClaimSettings.Dedupe.ByWatermark(values.get(GroupKeys.MAX_OFFLINE), after);
    return new ClaimSettings(
        values.get(GroupKeys.HANDLING),
        values.get(GroupKeys.HESITATE),
        FOR_EVER,
        BACK_OFF,
        dedupe,
        ASKERS);
  }

  private static Optional<GroupSettings.ShardPlan> shards(
      Values values, Node node, Problems problems) {
    List<String> nodes = values.find(GroupKeys.SHARD_NODES).orElse(List.of());
    nodes.forEach(one -> name(one, "shard_nodes", node, problems));
    Optional<Long> count = values.find(GroupKeys.SHARDS);
    if (count.isPresent() && nodes.isEmpty()) {
      problems.error(
          at(node, "shards"),
          "shards without shard_nodes: nobody knows who shares them",
          "name all members, e.g. shard_nodes: [joe, mike]");
    }
    int all = count.orElse(1L).intValue();
    ShardRange range = range(values.find(GroupKeys.SHARD_RANGE), all, node, problems);
    return count.map(
        n ->
            new GroupSettings.ShardPlan(
                all,
                range.first(),
                range.last(),
                values.get(GroupKeys.SHARD_START) == GroupKeys.Start.MANUAL,
                values.get(GroupKeys.SHARD_BY),
                nodes,
                values.get(GroupKeys.REBALANCE)));
  }

  private record ShardRange(int first, int last) {

    boolean isPartOf(int count) {
      return first <= last && last < count;
    }
  }

  private static ShardRange range(Optional<String> text, int count, Node node, Problems problems) {
    ShardRange all = new ShardRange(0, count - 1);
    Optional<ShardRange> range =
        text.isEmpty()
            ? Optional.of(all)
            : Optional.of(RANGE.matcher(text.get().strip()))
                .filter(Matcher::matches)
                .map(
                    ends ->
                        new ShardRange(
                            Integer.parseInt(ends.group(1)), Integer.parseInt(ends.group(2))))
                .filter(named -> named.isPartOf(count));
    if (range.isEmpty()) {
      problems.error(
          at(node, "shard_range"),
          "shard_range: '" + text.orElseThrow() + "' is no part of " + count + " shards",
          "name the first and the last one, e.g. 0-" + (count - 1));
    }
    return range.orElse(all);
  }

  private static StartBarrier barrier(Optional<Values> sync, Node node, Problems problems) {
    if (sync.isEmpty()) {
      return new StartBarrier(List.of(), List.of(), new StartBarrier.None());
    }
    return new StartBarrier(
        sync.get().find(GroupKeys.MANDATORY).orElse(List.of()),
        sync.get().find(GroupKeys.OPTIONAL).orElse(List.of()),
        sync.get()
            .find(GroupKeys.TIMEOUT)
            .map(text -> patience(text, node, problems))
            .orElse(new StartBarrier.None()));
  }

  private static StartBarrier.Patience patience(String text, Node node, Problems problems) {
    return text.equals(INFINITY)
        ? new StartBarrier.Forever()
        : new StartBarrier.AtMost(time(text, node, problems));
  }

  private static Duration time(String text, Node node, Problems problems) {
    Optional<Duration> time = Durations.parse(text);
    if (time.isEmpty()) {
      problems.error(
          at(node, "timeout"),
          "timeout: '" + text + "' is no duration",
          "write e.g. 5s, or 'infinity'");
    }
    return time.orElse(Duration.ZERO);
  }

  private List<RoleSettings> roles(
      Values values, String member, Set<String> observed, Problems problems) {
    List<RoleSettings> roles = new ArrayList<>();
    Optional<Node> all = values.find(GroupKeys.ROLES);
    if (all.isPresent() && !(all.get() instanceof Node.Entries)) {
      problems.error(all.get().place(), "roles are a map", "write 'name: {nodes: [joe, mike]}'");
    } else if (all.isPresent() && all.get() instanceof Node.Entries entries) {
      for (Node.Entry entry : entries.entries()) {
        if (entry.key().isBlank() || entry.key().length() > RoleSettings.LONGEST_NAME) {
          problems.error(
              entry.place(),
              "a role needs a name of 1 to " + RoleSettings.LONGEST_NAME + " characters",
              "write 'name: {nodes: [joe, mike]}'");
        } else {
          role(entry.key(), entry.value(), member, observed, problems).ifPresent(roles::add);
        }
      }
    }
    return roles;
  }

  private Optional<RoleSettings> role(
      String name, Node node, String member, Set<String> observed, Problems problems) {
    Optional<Values> read = reader.read(node, GroupKeys.ROLE_KEYS, problems);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    Values values = read.get();
    List<List<String>> nodes =
        values.find(GroupKeys.NODES).map(n -> nodes(n, problems)).orElse(List.of());
    if (values.get(GroupKeys.OBSERVE)) {
      observed.add(name);
    }
    String timeout = values.get(GroupKeys.ROLE_TIMEOUT);
    boolean permitted =
        ((Node.Entries) node)
            .get(GroupKeys.PERMISSIONS.key())
            .map(map -> permitted(map, member, problems))
            .orElse(true);
    return Optional.of(
        RoleSettings.builder(name, nodes)
            .timeout(timeout.equals(INFINITY) ? RoleSettings.NEVER : time(timeout, node, problems))
            .permitted(permitted)
            .waitOnStop(values.get(GroupKeys.WAIT_ON_STOP))
            .overlap(values.get(GroupKeys.OVERLAP))
            .stickyManual(values.get(GroupKeys.STICKY))
            .onStoreLoss(
                RoleSettings.OnStoreLoss.valueOf(values.get(GroupKeys.ON_STORE_LOSS).name()))
            .restart(RoleSettings.Restart.valueOf(values.get(GroupKeys.RESTART).name()))
            .manual(values.get(GroupKeys.START) == GroupKeys.Start.MANUAL)
            .exitNode(values.get(GroupKeys.EXIT_NODE))
            .build());
  }

  /** Whether a member may run a role; every word has to be one that says so or not. */
  private static boolean permitted(Node map, String member, Problems problems) {
    boolean permitted = true;
    for (Node.Entry entry : ((Node.Entries) map).entries()) {
      String word = String.valueOf(entry.value().plain());
      boolean no = NO.contains(word);
      if (!no && !YES.contains(word)) {
        problems.error(
            entry.value().place(),
            "permissions: '" + word + "' is neither yes nor no",
            "e.g. {" + entry.key() + ": no}");
      }
      permitted &= !no || !entry.key().equals(member);
    }
    return permitted;
  }

  private static List<List<String>> nodes(Node node, Problems problems) {
    List<List<String>> nodes = new ArrayList<>();
    if (node instanceof Node.Items items) {
      for (Node item : items.items()) {
        List<Node> equals = item instanceof Node.Items list ? list.items() : List.of(item);
        nodes.add(equals.stream().map(one -> node(one, problems)).toList());
      }
      return nodes;
    }
    problems.error(node.place(), "nodes is a list of members", "e.g. [joe, [mike, robert]]");
    return nodes;
  }

  private static String node(Node node, Problems problems) {
    String name = String.valueOf(node.plain());
    if (!NAME.matcher(name).matches()) {
      problems.error(
          node.place(),
          "nodes: '" + name + "' is no name of a member",
          "e.g. [joe, [mike, robert]]");
    }
    return name;
  }
}
