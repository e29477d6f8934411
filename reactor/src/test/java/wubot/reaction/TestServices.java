// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import wubot.config.Node;
import wubot.config.Place;
import wubot.config.Problems;
import wubot.config.SettingsReader;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.rule.HeldInCommon;
import wubot.rule.Outlet;
import wubot.rule.PassingState;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.StateSpace;

/** What a reaction needs, in memory, with a clock that the test moves. */
final class TestServices implements ReactionServices {

  private final Path home;
  private final ZoneId zone;
  private final Map<String, Map<String, Map<String, Object>>> states = new TreeMap<>();
  private final Map<Path, List<Message>> queues = new TreeMap<>();
  private final HeldInCommon common = new HeldInCommon();
  private Instant now = Instant.ofEpochSecond(1_314_400_000);

  TestServices(Path home) {
    this(home, ZoneOffset.UTC);
  }

  TestServices(Path home, ZoneId zone) {
    this.home = home;
    this.zone = zone;
  }

  @Override
  public HeldInCommon common() {
    return common;
  }

  void now(Instant instant) {
    now = instant;
  }

  List<Message> queue(Path directory) {
    return queues.getOrDefault(directory, List.of());
  }

  /** A reaction of this type with these settings, which must be right. */
  Reaction make(ReactionType type, Map<String, ?> config) {
    Problems problems = new Problems();
    Optional<Values> values =
        new SettingsReader(home).read(node(config), type.settings(), problems);
    return type.create(
        values.orElseThrow(() -> new AssertionError(problems.all().toString())), this);
  }

  private static Node node(Object value) {
    Place place = new Place("test.yaml", 1, 1);
    if (value instanceof Map<?, ?> map) {
      List<Node.Entry> entries = new ArrayList<>();
      map.forEach((key, item) -> entries.add(new Node.Entry((String) key, place, node(item))));
      return new Node.Entries(place, entries);
    }
    if (value instanceof List<?> list) {
      return new Node.Items(place, list.stream().map(TestServices::node).toList());
    }
    Object plain = FieldValue.of(value);
    return new Node.Scalar(place, FieldValue.text(plain), plain, false);
  }

  @Override
  public Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return zone;
      }

      @Override
      public Clock withZone(ZoneId other) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Instant instant() {
        return now;
      }
    };
  }

  @Override
  public String host() {
    return "joe";
  }

  @Override
  public Path home() {
    return home;
  }

  @Override
  public StateSpace state(String name) {
    return new PassingState(states.computeIfAbsent(name, n -> new LinkedHashMap<>()));
  }

  @Override
  public Outlet outlet(Path queueDirectory) {
    return message ->
        queues.computeIfAbsent(queueDirectory, d -> new ArrayList<>()).add(message.copy());
  }
}
