// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.Optional;
import wubot.message.Fields;
import wubot.message.Message;

/**
 * A message as a line that somebody said to wubot; see the monitor's plugin Chat.
 *
 * @param message what Chat made of the line
 */
record ChatLine(Message message) {

  /** The field that says to which flow a line belongs. */
  static final String FLOW = "flow";

  /** Whether it is one. */
  boolean isLine() {
    return message.isTrue("from") && message.isTrue("body");
  }

  String command() {
    return message.text("command");
  }

  String args() {
    return message.text("args").strip();
  }

  String body() {
    return message.text("body").strip();
  }

  String from() {
    return message.text("from");
  }

  String room() {
    return message.text("room");
  }

  /** Whether it is a command in so many words: it began with the prefix. */
  boolean isPrefixed() {
    return message.text("addressed").equals("prefix");
  }

  /** Whose line it is: of a person, or, in a room, of somebody who goes by this name there. */
  String person() {
    String nick = message.text("nick");
    return room().isEmpty() || nick.isEmpty() ? from() : room() + '/' + nick;
  }

  /** What all who got the line call it; something that is as good as unique where nothing is. */
  String event() {
    String id = message.text("event_id");
    return !id.isEmpty()
        ? id
        : message.identity().map(Object::toString).orElse(message.text(Fields.LASTUPDATE));
  }

  /** The message for the queue of texts that answers it. */
  Message reply(String text) {
    return to(message.text(Fields.KEY), room(), message.text("reply_to"), text);
  }

  /** A message for the queue of texts. */
  static Message to(String via, String room, String to, String text) {
    return Message.of("via", via)
        .with("room", room)
        .with("to", room.isEmpty() ? to : "")
        .with("text", text);
  }

  /** The name of the chat that heard it, when it was one. */
  Optional<String> chat() {
    return Optional.of(message.text(Fields.KEY)).filter(key -> key.startsWith("Chat-"));
  }
}
