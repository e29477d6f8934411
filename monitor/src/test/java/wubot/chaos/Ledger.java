// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/**
 * What a sender said: a line for every batch before it is appended, and one after that says whether
 * the queue accepted it. A batch without the second line may have been accepted or not.
 */
final class Ledger {

  static final char ACCEPTED = '=';
  static final char REFUSED = '-';
  private static final char BEGUN = '+';

  private final Path file;
  private final BitSet accepted = new BitSet();
  private long read;
  private long next = 1;
  private long refused;

  private Ledger(Path file) {
    this.file = file;
  }

  /** A ledger that somebody else writes. */
  static Ledger read(Path file) throws IOException {
    Ledger ledger = new Ledger(file);
    ledger.refresh();
    return ledger;
  }

  /** Reads what was added. */
  synchronized void refresh() throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] more = new byte[(int) Math.min(64 << 20, in.length() - read)];
      in.seek(read);
      in.readFully(more);
      int begin = 0;
      for (int i = 0; i < more.length; i++) {
        if (more[i] == '\n') {
          take(new String(more, begin, i - begin, StandardCharsets.US_ASCII));
          begin = i + 1;
        }
      }
      read += begin;
    }
  }

  private void take(String line) {
    String[] words = line.split(" ", -1);
    long from = Long.parseLong(words[1]);
    long until = Long.parseLong(words[2]);
    switch (words[0].charAt(0)) {
      case BEGUN -> next = Math.max(next, until);
      case ACCEPTED -> accepted.set((int) from, (int) until);
      case REFUSED -> refused += until - from;
      default -> throw new IllegalStateException(line);
    }
  }

  /** The number after the last that was begun. */
  synchronized long next() {
    return next;
  }

  /** The numbers that the queue accepted. */
  synchronized BitSet accepted() {
    return (BitSet) accepted.clone();
  }

  /** How many the queue accepted. */
  synchronized long count() {
    return accepted.cardinality();
  }

  /** How many the queue refused. */
  synchronized long refused() {
    return refused;
  }

  /** Goes on with a ledger, after what stands in it. */
  static Writer write(Path file) throws IOException {
    return new Writer(file, read(file).next());
  }

  /** Whole lines only: each is one write. */
  static final class Writer implements AutoCloseable {
    private final FileChannel channel;
    private long next;

    private Writer(Path file, long next) throws IOException {
      this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      this.next = next;
    }

    long next() {
      return next;
    }

    void begin(long until) throws IOException {
      line(BEGUN, next, until);
      next = until;
    }

    void end(char how, long from, long until) throws IOException {
      line(how, from, until);
    }

    private void line(char how, long from, long until) throws IOException {
      String line = how + " " + from + " " + until + "\n";
      channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
