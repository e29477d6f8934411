// SPDX-License-Identifier: Apache-2.0
package wubot.metrics;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A page in the text format of Prometheus, version 0.0.4: samples by name, each name with its kind
 * and a line of help. One thread at a time.
 */
public final class MetricPage {

  /** The content type of {@link #text}. */
  public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Most series of one name; more are left out and counted. */
  static final int MOST_SERIES = 1000;

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
  private static final int LONGEST_LABEL = 200;

  private record Family(String kind, String help, Set<String> series, StringBuilder lines) {}

  private final Map<String, Family> families = new TreeMap<>();
  private long leftOut;

  /** A number that goes up and down. */
  public void gauge(String name, String help, Map<String, String> labels, Number value) {
    add(name, "gauge", help, labels, value);
  }

  /** A gauge without labels. */
  public void gauge(String name, String help, Number value) {
    gauge(name, help, Map.of(), value);
  }

  /** A number that only grows while the daemon runs; its name ends in {@code _total}. */
  public void counter(String name, String help, Map<String, String> labels, Number value) {
    if (!name.endsWith("_total")) {
      throw new IllegalArgumentException("a counter's name ends in _total, not so " + name);
    }
    add(name, "counter", help, labels, value);
  }

  /** A counter without labels. */
  public void counter(String name, String help, Number value) {
    counter(name, help, Map.of(), value);
  }

  /** Labels in the order given: name, value, name, value … */
  public static Map<String, String> labels(String... namesAndValues) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
      labels.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return labels;
  }

  private void add(
      String name, String kind, String help, Map<String, String> labels, Number value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no name for a metric: " + name);
    }
    Family family =
        families.computeIfAbsent(
            name, n -> new Family(kind, help, new LinkedHashSet<>(), new StringBuilder()));
    String series = series(labels);
    if (family.series().size() >= MOST_SERIES || !family.series().add(series)) {
      leftOut++; // a series may be on a page only once
      return;
    }
    family
        .lines()
        .append(name)
        .append(series)
        .append(' ')
        .append(number(value.doubleValue()))
        .append('\n');
  }

  private static String series(Map<String, String> labels) {
    if (labels.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("{");
    labels.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no name for a label: " + name);
          }
          text.append(text.length() == 1 ? "" : ",").append(name).append("=\"");
          text.append(escaped(value)).append('"');
        });
    return text.append('}').toString();
  }

  private static String escaped(String value) {
    String cut =
        value.codePointCount(0, value.length()) <= LONGEST_LABEL
            ? value
            : value.substring(0, value.offsetByCodePoints(0, LONGEST_LABEL - 1)) + "…";
    return cut.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** The page. */
  public String text() {
    gauge(
        "wubot_metrics_left_out",
        "Series that were too many, or that two things have the name of.",
        leftOut);
    StringBuilder text = new StringBuilder(4096);
    families.forEach(
        (name, family) -> {
          String help = family.help().replace("\\", "\\\\").replace("\n", "\\n");
          text.append("# HELP ").append(name).append(' ').append(help).append('\n');
          text.append("# TYPE ").append(name).append(' ').append(family.kind()).append('\n');
          text.append(family.lines());
        });
    return text.toString();
  }
}
