// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import wubot.message.FieldValue;
import wubot.message.Identity;
import wubot.message.Message;
import wubot.queue.QueueRecord;

/** One record as one line, for people or for programs. */
final class RecordLine {

  private RecordLine() {}

  /** {@code 42 2026-01-02T03:04:05Z joe/k3f9x2/42 key=Load-x status="OK" …}. */
  static String text(QueueRecord record, Instant appended) {
    Message message = record.message();
    StringBuilder line = new StringBuilder();
    line.append(record.sequence()).append(' ').append(appended).append(' ');
    line.append(message.identity().map(Identity::toString).orElse("-"));
    message.forEach((name, value) -> line.append(' ').append(name).append('=').append(json(value)));
    return line.toString();
  }

  /** The same with everything, as a JSON object. */
  static String json(QueueRecord record, Instant appended) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      out.writeStartObject();
      out.writeNumberField("sequence", record.sequence());
      out.writeStringField("appended", appended.toString());
      if (record.message().identity().isPresent()) {
        out.writeStringField("id", record.message().identity().get().toString());
      }
      if (record.received().isPresent()) {
        out.writeStringField("link", record.received().get().link());
        out.writeNumberField("link_sequence", record.received().get().sequence());
      }
      if (!record.message().hops().isEmpty()) {
        out.writeFieldName("hops");
        value(out, record.message().hops());
      }
      out.writeFieldName("fields");
      value(out, record.message().asMap());
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String json(Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = new JsonFactory().createGenerator(text)) {
      value(out, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void value(JsonGenerator out, Object value) throws IOException {
    if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Long number) {
      out.writeNumber(number);
    } else if (value instanceof Double number) {
      out.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object item : list) {
        value(out, item);
      }
      out.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName(entry.getKey().toString());
        value(out, entry.getValue());
      }
      out.writeEndObject();
    } else if (value == FieldValue.NONE) {
      out.writeNull();
    } else {
      out.writeString(value.toString());
    }
  }
}
