// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures of a run, for people and for programs. */
record Report(Options options, List<Campaign.Outcome> outcomes) {

  private static final int MOST = 20;

  boolean isClean() {
    return outcomes.stream().allMatch(Campaign.Outcome::isClean);
  }

  /** A table, what was counted, and what is wrong. */
  String text() {
    StringBuilder text = new StringBuilder();
    line(
        text,
        "%-20s %5s %8s %5s %5s %5s %8s %7s %7s",
        "fault",
        "times",
        "happened",
        "kills",
        "lost",
        "twice",
        "disorder",
        "p50 s",
        "p99 s");
    for (Figures figures : Figures.of(outcomes)) {
      line(
          text,
          "%-20s %5d %8d %5d %5d %5d %8d %7.1f %7.1f",
          figures.fault(),
          figures.times(),
          figures.happened(),
          figures.kills(),
          figures.wrong().get(Oracle.Wrong.LOST),
          figures.wrong().get(Oracle.Wrong.TWICE),
          figures.wrong().get(Oracle.Wrong.DISORDER),
          figures.recovery(0.5),
          figures.recovery(0.99));
    }
    String points =
        Figures.points(outcomes).entrySet().stream()
            .map(entry -> entry.getKey().label() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    if (!points.isEmpty()) {
      line(text, "killed at points: %s", points);
    }
    for (Campaign.Outcome outcome : outcomes) {
      sum(text, outcome);
    }
    return text.toString();
  }

  private static void sum(StringBuilder text, Campaign.Outcome outcome) {
    Oracle.Verdict verdict = outcome.verdict();
    line(
        text,
        "%s: %,d messages accepted, %,d refused, %,d arrived (and %,d of the daemons' own);"
            + " %d changed, %d never sent",
        outcome.server(),
        verdict.accepted(),
        outcome.refused(),
        verdict.arrived(),
        verdict.others(),
        count(verdict, Oracle.Wrong.CHANGED),
        count(verdict, Oracle.Wrong.NEVER_SENT));
    verdict.violations().stream()
        .limit(MOST)
        .forEach(v -> line(text, "  %s %s %d: %s", v.wrong(), v.sender(), v.number(), v.detail()));
    if (verdict.violations().size() > MOST) {
      line(text, "  … and %d more", verdict.violations().size() - MOST);
    }
    outcome.findings().forEach(finding -> line(text, "  FOUND: %s", finding));
  }

  private static long count(Oracle.Verdict verdict, Oracle.Wrong wrong) {
    return verdict.violations().stream().filter(v -> v.wrong() == wrong).count();
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
      json.writeArrayFieldStart("faults");
      for (Figures figures : Figures.of(outcomes)) {
        write(json, figures);
      }
      json.writeEndArray();
      json.writeObjectFieldStart("points");
      for (var entry : Figures.points(outcomes).entrySet()) {
        json.writeNumberField(entry.getKey().label(), entry.getValue());
      }
      json.writeEndObject();
      json.writeArrayFieldStart("servers");
      for (Campaign.Outcome outcome : outcomes) {
        write(json, outcome);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static void write(JsonGenerator json, Figures figures) throws IOException {
    json.writeStartObject();
    json.writeStringField("fault", figures.fault());
    json.writeNumberField("times", figures.times());
    json.writeNumberField("happened", figures.happened());
    json.writeNumberField("kills", figures.kills());
    for (var entry : figures.wrong().entrySet()) {
      json.writeNumberField(entry.getKey().name().toLowerCase(Locale.ROOT), entry.getValue());
    }
    json.writeNumberField("recovery_p50", figures.recovery(0.5));
    json.writeNumberField("recovery_p99", figures.recovery(0.99));
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Campaign.Outcome outcome) throws IOException {
    json.writeStartObject();
    json.writeStringField("server", outcome.server());
    json.writeNumberField("accepted", outcome.verdict().accepted());
    json.writeNumberField("refused", outcome.refused());
    json.writeNumberField("arrived", outcome.verdict().arrived());
    json.writeArrayFieldStart("findings");
    for (String finding : outcome.findings()) {
      json.writeString(finding);
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
