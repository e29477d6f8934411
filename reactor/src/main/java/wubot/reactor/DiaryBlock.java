// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.CRC32C;
import wubot.message.ByteSink;
import wubot.message.FieldMark;
import wubot.message.Message;
import wubot.message.MessageCodec;
import wubot.rule.Reaction;

/**
 * Notes of the diary in bytes, to be written together: a note is a dozen bytes, for it is made for
 * every message that a gate counts, and hardly ever read.
 *
 * <p>A block stands for itself. It begins with its length and its CRC-32C; then come notes. A note
 * is a kind, the sequence of the message, as far on from that of the note before it, and what the
 * kind says:
 *
 * <ul>
 *   <li>{@link #TREE}: the name of the rules that are in force from there on
 *   <li>{@link #REACTED} with a verdict and whether it failed in the bits above: the path of the
 *       rule; names and values of the fields it set, {@link #END}; names of those it removed,
 *       {@link #END}; why it failed
 * </ul>
 *
 * <p>Names of rules and fields are written out once: {@link #NEW} and the text; from then on the
 * number of it, counted from {@link #FIRST}.
 */
final class DiaryBlock {

  static final int TREE = 0;
  static final int REACTED = 1;
  static final int FAILED = 2;
  private static final int VERDICT_SHIFT = 2;

  static final int END = 0;
  static final int NEW = 1;
  static final int FIRST = 2;

  static final int HEADER = 8;

  private final ByteSink bytes = new ByteSink(1 << 12);
  private final Map<String, Integer> texts = new HashMap<>();
  private final BiConsumer<String, Object> field = this::field; // one for all notes
  private final CRC32C checksum = new CRC32C();
  private long last;

  // The note at hand, begun as soon as it turns out that there is something to say.
  private long sequence;
  private String rule = "";
  private int kind;
  private boolean begun;

  /** How long it has become. */
  int size() {
    return bytes.size();
  }

  /** Forgets all notes. */
  void clear() {
    bytes.clear();
    texts.clear();
    last = 0;
  }

  /** These rules are in force from this message on. */
  void tree(String name, long from) {
    bytes.write(TREE);
    bytes.signed(from - last);
    last = from;
    text(name);
  }

  /**
   * A reaction ran on a message; nothing is noted where it did nothing.
   *
   * @param of the sequence of the message
   * @param path of its rule
   * @param before how the message was before
   * @param after the message
   * @param verdict what it said of the message, if it is a gate
   * @param failure why it failed, empty when it did not
   */
  void reacted(
      long of,
      String path,
      FieldMark before,
      Message after,
      Reaction.Verdict verdict,
      String failure) {
    sequence = of;
    rule = path;
    kind = REACTED | (failure.isEmpty() ? 0 : FAILED) | code(verdict) << VERDICT_SHIFT;
    begun = false;
    before.forEachSet(after, field);
    List<String> removed = before.removed(after);
    if (!begun && removed.isEmpty() && kind == REACTED) {
      return;
    }
    beginReacted();
    bytes.write(END);
    removed.forEach(this::text);
    bytes.write(END);
    if (!failure.isEmpty()) {
      bytes.text(failure);
    }
  }

  private static int code(Reaction.Verdict verdict) {
    return switch (verdict) {
      case PASS -> 0;
      case HOLD -> 1;
      case ASIDE -> 2;
    };
  }

  /** The verdict in the kind of a note. */
  static Reaction.Verdict verdict(int kind) {
    return switch (kind >> VERDICT_SHIFT) {
      case 1 -> Reaction.Verdict.HOLD;
      case 2 -> Reaction.Verdict.ASIDE;
      default -> Reaction.Verdict.PASS;
    };
  }

  private void field(String name, Object value) {
    beginReacted();
    text(name);
    MessageCodec.writeValue(bytes, value);
  }

  private void beginReacted() {
    if (!begun) {
      begun = true;
      bytes.write(kind);
      bytes.signed(sequence - last);
      last = sequence;
      text(rule);
    }
  }

  private void text(String text) {
    Integer number = texts.get(text);
    if (number == null) {
      texts.put(text, texts.size() + FIRST);
      bytes.write(NEW);
      bytes.text(text);
    } else {
      bytes.number(number);
    }
  }

  /**
   * Writes it.
   *
   * @return how many bytes
   */
  int writeTo(OutputStream out) throws IOException {
    checksum.reset();
    bytes.update(checksum);
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putInt(bytes.size()).putInt((int) checksum.getValue());
    out.write(header.array());
    bytes.writeTo(out);
    return HEADER + bytes.size();
  }
}
