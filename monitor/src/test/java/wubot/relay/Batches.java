// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.xmpp.Payload;

/** Makes batches for tests. */
final class Batches {

  private Batches() {}

  static Payload hello(String link) {
    return new Payload(Map.of("do", "hello", "v", "1", "link", link), "");
  }

  /** Messages numbered like their sequences. */
  static Payload batch(String link, long after, int first, int last) {
    List<BatchWriter.Coded> messages = new ArrayList<>();
    for (int i = first; i <= last; i++) {
      messages.add(coded(i, message(i, List.of("joe"))));
    }
    return batch(link, after, messages);
  }

  static Message message(int number, List<String> hops) {
    return Message.of("number", number).withIdentity(new Identity("joe", 7, number)).withHops(hops);
  }

  static BatchWriter.Coded coded(long sequence, Message message) {
    return new BatchWriter.Coded(sequence, message);
  }

  static Payload batch(String link, long after, List<BatchWriter.Coded> messages) {
    try (BatchWriter writer = new BatchWriter()) {
      return with(writer.write(after, messages, false), Map.of("do", "batch", "link", link));
    }
  }

  static Payload with(Payload payload, Map<String, String> more) {
    Map<String, String> attributes = new HashMap<>(payload.attributes());
    attributes.putAll(more);
    return new Payload(attributes, payload.text());
  }
}
