// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import wubot.message.Message;

/** What those have in common that work on beans. */
abstract class OfEvents implements Contender {

  private final List<Event> events = new ArrayList<>();

  List<Event> events() {
    return events;
  }

  @Override
  public final void prepare(List<Message> messages) {
    events.clear();
    messages.forEach(message -> events.add(new Event(message)));
  }

  @Override
  public final List<Integer> fired(int event) {
    return events.get(event).fired();
  }

  @Override
  public final Map<String, String> set(int event) {
    return events.get(event).set();
  }
}
