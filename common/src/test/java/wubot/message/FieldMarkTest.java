// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a mark tells makes the message of now out of that of then, and is no more than it need be.
 */
class FieldMarkTest {

  private final Random random = new Random(7);
  private final FieldMark mark = new FieldMark();
  private final Set<String> written = new HashSet<>();

  @ParameterizedTest
  @ValueSource(ints = {12, 90})
  void tellsWhatHasBeenSetAndRemoved(int fields) {
    Message message = Message.empty();
    for (int round = 0; round < 1500; round++) {
      Message before = message.copy();
      mark.take(message);
      boolean removing = random.nextInt(3) == 0;
      change(message, fields, removing);
      Message retold = before.copy();
      Set<String> told = new HashSet<>();
      mark.forEachSet(
          message,
          (name, value) -> {
            assertTrue(told.add(name), name + " is told twice");
            retold.put(name, value);
          });
      mark.removed(message).forEach(retold::remove);
      assertEquals(message, retold);
      if (!removing && fields < 60) {
        assertEquals(written, told);
      }
      List<String> gone = new ArrayList<>(before.names());
      gone.removeAll(message.names());
      assertEquals(gone, mark.removed(message));
    }
  }

  private void change(Message message, int fields, boolean removing) {
    written.clear();
    for (int i = random.nextInt(6); i > 0; i--) {
      int kind = random.nextInt(removing ? 4 : 3);
      String field = kind == 2 ? "log" : "f" + random.nextInt(fields);
      switch (kind) {
        case 0 -> message.put(field, random.nextInt(3));
        case 1 -> message.put(field, "text");
        case 2 -> message.append(field, "line");
        default -> message.remove(field);
      }
      written.add(field);
    }
  }
}
