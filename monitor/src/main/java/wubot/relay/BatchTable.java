// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wubot.message.Identity;
import wubot.message.MemorySize;
import wubot.message.Message;
import wubot.message.MessageCodec;

/**
 * Lays the messages of a batch out in columns, which compress to little more than half of what rows
 * do: the values of one field are like each other.
 *
 * <p>Messages with the same field names and hops share a shape; each shape has a column for each
 * field. The table is itself a message, so its binary form and the bounds on reading it are those
 * of {@link MessageCodec}. Messages with lists or maps, and those for which there is no more room
 * among the columns, travel as rows.
 */
final class BatchTable {

  private static final String SHAPE = "shape";
  private static final String STEP = "step";
  private static final String ROW = "row";
  private static final long IN_A_ROW = -1;
  private static final int MOST_COLUMNS = 5_000;

  /** What several messages have in common. */
  private record Shape(List<String> names, List<String> hops, boolean identified) {

    int columns() {
      return names.size() + (identified ? 3 : 0);
    }
  }

  private BatchTable() {}

  /**
   * What the message counts for when batches are cut: about how many bytes it takes when it is not
   * packed, or a quarter of the memory it takes the receiver, whichever is more.
   */
  static int size(Message message) {
    return (int) Math.max(bytes(message), MemorySize.of(message) / 4);
  }

  /** About how many bytes the message takes when it is not packed. */
  private static long bytes(Message message) {
    long[] size = {40};
    message.hops().forEach(hop -> size[0] += hop.length() + 1);
    message.forEach((name, value) -> size[0] += name.length() + 2 + bytes(value));
    return size[0];
  }

  private static long bytes(Object value) {
    if (value instanceof String text) {
      return text.length() + 2L;
    }
    long size = 9;
    if (value instanceof List<?> list) {
      for (Object item : list) {
        size += bytes(item);
      }
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        size += bytes(entry.getKey()) + bytes(entry.getValue());
      }
    }
    return size;
  }

  /** The binary form of these messages, for a receiver that has everything up to {@code after}. */
  static byte[] write(long after, List<BatchWriter.Coded> messages) {
    Map<Shape, Integer> shapes = new LinkedHashMap<>();
    List<List<List<Object>>> columns = new ArrayList<>();
    List<Object> steps = new ArrayList<>();
    List<Object> order = new ArrayList<>();
    List<Object> rows = new ArrayList<>();
    long last = after;
    int room = MOST_COLUMNS;
    for (BatchWriter.Coded coded : messages) {
      Message message = coded.message();
      steps.add(coded.sequence() - last);
      last = coded.sequence();
      Shape shape =
          new Shape(List.copyOf(message.names()), message.hops(), message.identity().isPresent());
      Integer number = shapes.get(shape);
      if (!flat(message) || (number == null && shape.columns() > room)) {
        order.add(IN_A_ROW);
        rows.add(new String(MessageCodec.encode(message), ISO_8859_1));
        continue;
      }
      if (number == null) {
        number = shapes.size();
        shapes.put(shape, number);
        room -= shape.columns();
        List<List<Object>> fresh = new ArrayList<>();
        for (int i = 0; i < shape.columns(); i++) {
          fresh.add(new ArrayList<>());
        }
        columns.add(fresh);
      }
      order.add((long) number);
      add(columns.get(number), message, last);
    }
    Message table = Message.of(STEP, column(steps)).with(SHAPE, column(order)).with(ROW, rows);
    shapes.forEach(
        (shape, number) -> {
          table.put("n" + number, shape.names());
          table.put("h" + number, shape.hops());
          table.put("i" + number, shape.identified());
          for (int i = 0; i < shape.columns(); i++) {
            table.put(number + "." + i, column(columns.get(number).get(i)));
          }
        });
    return MessageCodec.encode(table);
  }

  private static boolean flat(Message message) {
    for (Object value : message.asMap().values()) {
      if (value instanceof List || value instanceof Map) {
        return false;
      }
    }
    return true;
  }

  /** Sequences of identities mostly follow those of the queue: their distance hardly changes. */
  private static void add(List<List<Object>> columns, Message message, long sequence) {
    int[] at = {0};
    message.forEach((name, value) -> columns.get(at[0]++).add(value));
    Optional<Identity> identity = message.identity();
    if (identity.isPresent()) {
      columns.get(at[0]).add(identity.get().origin());
      columns.get(at[0] + 1).add(identity.get().incarnation());
      columns.get(at[0] + 2).add(identity.get().sequence() - sequence);
    }
  }

  /** A column in which all values are the same is written once. */
  private static List<Object> column(List<Object> values) {
    Object first = values.get(0);
    return values.stream().allMatch(first::equals) ? List.of(first) : values;
  }

  /**
   * Reads the messages back.
   *
   * @param bounds of what all of them may take, in memory and when they are not packed
   * @throws MalformedBatchException when the table does not add up
   */
  static List<Numbered> read(byte[] bytes, long after, int count, BatchReader.Bounds bounds) {
    Message table = decode(bytes, bounds.memory());
    long left = bounds.memory() - MemorySize.of(table);
    Columns steps = new Columns(table, STEP);
    Columns order = new Columns(table, SHAPE);
    Columns rows = new Columns(table, ROW);
    Map<Long, Reading> shapes = new LinkedHashMap<>();
    List<Numbered> messages = new ArrayList<>();
    long sequence = after;
    long size = 0;
    for (int i = 0; i < count; i++) {
      long step = number(steps.next());
      if (step < 1 || sequence < 0 || sequence > Long.MAX_VALUE - step) {
        throw new MalformedBatchException("sequences that do not grow");
      }
      sequence += step;
      long shape = number(order.next());
      Message message;
      if (shape == IN_A_ROW) {
        message = decode(String.valueOf(rows.next()).getBytes(ISO_8859_1), left);
        left -= MemorySize.of(message);
      } else { // its names and values are the table's
        Reading reading = shapes.computeIfAbsent(shape, s -> new Reading(table, s));
        left -= MemorySize.MESSAGE + (long) MemorySize.ENTRY * reading.names.size();
        within(left);
        message = reading.next(sequence);
      }
      within(left);
      size += bytes(message);
      if (size > bounds.raw()) {
        throw new MalformedBatchException("it unfolds to more than " + bounds.raw() + " bytes");
      }
      messages.add(new Numbered(sequence, message));
    }
    return messages;
  }

  private static Message decode(byte[] bytes, long memory) {
    MessageCodec.Limits usual = MessageCodec.Limits.DEFAULT;
    return MessageCodec.decode(
        bytes,
        0,
        bytes.length,
        new MessageCodec.Limits(usual.maxFields(), usual.maxHops(), usual.maxDepth(), memory));
  }

  private static void within(long memoryLeft) {
    if (memoryLeft < 0) {
      throw new MalformedBatchException("it takes more memory than is allowed");
    }
  }

  private static long number(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new MalformedBatchException("something else where a number belongs");
  }

  private static List<?> list(Message table, String name) {
    if (table.value(name).orElse("") instanceof List<?> list) {
      return list;
    }
    throw new MalformedBatchException("the column " + name + " is missing");
  }

  private static List<String> texts(Message table, String name) {
    List<String> texts = new ArrayList<>();
    for (Object item : list(table, name)) {
      if (!(item instanceof String text)) {
        throw new MalformedBatchException("something else where a name belongs");
      }
      texts.add(text);
    }
    return List.copyOf(texts);
  }

  /** A column and how far it has been read. */
  private static final class Columns {

    private final List<?> values;
    private int at;

    Columns(Message table, String name) {
      values = list(table, name);
    }

    Object next() {
      if (values.size() == 1) {
        return values.get(0);
      }
      if (at >= values.size()) {
        throw new MalformedBatchException("a column is too short");
      }
      return values.get(at++);
    }
  }

  /** A shape and how far its columns have been read. */
  private static final class Reading {

    private final List<String> names;
    private final List<String> hops;
    private final boolean identified;
    private final List<Columns> columns = new ArrayList<>();

    Reading(Message table, long number) {
      names = texts(table, "n" + number);
      hops = texts(table, "h" + number);
      if (hops.size() > MessageCodec.Limits.DEFAULT.maxHops()) {
        throw new MalformedBatchException(hops.size() + " hops");
      }
      identified = table.isTrue("i" + number);
      int count = names.size() + (identified ? 3 : 0);
      for (int i = 0; i < count; i++) {
        columns.add(new Columns(table, number + "." + i));
      }
    }

    Message next(long sequence) {
      Message message = Message.empty();
      for (int i = 0; i < names.size(); i++) {
        Object value = columns.get(i).next();
        if (value instanceof List || value instanceof Map) {
          throw new MalformedBatchException("a list or map in a column");
        }
        message.put(names.get(i), value);
      }
      if (identified) {
        int at = names.size();
        message =
            message.withIdentity(
                new Identity(
                    String.valueOf(columns.get(at).next()),
                    number(columns.get(at + 1).next()),
                    sequence + number(columns.get(at + 2).next())));
      }
      return hops.isEmpty() ? message : message.withHops(hops);
    }
  }
}
