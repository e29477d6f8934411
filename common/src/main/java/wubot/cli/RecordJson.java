// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.OptionalDouble;
import wubot.message.FieldValue;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.queue.QueueRecord;

/** One record of a queue as one JSON object, with everything that is in it. */
public final class RecordJson {

  private final JsonText text = new JsonText();

  /** Writes records. */
  public RecordJson() {}

  /** The object on one line. */
  public String line(QueueRecord record, Instant appended) {
    return text.line(json -> write(json, record, appended));
  }

  private static void write(JsonGenerator json, QueueRecord record, Instant appended)
      throws IOException {
    Message message = record.message();
    json.writeStartObject();
    if (message.identity().isPresent()) {
      json.writeStringField("id", message.identity().get().toString());
    }
    json.writeNumberField("sequence", record.sequence());
    json.writeFieldName("lastupdate");
    JsonText.value(json, lastUpdate(message));
    json.writeStringField("appended", appended.toString());
    json.writeFieldName("hops");
    JsonText.value(json, message.hops());
    if (record.received().isPresent()) {
      json.writeObjectFieldStart("received");
      json.writeStringField("link", record.received().get().link());
      json.writeNumberField("sequence", record.received().get().sequence());
      json.writeEndObject();
    }
    json.writeFieldName("fields");
    JsonText.value(json, message.asMap());
    json.writeEndObject();
  }

  /** As a number, also where the field has it as text. */
  private static Object lastUpdate(Message message) {
    OptionalDouble seconds = message.number(Fields.LASTUPDATE);
    if (seconds.isEmpty()) {
      return FieldValue.NONE;
    }
    double number = seconds.getAsDouble();
    return number == Math.rint(number) && Math.abs(number) < 1e15 ? (Object) (long) number : number;
  }
}
