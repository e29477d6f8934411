// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** The status of a home as one JSON object. */
final class StatusJson {

  private StatusJson() {}

  /** The object on one line. */
  static String line(HomeStatus status) {
    return new JsonText().line(json -> write(json, status));
  }

  private static void write(JsonGenerator json, HomeStatus status) throws IOException {
    json.writeStartObject();
    json.writeStringField("home", status.home().toString());
    json.writeStringField("time", status.time().toString());
    json.writeBooleanField("well", status.problems().isEmpty());
    json.writeFieldName("problems");
    JsonText.value(json, List.copyOf(status.problems()));
    json.writeFieldName("daemons");
    JsonText.value(json, status.daemons());
    json.writeArrayFieldStart("queues");
    QueueStateJson form = new QueueStateJson(status.time());
    for (QueueState queue : status.queues()) {
      form.write(json, queue);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("disk");
    json.writeNumberField("free_bytes", status.freeBytes());
    json.writeNumberField("floor_bytes", HomeStatus.FLOOR_BYTES);
    json.writeEndObject();
    json.writeEndObject();
  }
}
