// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The figures of a run, for people and for programs. */
record GroupReport(GroupOptions options, List<GroupCampaign.Outcome> outcomes) {

  private static final int MOST = 20;

  /** What one kind of fault did over one store. */
  private record Row(
      String fault,
      long times,
      long happened,
      long kills,
      long lost,
      long twice,
      long wrong,
      List<Long> recovery,
      List<Long> failover,
      List<Long> role) {}

  boolean isClean() {
    return outcomes.stream().allMatch(GroupCampaign.Outcome::isClean);
  }

  /** A table for each store, what was counted, and what is wrong. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (GroupCampaign.Outcome outcome : outcomes) {
      line(
          text,
          "%-16s %5s %4s %5s %5s %5s %5s  %13s  %13s  %13s",
          "fault (" + outcome.store() + ")",
          "times",
          "did",
          "kills",
          "lost",
          "twice",
          "wrong",
          "others p50 p99",
          "role p50 p99",
          "back p50 p99");
      for (Row row : rows(outcome)) {
        line(
            text,
            "%-16s %5d %4d %5d %5d %5d %5d  %13s  %13s  %13s",
            row.fault(),
            row.times(),
            row.happened(),
            row.kills(),
            row.lost(),
            row.twice(),
            row.wrong(),
            both(row.failover()),
            both(row.role()),
            both(row.recovery()));
      }
      sum(text, outcome);
    }
    return text.toString();
  }

  private static String both(List<Long> millis) {
    return millis.isEmpty()
        ? "-"
        : String.format(Locale.ROOT, "%.2f %.2f", at(millis, 0.5) / 1e3, at(millis, 0.99) / 1e3);
  }

  private static long at(List<Long> millis, double part) {
    List<Long> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
  }

  private static List<Row> rows(GroupCampaign.Outcome outcome) {
    Map<String, List<GroupStrike>> by = new TreeMap<>();
    outcome
        .strikes()
        .forEach(
            strike -> by.computeIfAbsent(strike.fault(), unused -> new ArrayList<>()).add(strike));
    List<Row> rows = new ArrayList<>();
    by.forEach((fault, strikes) -> rows.add(row(fault, strikes, outcome)));
    return rows;
  }

  private static Row row(String fault, List<GroupStrike> strikes, GroupCampaign.Outcome outcome) {
    GroupOracle oracle = outcome.oracle();
    List<GroupOracle.Case> cases =
        oracle.cases().stream()
            .filter(one -> strikes.contains(cause(outcome.strikes(), one.millis())))
            .toList();
    List<Long> failover = new ArrayList<>();
    List<Long> role = new ArrayList<>();
    for (GroupStrike strike : strikes) {
      oracle.failover(strike).ifPresent(failover::add);
      for (GroupHit hit : strike.hits()) {
        oracle.tenures().failover(hit.member(), hit.fromMillis(), 30_000).ifPresent(role::add);
      }
      if (fault.equals("move")) {
        role.addAll(oracle.tenures().pauses(strike.fromMillis(), strike.toMillis()));
      }
    }
    return new Row(
        fault,
        strikes.size(),
        strikes.stream().filter(GroupStrike::happened).count(),
        strikes.stream().mapToLong(GroupStrike::kills).sum(),
        cases.stream().filter(GroupOracle.Case::lost).count(),
        cases.stream().filter(one -> !one.lost()).count(),
        cases.stream().filter(one -> !one.allowed()).count(),
        strikes.stream().map(GroupStrike::recoveryMillis).filter(n -> n >= 0).toList(),
        failover,
        role);
  }

  /** The last one that had begun; the first one for what was before all. */
  private static GroupStrike cause(List<GroupStrike> strikes, long millis) {
    GroupStrike last = strikes.get(0);
    for (GroupStrike strike : strikes) {
      last = strike.fromMillis() - 1_000 <= millis ? strike : last;
    }
    return last;
  }

  private static void sum(StringBuilder text, GroupCampaign.Outcome outcome) {
    GroupOracle oracle = outcome.oracle();
    oracle
        .counts()
        .forEach(
            (policy, count) ->
                line(
                    text,
                    "%s, %s: %,d events; %d lost (%d allowed), %d twice (%d struck, %d stalled)%s",
                    outcome.store(),
                    policy,
                    count.events(),
                    count.lost(),
                    count.excused(),
                    count.twice(),
                    count.struck(),
                    count.stalled(),
                    policy.equals("fenced") ? ", " + count.turnedAway() + " turned away" : ""));
    line(
        text,
        "%s: %d strikes in %.0f s; role held %d times, %d at once; %d stalls of the machine",
        outcome.store(),
        outcome.strikes().size(),
        outcome.seconds(),
        oracle.tenures().all().size(),
        oracle.tenures().overlaps().size(),
        oracle.stalls());
    List<Long> moves = oracle.handovers();
    if (!moves.isEmpty()) {
      line(
          text,
          "%s: %d planned moves, from draining to started p50 %d ms, p99 %d ms",
          outcome.store(),
          moves.size(),
          at(moves, 0.5),
          at(moves, 0.99));
    }
    oracle.wrongs().stream()
        .limit(MOST)
        .forEach(
            wrong ->
                line(text, "  WRONG: %d at %d: %s", wrong.number(), wrong.millis(), wrong.what()));
    if (oracle.wrongs().size() > MOST) {
      line(text, "  … and %d more", oracle.wrongs().size() - MOST);
    }
    outcome.findings().forEach(finding -> line(text, "  FOUND: %s", finding));
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  /** The same as one JSON object. */
  String json() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("seed", options.seed());
      json.writeBooleanField("clean", isClean());
      json.writeArrayFieldStart("stores");
      for (GroupCampaign.Outcome outcome : outcomes) {
        write(json, outcome);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static void write(JsonGenerator json, GroupCampaign.Outcome outcome) throws IOException {
    json.writeStartObject();
    json.writeStringField("store", outcome.store());
    json.writeNumberField("seconds", outcome.seconds());
    json.writeObjectFieldStart("policies");
    for (var entry : outcome.oracle().counts().entrySet()) {
      GroupOracle.Count count = entry.getValue();
      json.writeObjectFieldStart(entry.getKey());
      json.writeNumberField("events", count.events());
      json.writeNumberField("lost", count.lost());
      json.writeNumberField("lost_allowed", count.excused());
      json.writeNumberField("twice", count.twice());
      json.writeNumberField("twice_struck", count.struck());
      json.writeNumberField("twice_stalled", count.stalled());
      json.writeNumberField("turned_away", count.turnedAway());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeArrayFieldStart("faults");
    for (Row row : rows(outcome)) {
      json.writeStartObject();
      json.writeStringField("fault", row.fault());
      json.writeNumberField("times", row.times());
      json.writeNumberField("happened", row.happened());
      json.writeNumberField("kills", row.kills());
      json.writeNumberField("lost", row.lost());
      json.writeNumberField("twice", row.twice());
      json.writeNumberField("wrong", row.wrong());
      times(json, "others", row.failover());
      times(json, "role", row.role());
      times(json, "back", row.recovery());
      json.writeEndObject();
    }
    json.writeEndArray();
    times(json, "handover", outcome.oracle().handovers());
    json.writeNumberField("claims_won", outcome.won());
    json.writeArrayFieldStart("findings");
    for (String finding : outcome.findings()) {
      json.writeString(finding);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void times(JsonGenerator json, String name, List<Long> millis) throws IOException {
    Optional<List<Long>> some = Optional.of(millis).filter(list -> !list.isEmpty());
    if (some.isPresent()) {
      json.writeNumberField(name + "_p50_ms", at(some.get(), 0.5));
      json.writeNumberField(name + "_p99_ms", at(some.get(), 0.99));
    }
  }
}
