// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.IOException;
import java.util.Optional;
import wubot.group.Document;

/**
 * What a group knows of one check: which run was begun last, by whom, and what it left.
 *
 * @param document as in the store
 */
record SlotRecord(Document document) {

  /** Of a check that no member ever ran. */
  static final SlotRecord NONE = new SlotRecord(Document.empty());

  private static final String PLANNED = "planned";
  private static final String NEXT = "next";
  private static final String TOKEN = "token";
  private static final String BY = "by";
  private static final String RUNNING = "running";
  private static final String ATTEMPT = "attempt";
  private static final String MEMORY = "memory";

  /** Whether any member ever ran it. */
  boolean exists() {
    return planned() > 0;
  }

  /** For when the last run was planned, in milliseconds since 1970; 0 for never. */
  long planned() {
    return document.number(PLANNED).orElse(0);
  }

  /** When that run wanted the next to be; 0 for the regular time. */
  long next() {
    return document.number(NEXT).orElse(0);
  }

  /** The largest token of a holder of the role that has begun; 0 without a role. */
  long token() {
    return document.number(TOKEN).orElse(0);
  }

  /** Who began the last run. */
  String by() {
    return document.text(BY).orElse("");
  }

  /** Whether the last run has not said that it ended. */
  boolean isRunning() {
    return document.flag(RUNNING);
  }

  /** Tells this writing from all others. */
  String attempt() {
    return document.text(ATTEMPT).orElse("");
  }

  /** What the last run that ended left; empty when there is nothing. */
  Optional<Memory> memory() throws IOException {
    Optional<String> text = document.text(MEMORY);
    return text.isEmpty() ? Optional.empty() : Optional.of(MemoryJson.read(text.get()));
  }

  /** The same as another writing. */
  SlotRecord written(String attempt) {
    return new SlotRecord(document.with(ATTEMPT, attempt));
  }

  /** Held by this token from now on. */
  SlotRecord held(long token) {
    return new SlotRecord(document.with(TOKEN, token));
  }

  /** With a run begun. */
  SlotRecord begun(long planned, long token, String by) {
    return new SlotRecord(
        document
            .with(PLANNED, planned)
            .with(TOKEN, token)
            .with(BY, by)
            .with(RUNNING, true)
            .without(NEXT));
  }

  /** With that run ended. */
  SlotRecord ended(long next) {
    Document ended = document.with(RUNNING, false);
    return new SlotRecord(next > 0 ? ended.with(NEXT, next) : ended.without(NEXT));
  }

  /** With what is to be remembered. */
  SlotRecord remembering(String memory) {
    return new SlotRecord(document.with(MEMORY, memory));
  }
}
