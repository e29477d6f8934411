// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import wubot.message.Message;
import wubot.queue.Cursor;
import wubot.queue.QueueRecord;

/**
 * Reads the queue for one peer and cuts it into batches.
 *
 * <p>What the peer itself handed us is left out. Everything else goes, with {@code noforward} set
 * and this host added to its hops. To be used by one thread.
 */
final class Outbox {

  private static final int READ = 2048;
  private static final int MOST_MESSAGES = 8192;
  private static final int MOST_RAW = 4 << 20;

  /**
   * A piece of the queue, ready to be sent.
   *
   * @param last sequence of its last message
   * @param upTo the cursor may move here once the peer has it; later records may have been left out
   */
  record Cut(List<BatchWriter.Coded> messages, long last, long upTo) {}

  private record Line(long sequence, Optional<BatchWriter.Coded> coded) {}

  private final Cursor cursor;
  private final String host;
  private final Deque<Line> lines = new ArrayDeque<>();
  private String peerHost = "";

  /** With the place in the queue and this host's name. */
  Outbox(Cursor cursor, String host) {
    this.cursor = cursor;
    this.host = host;
  }

  /** Starts again after this sequence, for a peer on this host. */
  void restart(long after, String peer) {
    lines.clear();
    peerHost = peer;
    cursor.seek(after);
  }

  /**
   * The next messages, as many as there are and fit.
   *
   * @param raw about how many bytes they may have before compression; one message always fits
   * @param most how many messages at most
   * @param wait how long to wait for the first
   */
  Optional<Cut> next(long raw, int most, Duration wait) throws InterruptedException {
    if (lines.isEmpty()) {
      fill(wait);
    }
    List<BatchWriter.Coded> messages = new ArrayList<>();
    long size = 0;
    long upTo = 0;
    while (messages.size() < Math.min(most, MOST_MESSAGES)) {
      if (lines.isEmpty()) {
        fill(Duration.ZERO);
      }
      Line line = lines.peek();
      if (line == null) {
        break;
      }
      int more = line.coded().map(BatchWriter.Coded::size).orElse(0);
      if (!messages.isEmpty() && size + more > Math.min(raw, MOST_RAW)) {
        break;
      }
      lines.remove();
      line.coded().ifPresent(messages::add);
      size += more;
      upTo = line.sequence();
    }
    if (upTo == 0) {
      return Optional.empty();
    }
    long last = messages.isEmpty() ? 0 : messages.get(messages.size() - 1).sequence();
    return Optional.of(new Cut(messages, last, upTo));
  }

  /** Takes back what did not fit: all but the first messages of a cut. */
  Cut shorten(Cut cut, int keep) {
    List<BatchWriter.Coded> back = cut.messages().subList(keep, cut.messages().size());
    if (cut.upTo() > cut.last()) {
      lines.addFirst(new Line(cut.upTo(), Optional.empty()));
    }
    for (int i = back.size() - 1; i >= 0; i--) {
      lines.addFirst(new Line(back.get(i).sequence(), Optional.of(back.get(i))));
    }
    List<BatchWriter.Coded> kept = List.copyOf(cut.messages().subList(0, keep));
    long last = keep == 0 ? 0 : kept.get(keep - 1).sequence();
    return new Cut(kept, last, last);
  }

  /** Takes all of a cut back. */
  void giveBack(Cut cut) {
    shorten(cut, 0);
  }

  private void fill(Duration wait) throws InterruptedException {
    for (QueueRecord record : cursor.read(READ, wait)) {
      Message message = record.message();
      if (fromPeer(record)) {
        lines.add(new Line(record.sequence(), Optional.empty()));
        continue;
      }
      List<String> hops = new ArrayList<>(message.hops());
      hops.add(host);
      message.put("noforward", true);
      lines.add(
          new Line(
              record.sequence(),
              Optional.of(new BatchWriter.Coded(record.sequence(), message.withHops(hops)))));
    }
  }

  private boolean fromPeer(QueueRecord record) {
    List<String> hops = record.message().hops();
    return record.received().isPresent()
        && !hops.isEmpty()
        && hops.get(hops.size() - 1).equals(peerHost);
  }
}
