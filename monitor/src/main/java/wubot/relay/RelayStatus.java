// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wubot.control.Problem;
import wubot.metrics.MetricPage;
import wubot.monitor.ServiceStatus;
import wubot.xmpp.Address;
import wubot.xmpp.ConnectionState;

/** What a relay is doing, in plain values. */
final class RelayStatus {

  private RelayStatus() {}

  static ServiceStatus of(
      Address account, ConnectionState connection, List<LinkStatus> links, ReceiverCounts counts) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("account", account.toString());
    facts.put("connected", connection.online());
    if (connection instanceof ConnectionState.Waiting waiting) {
      facts.put("why", waiting.reason());
      facts.put("retry_seconds", waiting.pause().toMillis() / 1e3);
      problems.add(Problem.notable("not connected: " + waiting.reason()));
    }
    List<Map<String, Object>> all = new ArrayList<>();
    for (LinkStatus link : links) {
      all.add(link(link));
      if (connection.online() && link.state().startsWith("waits")) {
        problems.add(Problem.notable(link.peer() + ": " + link.state()));
      }
    }
    facts.put("links", all);
    facts.put("received", counts.messages.get());
    facts.put("received_again", counts.repeats.get());
    facts.put("dropped_strangers", counts.strangers.get());
    facts.put("dropped_malformed", counts.malformed.get());
    facts.put("set_aside_loops", counts.loops.get());
    return new ServiceStatus(facts, problems);
  }

  private static Map<String, Object> link(LinkStatus link) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("peer", link.peer().toString());
    facts.put("queue", link.directory());
    facts.put("state", link.state());
    facts.put("depth", link.depth());
    facts.put("in_flight", link.inFlight());
    facts.put("confirmed", link.confirmed());
    link.lastConfirmed().ifPresent(time -> facts.put("last_ack", time.toString()));
    return facts;
  }

  static void measure(
      MetricPage page,
      String relay,
      ConnectionState connection,
      List<LinkStatus> links,
      ReceiverCounts counts) {
    Map<String, String> own = MetricPage.labels("relay", relay);
    page.gauge(
        "wubot_relay_connected", "Whether it is logged in.", own, connection.online() ? 1 : 0);
    page.counter("wubot_relay_received_total", "Messages taken.", own, counts.messages.get());
    page.counter(
        "wubot_relay_repeats_total", "Messages that came again.", own, counts.repeats.get());
    dropped(page, relay, "stranger", counts.strangers.get());
    dropped(page, relay, "malformed", counts.malformed.get());
    dropped(page, relay, "loop", counts.loops.get());
    for (LinkStatus link : links) {
      Map<String, String> to =
          MetricPage.labels("relay", relay, "peer", link.peer().bare().toString());
      page.gauge("wubot_relay_depth", "Messages not confirmed yet.", to, link.depth());
      page.gauge("wubot_relay_in_flight", "Messages on the way.", to, link.inFlight());
      page.counter("wubot_relay_confirmed_total", "Messages confirmed.", to, link.confirmed());
      link.lastConfirmed()
          .ifPresent(
              time ->
                  page.gauge(
                      "wubot_relay_last_ack_timestamp_seconds",
                      "When the peer confirmed last, since 1970.",
                      to,
                      time.toEpochMilli() / 1e3));
    }
  }

  private static void dropped(MetricPage page, String relay, String why, long number) {
    page.counter(
        "wubot_relay_dropped_total",
        "Requests of strangers and malformed ones, and messages that came round again.",
        MetricPage.labels("relay", relay, "reason", why),
        number);
  }
}
