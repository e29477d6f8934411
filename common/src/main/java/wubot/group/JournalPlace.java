// SPDX-License-Identifier: Apache-2.0
package wubot.group;

/**
 * Where in a {@link JournalFile} the latest value of a key stands.
 *
 * @param version of the value
 * @param offset of its first byte in the file
 * @param length in bytes
 * @param retainMillis how long it is to be kept; 0 for ever
 * @param seenNanos when this process saw it first, by the clock that is never set
 */
record JournalPlace(long version, long offset, int length, long retainMillis, long seenNanos) {

  /** Where a record that ends there has put its value, seen now. */
  static JournalPlace of(Records.Item item, long version, long endsAt) {
    int length = item.value().length;
    return new JournalPlace(
        version, endsAt - length, length, item.retainMillis(), System.nanoTime());
  }

  /** What has been seen for a while is not new because the file is. */
  JournalPlace knownAs(JournalPlace before) {
    return version == before.version
        ? new JournalPlace(version, offset, length, retainMillis, before.seenNanos)
        : this;
  }

  /** Observed: it was here for this long by a clock that nobody sets. */
  boolean isExpired(long nowNanos) {
    return retainMillis > 0 && (nowNanos - seenNanos) / 1_000_000 >= retainMillis;
  }
}
