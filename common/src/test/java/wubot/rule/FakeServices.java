// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wubot.message.Message;

/** What a daemon offers reactions, kept in memory. */
final class FakeServices implements ReactionServices {

  private final Path home;
  private final Map<Path, List<Message>> outlets = new HashMap<>();

  FakeServices(Path home) {
    this.home = home;
  }

  @Override
  public Clock clock() {
    return Clock.fixed(Instant.ofEpochSecond(1_800_000_000L), ZoneOffset.UTC);
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
    return new PassingState();
  }

  @Override
  public Outlet outlet(Path queueDirectory) {
    return message ->
        outlets.computeIfAbsent(queueDirectory, d -> new ArrayList<>()).add(message.copy());
  }
}
