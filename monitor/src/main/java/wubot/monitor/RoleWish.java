// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import wubot.config.Durations;
import wubot.config.Node;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.SettingsReader;
import wubot.config.Suggestion;
import wubot.config.Values;

/**
 * What the key {@code role} of a check says: that one member of a group runs it at a time, and how
 * that one is found.
 *
 * @param sharing how members share it
 * @param nodes who may run it, the best first, equals in one inner list; empty for what {@code
 *     group.yaml} says, or every member
 * @param timeout how long a dead member may take to come back; empty for what {@code group.yaml}
 *     says
 * @param forever whether it is waited for without end
 * @param misfire what becomes of missed runs
 * @param most of them that are made up for, from 1
 * @param regardless whether it runs while the store does not answer, maybe on several members
 * @param place where it stands
 */
record RoleWish(
    Sharing sharing,
    List<List<String>> nodes,
    Optional<Duration> timeout,
    boolean forever,
    Misfire misfire,
    int most,
    Optional<Boolean> regardless,
    Place place) {

  private static final Setting<Sharing> PLACEMENT =
      Setting.choice("placement", Sharing.class).byDefault("preferred");
  private static final Setting<Node> NODES = Setting.any("nodes");
  private static final Setting<String> TIMEOUT = Setting.text("timeout");
  private static final Setting<Misfire> MISFIRE =
      Setting.choice("misfire", Misfire.class).byDefault("skip");
  private static final Setting<Long> MOST = Setting.integer("most", 1, 100_000).byDefault("100");
  private static final Setting<Loss> ON_STORE_LOSS = Setting.choice("on_store_loss", Loss.class);
  private static final Settings KEYS =
      Settings.of(PLACEMENT, NODES, TIMEOUT, MISFIRE, MOST, ON_STORE_LOSS);
  private static final String INFINITY = "infinity";

  /** The words for {@link #regardless}. */
  private enum Loss {
    STOP,
    CONTINUE
  }

  /** Copies the lists. */
  RoleWish {
    nodes = nodes.stream().map(List::copyOf).toList();
  }

  /** Of a check whose file says nothing, but whose group does. */
  static RoleWish usual(Place place) {
    return new RoleWish(
        Sharing.PREFERRED,
        List.of(),
        Optional.empty(),
        false,
        Misfire.SKIP,
        100,
        Optional.empty(),
        place);
  }

  /** Reads the value of the key; empty when there was an error. */
  static Optional<RoleWish> read(Node node, Path home, Problems problems) {
    if (node instanceof Node.Scalar word) {
      Optional<Sharing> sharing = sharing(word, problems);
      return sharing
          .filter(one -> isComplete(one, List.of(), node, problems))
          .map(one -> of(one, node));
    }
    if (!(node instanceof Node.Entries)) {
      problems.error(
          node.place(), "role is a word or a map", "e.g. role: preferred, or role: {nodes: [joe]}");
      return Optional.empty();
    }
    Problems found = problems.fresh();
    Optional<RoleWish> wish =
        new SettingsReader(home).read(node, KEYS, found).map(values -> of(values, node, found));
    problems.addAll(found);
    return found.hasErrors() ? Optional.empty() : wish;
  }

  private static Optional<Sharing> sharing(Node.Scalar word, Problems problems) {
    String text = word.text().replace('_', '-');
    Optional<Sharing> sharing =
        Arrays.stream(Sharing.values()).filter(one -> word(one).equals(text)).findFirst();
    if (sharing.isPresent()) {
      return sharing;
    }
    problems.error(
        word.place(),
        "role: '" + word.text() + "' is no way to share a check",
        Suggestion.hint(text, Arrays.stream(Sharing.values()).map(RoleWish::word).toList()));
    return Optional.empty();
  }

  private static String word(Sharing sharing) {
    return sharing.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static RoleWish of(Sharing sharing, Node node) {
    RoleWish usual = usual(node.place());
    return new RoleWish(
        sharing,
        List.of(),
        usual.timeout,
        false,
        usual.misfire,
        usual.most,
        usual.regardless,
        node.place());
  }

  private static RoleWish of(Values values, Node node, Problems problems) {
    List<List<String>> nodes = new ArrayList<>();
    values.find(NODES).ifPresent(list -> readNodes(list, nodes, problems));
    Sharing sharing = values.get(PLACEMENT);
    if (!isComplete(sharing, nodes, node, problems)) {
      return usual(node.place());
    }
    Optional<String> timeout = values.find(TIMEOUT);
    boolean forever = timeout.filter(INFINITY::equals).isPresent();
    Optional<Duration> time = timeout.filter(text -> !forever).flatMap(Durations::parse);
    if (timeout.isPresent() && !forever && time.isEmpty()) {
      problems.error(
          placeOf("timeout", node),
          "timeout: '" + timeout.get() + "' is no duration",
          "write e.g. 5s, or 'infinity'");
    }
    return new RoleWish(
        sharing,
        nodes,
        time,
        forever,
        values.get(MISFIRE),
        values.get(MOST).intValue(),
        values.find(ON_STORE_LOSS).map(loss -> loss == Loss.CONTINUE),
        node.place());
  }

  private static boolean isComplete(
      Sharing sharing, List<List<String>> nodes, Node node, Problems problems) {
    if (sharing == Sharing.PINNED && nodes.isEmpty()) {
      problems.error(
          node.place(),
          "role: pinned, but to whom?",
          "name the member, e.g. role: {placement: pinned, nodes: [joe]}");
      return false;
    }
    return true;
  }

  private static void readNodes(Node list, List<List<String>> nodes, Problems problems) {
    if (!(list instanceof Node.Items items) || items.items().isEmpty()) {
      problems.error(list.place(), "nodes is a list of members", "e.g. [joe, [mike, robert]]");
      return;
    }
    Set<String> seen = new HashSet<>();
    for (Node item : items.items()) {
      List<Node> equals = item instanceof Node.Items inner ? inner.items() : List.of(item);
      List<String> names = new ArrayList<>();
      for (Node one : equals) {
        String name = one instanceof Node.Scalar scalar ? scalar.text() : "";
        if (!name.matches("[\\p{L}\\p{Nd}][\\p{L}\\p{Nd}._-]{0,63}")) {
          problems.error(
              one.place(), "nodes: no member can have this name", "e.g. [joe, [mike, robert]]");
        } else if (!seen.add(name)) {
          problems.error(one.place(), "nodes: " + name + " is named twice", "name each once");
        }
        names.add(name);
      }
      nodes.add(names);
    }
  }

  private static Place placeOf(String key, Node node) {
    return node instanceof Node.Entries map
        ? map.get(key).map(Node::place).orElse(node.place())
        : node.place();
  }

  /** The names in the list, the best first. */
  List<String> allNodes() {
    return nodes.stream().flatMap(List::stream).toList();
  }
}
