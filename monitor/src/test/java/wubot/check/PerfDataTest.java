// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wubot.message.Message;

class PerfDataTest {

  private static Map<String, Object> fields(String text) {
    Message message = Message.empty();
    PerfData.parse(text).forEach(item -> item.addTo(message));
    return message.asMap();
  }

  @Test
  void readsValueUnitAndLimits() {
    assertEquals(
        Map.of(
            "perf.load1", 0.42,
            "perf.load1.warn", 5L,
            "perf.load1.crit", 10L,
            "perf.load1.min", 0L),
        fields("load1=0.420;5.000;10.000;0;"));
    assertEquals(
        Map.of("perf.rta", 12.3, "perf.rta.unit", "ms", "perf.pl", 0L, "perf.pl.unit", "%"),
        fields("rta=12.3ms pl=0%"));
  }

  @Test
  void labelsMayBeQuoted() {
    assertEquals(Map.of("perf./var/my disk", 3L), fields("'/var/my disk'=3"));
    assertEquals(Map.of("perf.it's", 1L), fields("'it''s'=1"));
  }

  @Test
  void rangesStayText() {
    assertEquals(
        Map.of("perf.t", 7L, "perf.t.warn", "10:20", "perf.t.crit", "@~:5"),
        fields("t=7;10:20;@~:5"));
  }

  @Test
  void numbersMayHaveACommaOrAnExponentOrBeUnknown() {
    assertEquals(
        Map.of("perf.a", 1.5, "perf.b", -2000L, "perf.c.max", 9L), fields("a=1,5 b=-2e3 c=U;;;;9"));
  }

  @Test
  void labelsEndSomewhere() {
    List<PerfData> found =
        PerfData.parse("x".repeat(2_000_000) + "end=5 " + "'".repeat(999) + "a=1");
    assertEquals("x".repeat(253) + "end", found.get(0).label());
    assertEquals("a", found.get(1).label());
    assertEquals(2, found.size());
  }

  @Test
  void aQuoteThatIsNotClosedBeginsNothing() {
    assertEquals(Map.of("perf.b", 1L, "perf.c d", 2L), fields("'a b=1 'c d'=2"));
    assertEquals(Map.of("perf.a", 1L), fields("'a=1"));
    assertEquals(Map.of("perf.a=b", 1L), fields("'a=b'=1"));
  }

  @Test
  void passesOverWhatIsNotOfTheForm() {
    assertEquals(Map.of("perf.a", 1L), fields("nonsense = a=1 =5 '' ;;"));
    assertEquals(List.of(), PerfData.parse(""));
  }
}
