// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table of fields is a map that keeps the order of first setting, with few and many fields. */
class FieldTableTest {

  @ParameterizedTest
  @ValueSource(ints = {4, 20, 32, 34, 60, 400})
  void doesWhatAMapDoes(int different) {
    Random random = new Random(different);
    Map<String, Object> expected = new LinkedHashMap<>();
    FieldTable table = new FieldTable();
    for (int i = 0; i < 6000; i++) {
      // Equal names are other objects each time, and many have the hash code of another.
      String name = (random.nextBoolean() ? "Aa" : "BB") + random.nextInt(different);
      int doing = random.nextInt(i / 1500 % 2 == 0 ? 8 : 3);
      if (doing == 0) {
        expected.remove(name);
        table.remove(name);
      } else if (doing == 1) {
        FieldTable copy = table.copy();
        table.put(name, "later");
        assertEquals(expected.get(name), copy.get(name));
        expected.put(name, "later");
      } else {
        expected.put(name, (long) i);
        table.put(name, (long) i);
      }
      assertEquals(expected.size(), table.size());
      assertEquals(expected.get(name), table.get(name));
      assertEquals(expected.containsKey(name), table.has(name));
    }
    assertTrue(expected.size() > 2 || different < 10);
    assertEquals(expected, table.asMap());
    assertEquals(expected.hashCode(), table.asMap().hashCode());
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(table.asMap().keySet()));
    assertEquals(expected.toString(), table.toString());
    List<String> visited = new ArrayList<>();
    table.forEach((name, value) -> visited.add(name + "=" + value));
    assertEquals(expected.entrySet().stream().map(Map.Entry::toString).toList(), visited);
  }

  @Test
  void isEqualInWhateverOrder() {
    FieldTable one = new FieldTable();
    one.put("a", 1L);
    one.put("b", 2L);
    FieldTable other = new FieldTable();
    other.put("b", 2L);
    assertFalse(one.equals(other));
    other.put("a", 1L);
    assertEquals(one, other);
    assertEquals(one.hashCode(), other.hashCode());
    other.put("a", 2L);
    assertFalse(one.equals(other));
  }

  @Test
  void showsAMapThatCannotBeChanged() {
    FieldTable table = new FieldTable();
    table.put("a", 1L);
    Map<String, Object> map = table.asMap();
    assertThrows(UnsupportedOperationException.class, () -> map.put("b", 2L));
    assertThrows(UnsupportedOperationException.class, () -> map.remove("a"));
    assertThrows(UnsupportedOperationException.class, map::clear);
    table.put("b", 2L);
    assertEquals(2, map.size(), "it is a view");
  }
}
