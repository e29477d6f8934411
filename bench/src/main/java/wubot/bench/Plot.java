// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.util.Locale;
import java.util.Map;

/** Draws messages a second over the number of rules, both logarithmic. */
final class Plot {

  private static final String[] COLOURS = {
    "#c0392b", "#7f8c8d", "#2980b9", "#27ae60", "#8e44ad", "#d68910"
  };
  private static final int LEFT = 70;
  private static final int TOP = 20;
  private static final int WIDTH = 480;
  private static final int HEIGHT = 340;
  private static final int LOWEST = 1; // 10 messages a second
  private static final int HIGHEST = 7; // ten million

  private final int[] rules;
  private final Map<String, double[]> rates;

  /**
   * A plot.
   *
   * @param rules how many rules, each ten times the one before
   * @param rates of each engine; NaN where it was not measured
   */
  Plot(int[] rules, Map<String, double[]> rates) {
    this.rules = rules;
    this.rates = rates;
  }

  String toSvg() {
    StringBuilder svg = new StringBuilder();
    line(svg, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 680 410'");
    line(svg, "     font-family='sans-serif' font-size='12'>");
    line(svg, "<rect width='680' height='410' fill='white'/>");
    for (int power = LOWEST; power <= HIGHEST; power++) {
      double y = y(Math.pow(10, power));
      line(
          svg,
          "<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#dddddd'/>",
          LEFT,
          y,
          LEFT + WIDTH,
          y);
      line(
          svg,
          "<text x='%d' y='%.1f' text-anchor='end'>%,d</text>",
          LEFT - 6,
          y + 4,
          (long) Math.pow(10, power));
    }
    for (int i = 0; i < rules.length; i++) {
      line(
          svg,
          "<text x='%.1f' y='%d' text-anchor='middle'>%,d</text>",
          x(i),
          TOP + HEIGHT + 18,
          rules[i]);
    }
    line(
        svg,
        "<text x='%d' y='%d' text-anchor='middle'>rules; messages a second of one core</text>",
        LEFT + WIDTH / 2,
        TOP + HEIGHT + 38);
    int place = 0;
    for (Map.Entry<String, double[]> entry : rates.entrySet()) {
      curve(svg, entry.getKey(), entry.getValue(), place++);
    }
    return svg.append("</svg>\n").toString();
  }

  private void curve(StringBuilder svg, String name, double[] values, int place) {
    String colour = COLOURS[place % COLOURS.length];
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      if (!Double.isNaN(values[i])) {
        points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i), y(values[i])));
        line(svg, "<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>", x(i), y(values[i]), colour);
      }
    }
    line(
        svg,
        "<polyline points='%s' fill='none' stroke='%s' stroke-width='2'/>",
        points.toString().strip(),
        colour);
    line(
        svg,
        "<text x='%d' y='%d' fill='%s'>%s</text>",
        LEFT + WIDTH + 16,
        TOP + 20 + 18 * place,
        colour,
        name);
  }

  private double x(int place) {
    return LEFT + (double) WIDTH * place / (rules.length - 1);
  }

  private static double y(double rate) {
    double share = (Math.log10(Math.max(rate, 10)) - LOWEST) / (HIGHEST - LOWEST);
    return TOP + HEIGHT * (1 - share);
  }

  private static void line(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
