// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.parser.Parser;

/** A parser that knows how far it was read: limits are passed without a place of their own. */
final class PlacedParser implements Parser {

  private final Parser parser;
  private final YamlSource source;
  private Place place;

  PlacedParser(Parser parser, YamlSource source) {
    this.parser = parser;
    this.source = source;
    this.place = source.place(1, 1);
  }

  /** Where the last part that was read begins. */
  Place place() {
    return place;
  }

  @Override
  public boolean checkEvent(Event.ID choice) {
    return parser.checkEvent(choice);
  }

  @Override
  public Event peekEvent() {
    Event event = parser.peekEvent();
    if (event != null) {
      place = source.place(event.getStartMark());
    }
    return event;
  }

  @Override
  public Event getEvent() {
    Event event = parser.getEvent();
    place = source.place(event.getStartMark());
    return event;
  }
}
