// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A member's way to a store on which something may happen before and after each operation. */
record TroubledStore(Store store, Runnable trouble) implements Store {

  private <T> T troubled(Supplier<T> operation) {
    trouble.run();
    T result = operation.get();
    trouble.run();
    return result;
  }

  @Override
  public Optional<Entry> get(String key) {
    return troubled(() -> store.get(key));
  }

  @Override
  public Outcome create(String key, String value, Duration retain) {
    return troubled(() -> store.create(key, value, retain));
  }

  @Override
  public Outcome replace(String key, long version, String value, Duration retain) {
    return troubled(() -> store.replace(key, version, value, retain));
  }

  @Override
  public Outcome delete(String key, long version) {
    return troubled(() -> store.delete(key, version));
  }

  @Override
  public long nextToken() {
    return troubled(store::nextToken);
  }

  @Override
  public List<Entry> list(String prefix, String after, int max) {
    return troubled(() -> store.list(prefix, after, max));
  }

  @Override
  public String describe() {
    return store.describe();
  }

  @Override
  public void close() {
    store.close();
  }
}
