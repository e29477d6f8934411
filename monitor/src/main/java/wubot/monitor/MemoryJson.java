// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import wubot.message.FieldValue;

/** The text form of a {@link Memory}: JSON, one key a line, so that people can read and mend it. */
final class MemoryJson {

  private static final JsonFactory JSON = new JsonFactory();

  private MemoryJson() {}

  static String write(Memory memory) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.useDefaultPrettyPrinter();
      Map<String, Object> all = new LinkedHashMap<>();
      memory.lastRun().ifPresent(at -> all.put("last_run", at.toEpochMilli()));
      memory.episode().ifPresent(episode -> all.put("failing", failing(episode)));
      all.put("check", memory.check().values());
      write(out, all);
    }
    return text.append('\n').toString();
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException when the text is not of that form
   */
  static Memory read(String text) throws IOException {
    Object all;
    try (JsonParser in = JSON.createParser(text)) {
      in.nextToken();
      all = read(in);
    }
    if (!(all instanceof Map<?, ?> map)) {
      throw new IOException("no map at the top");
    }
    Optional<Instant> lastRun = instant(map.get("last_run"));
    Optional<Episode> episode = Optional.empty();
    if (map.get("failing") instanceof Map<?, ?> failing) {
      episode =
          Optional.of(
              new Episode(
                  instant(failing.get("since")).orElse(Instant.EPOCH),
                  failing.get("failures") instanceof Long n ? Math.max(1, n) : 1,
                  String.valueOf(failing.get("error"))));
    }
    return new Memory(lastRun, episode, new CheckState(texts(map.get("check"))));
  }

  private static Map<String, Object> failing(Episode episode) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("since", episode.since().toEpochMilli());
    map.put("failures", episode.failures());
    map.put("error", episode.error());
    return map;
  }

  private static Optional<Instant> instant(Object millis) {
    return millis instanceof Long number
        ? Optional.of(Instant.ofEpochMilli(number))
        : Optional.empty();
  }

  private static Map<String, Object> texts(Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> entries) {
      entries.forEach((key, item) -> map.put(String.valueOf(key), item));
    }
    return map;
  }

  private static void write(JsonGenerator out, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName(String.valueOf(entry.getKey()));
        write(out, entry.getValue());
      }
      out.writeEndObject();
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object item : list) {
        write(out, item);
      }
      out.writeEndArray();
    } else if (value instanceof Long number) {
      out.writeNumber(number);
    } else if (value instanceof Double number && Double.isFinite(number)) {
      out.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value == FieldValue.NONE) {
      out.writeNull();
    } else {
      out.writeString(value.toString());
    }
  }

  private static Object read(JsonParser in) throws IOException {
    JsonToken token = in.currentToken();
    if (token == null) {
      throw new IOException("the text ends too early");
    }
    return switch (token) {
      case START_OBJECT -> object(in);
      case START_ARRAY -> array(in);
      case VALUE_NUMBER_INT -> in.getLongValue();
      case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
      case VALUE_TRUE, VALUE_FALSE -> in.getBooleanValue();
      case VALUE_NULL -> FieldValue.NONE;
      default -> in.getText();
    };
  }

  private static Map<String, Object> object(JsonParser in) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      in.nextToken();
      map.put(name, read(in));
    }
    return map;
  }

  private static List<Object> array(JsonParser in) throws IOException {
    List<Object> list = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      list.add(read(in));
    }
    return list;
  }
}
