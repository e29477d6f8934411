// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The binary form of a message: version, identity, hops and fields, compact and quick to read.
 *
 * <p>Numbers are variable-length, texts are a length and UTF-8 bytes, each value begins with a tag.
 * Reading trusts nothing: every length is held against the bytes that are left and against {@link
 * Limits}. Bytes made on purpose can take some forty times as much memory as they are long, empty
 * lists for one; who reads those of strangers says how much they may.
 */
public final class MessageCodec {

  /**
   * The bounds of a message.
   *
   * @param maxFields how many fields, and how many items in one list or map
   * @param maxHops how many hosts in the hop list
   * @param maxDepth how deep lists and maps nest
   * @param maxMemory about how many bytes of memory the fields may take
   */
  public record Limits(int maxFields, int maxHops, int maxDepth, long maxMemory) {

    /** Without a bound on memory. */
    public Limits(int maxFields, int maxHops, int maxDepth) {
      this(maxFields, maxHops, maxDepth, Long.MAX_VALUE);
    }

    /** 10,000 fields, 100 hops, {@link FieldValue#MAX_DEPTH} deep. */
    public static final Limits DEFAULT = new Limits(10_000, 100, FieldValue.MAX_DEPTH);
  }

  private static final int VERSION = 1;

  private static final int NONE = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int LONG = 3;
  private static final int DOUBLE = 4;
  private static final int TEXT = 5;
  private static final int LIST = 6;
  private static final int MAP = 7;

  private MessageCodec() {}

  /**
   * The binary form of the message.
   *
   * @throws IllegalArgumentException when it is beyond the default limits, so that nobody could
   *     read it
   */
  public static byte[] encode(Message message) {
    ByteSink out = new ByteSink(512);
    out.write(VERSION);
    Optional<Identity> identity = message.identity();
    out.write(identity.isPresent() ? 1 : 0);
    if (identity.isPresent()) {
      out.text(identity.get().origin());
      out.number(identity.get().incarnation());
      out.number(identity.get().sequence());
    }
    out.number(count(message.hops().size(), Limits.DEFAULT.maxHops(), "hops"));
    message.hops().forEach(out::text);
    out.number(count(message.size(), Limits.DEFAULT.maxFields(), "fields"));
    message.forEach(
        (name, value) -> {
          out.text(name);
          writeValue(out, value);
        });
    return out.toBytes();
  }

  private static int count(int count, int limit, String what) {
    if (count > limit) {
      throw new IllegalArgumentException(count + " " + what + ", at most " + limit + " allowed");
    }
    return count;
  }

  /** Writes one value of a field: a tag and what it takes. */
  public static void writeValue(ByteSink out, Object value) {
    if (value instanceof String text) {
      out.write(TEXT);
      out.text(text);
    } else if (value instanceof Long number) {
      out.write(LONG);
      out.signed(number);
    } else if (value instanceof Double number) {
      out.write(DOUBLE);
      out.fixed64(Double.doubleToRawLongBits(number));
    } else if (value instanceof Boolean flag) {
      out.write(flag ? TRUE : FALSE);
    } else if (value instanceof List<?> list) {
      out.write(LIST);
      out.number(count(list.size(), Limits.DEFAULT.maxFields(), "list items"));
      list.forEach(item -> writeValue(out, item));
    } else if (value instanceof Map<?, ?> map) {
      out.write(MAP);
      out.number(count(map.size(), Limits.DEFAULT.maxFields(), "map entries"));
      map.forEach(
          (key, item) -> {
            out.text((String) key);
            writeValue(out, item);
          });
    } else {
      out.write(NONE);
    }
  }

  /**
   * Reads a message within the default limits.
   *
   * @throws MalformedMessageException when the bytes are not one whole message
   */
  public static Message decode(byte[] bytes) {
    return decode(bytes, 0, bytes.length, Limits.DEFAULT);
  }

  /**
   * Reads a message from a part of an array.
   *
   * @throws MalformedMessageException when that part is not one whole message within the limits
   */
  public static Message decode(byte[] bytes, int offset, int length, Limits limits) {
    ByteSource in = new ByteSource(bytes, offset, length);
    int version = in.read();
    if (version != VERSION) {
      throw new MalformedMessageException(
          "message format " + version + ", this wubot reads format " + VERSION);
    }
    Message message = Message.empty();
    if (in.read() == 1) {
      message = message.withIdentity(identity(in));
    }
    int hops = in.count(limits.maxHops(), "hops");
    if (hops > 0) {
      List<String> names = new ArrayList<>(hops);
      for (int i = 0; i < hops; i++) {
        names.add(in.text());
      }
      message = message.withHops(names);
    }
    int fields = in.count(limits.maxFields(), "fields");
    Memory memory = new Memory(limits.maxMemory());
    for (int i = 0; i < fields; i++) {
      String name = in.text();
      memory.take(MemorySize.ENTRY + MemorySize.of(name));
      message.put(name, decodeValue(in, limits, 0, memory));
    }
    in.expectEnd();
    return message;
  }

  private static Identity identity(ByteSource in) {
    try {
      return new Identity(in.text(), in.number(), in.number());
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(e.getMessage());
    }
  }

  /** What is left of the memory that a message may take. */
  private static final class Memory {

    private long left;

    Memory(long most) {
      left = most;
    }

    void take(long bytes) {
      left -= bytes;
      if (left < 0) {
        throw new MalformedMessageException("it takes more memory than is allowed");
      }
    }
  }

  /**
   * Reads one value of a field within the default limits.
   *
   * @throws MalformedMessageException when the bytes are no whole value
   */
  public static Object readValue(ByteSource in) {
    return decodeValue(in, Limits.DEFAULT, 0, new Memory(Limits.DEFAULT.maxMemory()));
  }

  private static Object decodeValue(ByteSource in, Limits limits, int depth, Memory memory) {
    int tag = in.read();
    Object value =
        switch (tag) {
          case NONE -> FieldValue.NONE;
          case FALSE -> false;
          case TRUE -> true;
          case LONG -> in.signed();
          case DOUBLE -> Double.longBitsToDouble(in.fixed64());
          case TEXT -> in.text();
          case LIST -> decodeList(in, limits, depth + 1, memory);
          case MAP -> decodeMap(in, limits, depth + 1, memory);
          default -> throw new MalformedMessageException("unknown value tag " + tag);
        };
    if (tag != LIST && tag != MAP) {
      memory.take(MemorySize.of(value));
    }
    return value;
  }

  private static List<Object> decodeList(ByteSource in, Limits limits, int depth, Memory memory) {
    checkDepth(limits, depth);
    memory.take(MemorySize.LIST);
    int size = in.count(limits.maxFields(), "list items");
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      memory.take(MemorySize.ITEM);
      list.add(decodeValue(in, limits, depth, memory));
    }
    return list;
  }

  private static Map<String, Object> decodeMap(
      ByteSource in, Limits limits, int depth, Memory memory) {
    checkDepth(limits, depth);
    memory.take(MemorySize.MAP);
    int size = in.count(limits.maxFields(), "map entries");
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      String name = in.text();
      memory.take(MemorySize.ENTRY + MemorySize.of(name));
      map.put(name, decodeValue(in, limits, depth, memory));
    }
    return map;
  }

  private static void checkDepth(Limits limits, int depth) {
    if (depth > limits.maxDepth()) {
      throw new MalformedMessageException("values nest deeper than " + limits.maxDepth());
    }
  }
}
