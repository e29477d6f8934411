// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;

/** The status of a home for people: daemons, checks, relays, queues, and what needs attention. */
final class StatusText {

  private static final int WIDEST = 100;

  private final HomeStatus status;
  private final Ansi ansi;
  private final List<String> lines = new ArrayList<>();

  private StatusText(HomeStatus status, Ansi ansi) {
    this.status = status;
    this.ansi = ansi;
  }

  /** All lines. */
  static List<String> lines(HomeStatus status, Ansi ansi) {
    StatusText text = new StatusText(status, ansi);
    status.daemons().forEach(text::daemon);
    text.checks();
    text.relays();
    text.couriers();
    text.queues();
    text.verdict();
    return text.lines;
  }

  private void daemon(Map<String, Object> says) {
    String name = String.format(Locale.ROOT, "%-8s", text(says, "daemon"));
    if (!Boolean.TRUE.equals(says.get("running"))) {
      lines.add(name + " does not run");
      return;
    }
    if (says.containsKey("error")) {
      lines.add(name + " does not answer");
      return;
    }
    String more =
        says.containsKey("handled")
            ? ", rules: "
                + text(says, "rules")
                + ", messages handled: "
                + text(says, "handled")
                + " ("
                + text(says, "messages_per_second")
                + "/s)"
            : "";
    lines.add(
        name
            + " runs for "
            + age(says, "since")
            + ", process "
            + text(says, "pid")
            + ", wubot "
            + text(says, "version")
            + more);
  }

  private void checks() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("CHECK", "STATE", "LAST RUN", "NEXT RUN", ""));
    for (Map<?, ?> check : all("checks")) {
      boolean failing = Boolean.TRUE.equals(check.get("failing"));
      rows.add(
          List.of(
              text(check, "key"),
              failing ? "fails" : text(check, "state").replace("waiting", "ok"),
              age(check, "last_run"),
              ahead(check, "next_run"),
              failing ? text(check, "error") : ""));
    }
    table(rows);
  }

  private void relays() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("RELAY", "PEER", "QUEUE", "WAITING", "IN FLIGHT", "LAST ACK", "STATE"));
    for (Map<?, ?> service : all("services")) {
      if (!service.containsKey("account")) {
        continue;
      }
      String key = text(service, "key");
      boolean connected = Boolean.TRUE.equals(service.get("connected"));
      String line = connected ? "connected" : "not connected: " + text(service, "why");
      if (!(service.get("links") instanceof List<?> links) || links.isEmpty()) {
        rows.add(List.of(key, "-", "-", "-", "-", "-", line));
        continue;
      }
      for (Object item : links) {
        Map<?, ?> link = (Map<?, ?>) item;
        rows.add(
            List.of(
                key,
                text(link, "peer"),
                text(link, "queue").replace(status.home() + "/", ""),
                text(link, "depth"),
                text(link, "in_flight"),
                age(link, "last_ack"),
                connected ? text(link, "state") : line));
      }
    }
    table(rows);
  }

  private void couriers() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("DELIVERY", "REACTION", "STATE", "NEXT TRY", ""));
    for (Map<?, ?> courier : all("couriers")) {
      boolean failing = Boolean.TRUE.equals(courier.get("failing"));
      rows.add(
          List.of(
              text(courier, "rule"),
              text(courier, "reaction"),
              failing ? "fails for " + age(courier, "failing_since") : "ok",
              ahead(courier, "next_try"),
              failing ? text(courier, "error") : ""));
    }
    table(rows);
  }

  private void queues() {
    if (!status.queues().isEmpty()) {
      lines.add("");
      lines.addAll(new QueueTable(status.time()).lines(status.queues()));
    }
    lines.add("");
    lines.add(QueueTable.size(status.freeBytes()) + " free on the disk");
  }

  private void verdict() {
    lines.add("");
    if (status.problems().isEmpty()) {
      lines.add(ansi.string("@|green all is well|@"));
      return;
    }
    lines.add(ansi.string("@|bold,yellow needs attention|@"));
    status.problems().forEach(problem -> lines.add("  " + Printable.line(problem, 400)));
  }

  private void table(List<List<String>> rows) {
    if (rows.size() > 1) {
      lines.add("");
      lines.addAll(Columns.aligned(rows));
    }
  }

  /** The maps in the lists of this name that daemons gave. */
  private List<Map<?, ?>> all(String name) {
    List<Map<?, ?>> all = new ArrayList<>();
    for (Map<String, Object> daemon : status.daemons()) {
      if (daemon.get(name) instanceof List<?> list) {
        list.stream().filter(Map.class::isInstance).forEach(item -> all.add((Map<?, ?>) item));
      }
    }
    return all;
  }

  private static String text(Map<?, ?> map, String name) {
    return map.containsKey(name) ? Printable.line(String.valueOf(map.get(name)), WIDEST) : "-";
  }

  private String age(Map<?, ?> map, String name) {
    return apart(map, name, 1);
  }

  private String ahead(Map<?, ?> map, String name) {
    return apart(map, name, -1);
  }

  private String apart(Map<?, ?> map, String name, int direction) {
    try {
      Instant time = Instant.parse(text(map, name));
      Duration apart = Duration.between(time, status.time()).multipliedBy(direction);
      return apart.isNegative() ? "now" : Ages.text(apart);
    } catch (DateTimeParseException e) {
      return "-";
    }
  }
}
