// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import wubot.queue.StoredQueue;

/** The state of one queue as one JSON object. */
final class QueueStateJson {

  private final Instant now;
  private final JsonText text = new JsonText();

  QueueStateJson(Instant now) {
    this.now = now;
  }

  /** The object on one line. */
  String line(QueueState state) {
    return text.line(json -> write(json, state));
  }

  void write(JsonGenerator json, QueueState state) throws IOException {
    json.writeStartObject();
    json.writeStringField("queue", state.name());
    json.writeStringField("directory", state.directory());
    json.writeStringField("incarnation", Long.toString(state.incarnation(), 36));
    json.writeNumberField("first", state.first());
    json.writeNumberField("last", state.last());
    json.writeNumberField("bytes", state.bytes());
    json.writeNumberField("damaged", state.damaged());
    json.writeStringField("state", state.owner().isPresent() ? "running" : "stopped");
    if (state.owner().isPresent()) {
      json.writeStringField("owner", state.owner().get());
    }
    if (state.killed().isPresent()) {
      json.writeStringField("killed", state.killed().get());
    }
    json.writeArrayFieldStart("cursors");
    for (StoredQueue.Place place : state.cursors()) {
      write(json, place);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void write(JsonGenerator json, StoredQueue.Place place) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", place.name());
    json.writeNumberField("committed", place.committed());
    json.writeNumberField("depth", place.depth());
    if (place.oldestUnread().isPresent()) {
      Instant oldest = place.oldestUnread().get();
      json.writeStringField("oldest", oldest.toString());
      json.writeNumberField("oldest_age", Duration.between(oldest, now).toMillis() / 1e3);
    }
    json.writeEndObject();
  }
}
