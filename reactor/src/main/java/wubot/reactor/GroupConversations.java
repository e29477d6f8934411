// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import wubot.group.Flow;
import wubot.group.FlowRuling;
import wubot.group.Flows;
import wubot.group.GroupCache;
import wubot.group.StoreAway;
import wubot.member.Membership;
import wubot.rule.Conversations;

/** Conversations that stay with one member of a group, and move with what was said when it dies. */
final class GroupConversations implements Conversations {

  private static final String ENDED = "talks that ended";
  private static final Duration AFTERWARDS = Duration.ofMinutes(1);

  private final Membership membership;
  private final Map<Duration, Flows> byLimit = new ConcurrentHashMap<>();

  GroupConversations(Membership membership) {
    this.membership = membership;
  }

  private Flows flows(Duration limit) {
    boolean shared = !membership.settings().sticky();
    return byLimit.computeIfAbsent(
        limit,
        time -> {
          Flows made = new Flows(membership.place(), membership::live, time, shared);
          made.runOn(membership.threads());
          return made;
        });
  }

  @Override
  public Ruling enter(String flow, String session, boolean start, Duration limit, long now) {
    FlowRuling ruling = flows(limit).enter(flow, session, start);
    if (ruling instanceof FlowRuling.Mine mine) {
      return new Ruling.Mine(new Shared(mine.flow(), membership.cache()));
    } else if (ruling instanceof FlowRuling.Elsewhere elsewhere) {
      return new Ruling.Elsewhere(elsewhere.owner());
    } else if (ruling instanceof FlowRuling.Lost) {
      return new Ruling.Lost();
    } else if (ruling instanceof FlowRuling.Away away) {
      return new Ruling.Away(away.why());
    }
    return new Ruling.None();
  }

  /** Without an answer of the store, nobody knows of one. */
  @Override
  public boolean isUnderway(String session, long now) {
    try {
      return membership.cache().get(ENDED, session).isPresent()
          || flows(membership.settings().flowTtl()).isUnderway(session);
    } catch (StoreAway e) {
      return false;
    }
  }

  private record Shared(Flow flow, GroupCache cache) implements Conversation {

    @Override
    public String event() {
      return flow.event();
    }

    @Override
    public Map<String, String> context() {
      return flow.context();
    }

    @Override
    public Step advance(String event, Map<String, String> next) {
      return Step.valueOf(flow.advance(event, next).name());
    }

    @Override
    public boolean end() {
      try {
        cache.put(ENDED, flow.session(), flow.name(), AFTERWARDS);
      } catch (StoreAway e) {
        return false;
      }
      return flow.end();
    }
  }
}
