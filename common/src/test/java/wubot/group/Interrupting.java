// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A member's way to a store that fails for some operations after some others. */
final class Interrupting implements Store {
  private final MemoryStore way;
  private final MemoryStore.Fault fault;
  private int before = Integer.MAX_VALUE;
  private int length;

  Interrupting(MemoryStore way, MemoryStore.Fault fault) {
    this.way = way;
    this.fault = fault;
  }

  void after(int operations, int failures) {
    before = operations;
    length = failures;
  }

  void calm() {
    before = Integer.MAX_VALUE;
    way.fail(MemoryStore.Fault.NONE);
  }

  private MemoryStore next() {
    boolean fails = before <= 0 && before > -length;
    way.fail(fails ? fault : MemoryStore.Fault.NONE);
    if (before != Integer.MAX_VALUE) {
      before--;
    }
    return way;
  }

  @Override
  public synchronized Optional<Entry> get(String key) {
    return next().get(key);
  }

  @Override
  public synchronized Outcome create(String key, String value, Duration retain) {
    return next().create(key, value, retain);
  }

  @Override
  public synchronized Outcome replace(String key, long version, String value, Duration retain) {
    return next().replace(key, version, value, retain);
  }

  @Override
  public synchronized Outcome delete(String key, long version) {
    return next().delete(key, version);
  }

  @Override
  public synchronized long nextToken() {
    return next().nextToken();
  }

  @Override
  public synchronized List<Entry> list(String prefix, String after, int max) {
    return next().list(prefix, after, max);
  }

  @Override
  public String describe() {
    return way.describe();
  }

  @Override
  public void close() {
    way.close();
  }
}
