// SPDX-License-Identifier: Apache-2.0
package wubot.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import wubot.control.Problem;
import wubot.monitor.ServiceStatus;
import wubot.xmpp.Address;
import wubot.xmpp.ConnectionState;

/** What a chat is doing, in plain values. */
final class ChatStatus {

  /** What happened so far; each number only grows. */
  record Counts(long heard, long said, long strangers, long tooLong, long unsaid) {}

  private ChatStatus() {}

  static ServiceStatus of(
      Address account,
      ConnectionState connection,
      List<Address> rooms,
      Function<Address, Optional<String>> nicks,
      Counts counts) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("account", account.toString());
    facts.put("connected", connection.online());
    if (connection instanceof ConnectionState.Waiting waiting) {
      facts.put("why", waiting.reason());
      problems.add(Problem.notable("not connected: " + waiting.reason()));
    }
    List<Map<String, Object>> all = new ArrayList<>();
    for (Address room : rooms) {
      Optional<String> nick = nicks.apply(room);
      all.add(Map.of("room", room.toString(), "inside", nick.isPresent(), "nick", nick.orElse("")));
      if (connection.online() && nick.isEmpty()) {
        problems.add(Problem.notable("not in the room " + room));
      }
    }
    facts.put("rooms", all);
    facts.put("heard", counts.heard());
    facts.put("said", counts.said());
    facts.put("dropped_strangers", counts.strangers());
    facts.put("dropped_too_long", counts.tooLong());
    facts.put("set_aside", counts.unsaid());
    return new ServiceStatus(facts, problems);
  }
}
