// SPDX-License-Identifier: Apache-2.0
package wubot.bench;

import java.util.List;
import java.util.Map;
import wubot.message.Message;

/** A rule engine that has its rules and waits for messages. */
interface Contender extends AutoCloseable {

  /** Makes its own events of messages, fresh ones; not counted. */
  void prepare(List<Message> messages);

  /** Sends what was prepared through its rules, one after the other. */
  void run() throws InterruptedException;

  /** Which rules fired for an event, in order. */
  List<Integer> fired(int event);

  /** The fields that rules set in an event. */
  Map<String, String> set(int event);

  @Override
  void close();
}
