// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import wubot.message.Message;

/** A reaction around another one: what it does not do itself, the other does. */
public interface WrappedReaction extends Reaction {

  /** What does the work. */
  Reaction reaction();

  @Override
  default OptionalLong ripe(EventTime time) {
    return reaction().ripe(time);
  }

  @Override
  default List<Message> speak(EventTime time) {
    return reaction().speak(time);
  }

  @Override
  default void move(long seconds) {
    reaction().move(seconds);
  }

  @Override
  default List<Message> tick(Instant now) {
    return reaction().tick(now);
  }

  @Override
  default Optional<Set<String>> writes() {
    return reaction().writes();
  }

  @Override
  default boolean wants(Message message) {
    return reaction().wants(message);
  }

  @Override
  default void settle() throws InterruptedException {
    reaction().settle();
  }

  @Override
  default void close() {
    reaction().close();
  }
}
