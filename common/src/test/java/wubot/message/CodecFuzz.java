// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import wubot.fuzz.FuzzTarget;

/** The binary form of messages. */
public final class CodecFuzz implements FuzzTarget {

  @Override
  public String name() {
    return "message";
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        MessageCodec.encode(Message.empty()),
        MessageCodec.encode(
            Message.of("a", 1).with("b", "text").with("c", 1.5).with("d", true).with("", "x")),
        MessageCodec.encode(
            Message.of("list", List.of(1L, "x", List.of(2L), Map.of("k", false)))
                .withIdentity(new Identity("joe", 1234567890123L, 42))
                .withHops(List.of("box", "server"))));
  }

  @Override
  public boolean read(byte[] input) {
    Message message;
    try {
      message = MessageCodec.decode(input);
    } catch (MalformedMessageException e) {
      return false;
    }
    byte[] again = MessageCodec.encode(message);
    if (!Arrays.equals(again, MessageCodec.encode(MessageCodec.decode(again)))) {
      throw new AssertionError("another message after a round trip: " + message);
    }
    return true;
  }
}
