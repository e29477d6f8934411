// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import wubot.control.Problem;
import wubot.control.Vitals;
import wubot.metrics.MetricPage;

/** What the monitor is doing, put together when somebody asks. */
final class MonitorStatus {

  private final Vitals vitals;
  private final Roster roster;
  private final MainQueue queue;
  private final Supplier<Optional<Rota>> rota;

  MonitorStatus(Vitals vitals, Roster roster, MainQueue queue, Supplier<Optional<Rota>> rota) {
    this.vitals = vitals;
    this.roster = roster;
    this.queue = queue;
    this.rota = rota;
  }

  /** The checks by key. */
  List<CheckStatus> checks() {
    return roster.running().stream().flatMap(runner -> runner.check().stream()).toList();
  }

  /** The services by key. */
  Map<String, ServiceStatus> services() {
    Map<String, ServiceStatus> services = new LinkedHashMap<>();
    for (Runner runner : roster.running()) {
      if (runner instanceof ServiceRunner service) {
        services.put(runner.instance().key(), service.status());
      }
    }
    return services;
  }

  /** Writes numbers about the services. */
  void measureServices(MetricPage page) {
    for (Runner runner : roster.running()) {
      if (runner instanceof ServiceRunner service) {
        service.measure(page);
      }
    }
  }

  /** Writes numbers about the group, if there is one. */
  void measureGroup(MetricPage page) {
    Optional<Rota> group = rota.get();
    if (group.isPresent()) { // or else its classes need not be loaded
      group.get().measure(page);
    }
  }

  /** What needs attention. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    queue
        .refusing()
        .ifPresent(why -> problems.add(Problem.ill("the main queue accepts nothing: " + why)));
    Optional<Rota> group = rota.get();
    if (group.isPresent()) {
      problems.addAll(group.get().problems());
    }
    roster
        .unusable()
        .forEach(
            key ->
                problems.add(
                    Problem.notable(key + " has an error in its file; wubot check shows it")));
    for (CheckStatus check : checks()) {
      check
          .failing()
          .ifPresent(
              episode -> problems.add(Problem.notable(check.key() + " fails: " + episode.error())));
      if (check.state() == CheckStatus.State.HANGING) {
        problems.add(Problem.notable(check.key() + " hangs and ignores its interruption"));
      }
    }
    services()
        .forEach(
            (key, service) ->
                service
                    .problems()
                    .forEach(p -> problems.add(new Problem(p.ill(), key + ": " + p.what()))));
    return problems;
  }

  /** All of it. */
  Map<String, Object> asMap() {
    Map<String, Object> all = vitals.asMap();
    all.put("checks", checks().stream().map(CheckStatus::asMap).toList());
    List<Map<String, Object>> services = new ArrayList<>();
    services()
        .forEach(
            (key, service) -> {
              Map<String, Object> facts = new LinkedHashMap<>(Map.of("key", key));
              facts.putAll(service.facts());
              services.add(facts);
            });
    all.put("services", services);
    Optional<Rota> group = rota.get();
    if (group.isPresent()) {
      all.putAll(group.get().facts());
    }
    all.put("unusable", roster.unusable());
    all.put("problems", Problem.asList(problems()));
    return all;
  }
}
