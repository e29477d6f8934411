// SPDX-License-Identifier: Apache-2.0
package wubot.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a page strictly by the text format 0.0.4 and the conventions for names; a page that is not
 * quite right fails the test.
 */
public final class Exposition {

  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{((?:[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\","
              + "?)*)})? (-?[0-9]+(?:\\.[0-9]+)?(?:E-?[0-9]+)?|NaN|[+-]Inf)");
  private static final Set<String> UNITS = Set.of("total", "seconds", "bytes", "info");

  private Exposition() {}

  /** The samples by series. */
  public static Map<String, Double> read(String page) {
    assertTrue(page.endsWith("\n"), "the last line has an end");
    Map<String, Double> samples = new TreeMap<>();
    Map<String, String> types = new HashMap<>();
    Set<String> helped = new HashSet<>();
    String current = "";
    for (String line : page.split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        assertTrue(helped.add(words[2]), "one help for " + words[2]);
        assertTrue(words[3].endsWith("."), line);
        current = words[2];
      } else if (line.startsWith("# TYPE ")) {
        assertEquals(current, words[2], "help and type belong together");
        assertTrue(Set.of("counter", "gauge").contains(words[3]), line);
        types.put(words[2], words[3]);
        assertEquals(words[3].equals("counter"), words[2].endsWith("_total"), line);
      } else {
        Matcher sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), "not a sample: " + line);
        assertEquals(current, sample.group(1), "samples of a name stand together");
        assertTrue(types.containsKey(current), line);
        String series = line.substring(0, line.lastIndexOf(' '));
        double value = Double.parseDouble(sample.group(3).replace("+Inf", "Infinity"));
        assertEquals(null, samples.put(series, value), "twice: " + series);
        assertTrue(!types.get(current).equals("counter") || value >= 0, line);
      }
    }
    for (String name : types.keySet()) {
      assertTrue(name.startsWith("wubot_") || name.startsWith("process_"), name);
      for (String unit : UNITS) {
        assertTrue(
            !name.contains("_" + unit + "_")
                || name.endsWith("_total")
                || name.contains("start_time")
                || name.contains("timestamp"),
            name);
      }
    }
    return samples;
  }
}
