// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** A mark finds just what a comparison with a copy finds. */
class FieldMarkTest {

  private final Random random = new Random(7);
  private final FieldMark mark = new FieldMark();

  @RepeatedTest(3)
  void findsWhatHasChanged() {
    Message message = Message.empty();
    for (int round = 0; round < 500; round++) {
      Message before = message.copy();
      mark.take(message);
      for (int i = random.nextInt(6); i > 0; i--) {
        String field = "f" + random.nextInt(12);
        switch (random.nextInt(round % 3 == 0 ? 4 : 3)) {
          case 0 -> message.put(field, random.nextInt(3));
          case 1 -> message.put(field, "text");
          case 2 -> message.append("log", "line");
          default -> message.remove(field);
        }
      }
      Map<String, Object> expected = new LinkedHashMap<>();
      message.forEach(
          (name, value) -> {
            if (!before.has(name) || !before.valueOr(name, "").equals(value)) {
              expected.put(name, value);
            }
          });
      Map<String, Object> found = new LinkedHashMap<>();
      Object[] changed = mark.changed(message);
      for (int i = 0; i < changed.length; i += 2) {
        found.put((String) changed[i], changed[i + 1]);
      }
      assertEquals(expected, found);
      List<String> gone = new ArrayList<>(before.names());
      gone.removeAll(message.names());
      assertEquals(gone, mark.removed(message));
    }
  }
}
