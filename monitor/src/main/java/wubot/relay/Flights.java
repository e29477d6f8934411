// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;

/** The batches on the way to a peer, oldest first. To be used by one thread. */
final class Flights {

  /**
   * A batch that was sent.
   *
   * @param last sequence of its last message
   * @param upTo where the cursor may move once the peer has it
   * @param count how many messages
   * @param head the first of them
   * @param bytes of encoded text
   * @param sentNanos when
   */
  record Flight(
      long last, long upTo, int count, BatchWriter.Coded head, int bytes, long sentNanos) {

    Flight withUpTo(long other) {
      return new Flight(last, other, count, head, bytes, sentNanos);
    }
  }

  private final Deque<Flight> flights = new ArrayDeque<>();

  void add(Flight flight) {
    flights.add(flight);
  }

  boolean isEmpty() {
    return flights.isEmpty();
  }

  /** Records that are not sent follow the newest batch, up to this sequence. */
  void skipTo(long upTo) {
    flights.addLast(flights.removeLast().withUpTo(upTo));
  }

  /**
   * The peer has everything up to this sequence.
   *
   * @return where the cursor may move, 0 for nowhere
   */
  long landed(long at) {
    long upTo = 0;
    while (!flights.isEmpty() && flights.getFirst().last() <= at) {
      upTo = flights.removeFirst().upTo();
    }
    return upTo;
  }

  boolean onlyOne() {
    return flights.size() == 1;
  }

  /** How many messages are on the way. */
  int messages() {
    return flights.stream().mapToInt(Flight::count).sum();
  }

  /** The batch with the most bytes. */
  Optional<Flight> largest() {
    return flights.stream().max(Comparator.comparingInt(Flight::bytes));
  }

  void clear() {
    flights.clear();
  }
}
