// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import wubot.dead.DeadLetter;

/** One dead letter as one JSON object. */
final class LetterJson {

  private final JsonText text = new JsonText();

  /** The object on one line. */
  String line(DeadLetter letter) {
    return text.line(json -> write(json, letter));
  }

  private static void write(JsonGenerator json, DeadLetter letter) throws IOException {
    json.writeStartObject();
    json.writeNumberField("letter", letter.sequence());
    json.writeStringField("time", letter.time().toString());
    json.writeStringField("rule", letter.rule());
    json.writeStringField("reaction", letter.reaction());
    json.writeStringField("error", letter.error());
    if (letter.message().identity().isPresent()) {
      json.writeStringField("id", letter.message().identity().get().toString());
    }
    json.writeFieldName("fields");
    JsonText.value(json, letter.message().asMap());
    json.writeEndObject();
  }
}
