// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.util.Map;

/**
 * One conversation that is this member's to go on with, as it stood when it was asked for.
 *
 * <p>Every step of it is one message, and is claimed like any other message besides.
 */
public final class Flow {

  /** What became of a step. */
  public enum Step {
    /** It is recorded, and the conversation stands one step further. */
    ACCEPTED,
    /** It was recorded before for this very message, by an earlier try. */
    REPEATED,
    /** Another member has the conversation now, or it has ended: ask again. */
    SUPERSEDED,
    /** The store does not answer; it may be recorded or not: try again. */
    AWAY
  }

  private final Flows flows;
  private final String key;
  private final String name;
  private final String session;
  private final boolean started;

  private FlowRecord record;
  private Map<String, String> context;
  private long version;

  Flow(
      Flows flows,
      String key,
      String name,
      String session,
      boolean started,
      FlowRecord record,
      Map<String, String> context,
      long version) {
    this.flows = flows;
    this.key = key;
    this.name = name;
    this.session = session;
    this.started = started;
    this.record = record;
    this.context = context;
    this.version = version;
  }

  /** Of the kind of conversation. */
  public String name() {
    return name;
  }

  /** Whose conversation, e.g. a person's address or a room's. */
  public String session() {
    return session;
  }

  /** Whether it began with this ask. */
  public boolean started() {
    return started;
  }

  /** Larger than those of all members that had it before. */
  public synchronized long token() {
    return record.token();
  }

  /** How many steps were accepted; 0 at the start. */
  public synchronized int step() {
    return record.step();
  }

  /** The message of the last accepted step; empty before the first. */
  public synchronized String event() {
    return record.event();
  }

  /** What earlier steps left for later ones; unmodifiable. */
  public synchronized Map<String, String> context() {
    return context;
  }

  /**
   * Accepts one more step: the count, the context and a fresh time to live in one writing, only if
   * nobody else wrote since.
   *
   * @param event id of the message that is the step; a step is accepted once per message
   * @param next what later steps may read
   */
  public synchronized Step advance(String event, Map<String, String> next) {
    return flows.advance(this, event, Map.copyOf(next));
  }

  /** Ends the conversation and removes its record; false when the store does not answer. */
  public boolean end() {
    return flows.end(name, session);
  }

  String key() {
    return key;
  }

  FlowRecord record() {
    return record;
  }

  long version() {
    return version;
  }

  void stands(FlowRecord now, Map<String, String> with, long at) {
    record = now;
    context = with;
    version = at;
  }
}
