// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import wubot.message.FieldValue;

/**
 * JSON for programs, one value a line, that a person can also look at: letters of any script stay
 * as they are, whatever a terminal would obey is escaped.
 */
public final class JsonText {

  /** Writes one value. */
  @FunctionalInterface
  public interface Writer {
    /** Writes it. */
    void write(JsonGenerator json) throws IOException;
  }

  /** Writes lines. */
  public JsonText() {}

  private static final class Escapes extends CharacterEscapes {

    private static final long serialVersionUID = 1L;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes[0x7F] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public SerializableString getEscapeSequence(int c) {
      return Printable.isHarmless(c) || Character.isSurrogate((char) c)
          ? null
          : new SerializedString(String.format(Locale.ROOT, "\\u%04X", c));
    }
  }

  private final JsonFactory factory = factory();

  /** Makes generators whose text nothing obeys. */
  public static JsonFactory factory() {
    return new JsonFactory().setCharacterEscapes(new Escapes());
  }

  /** One line without its end. */
  public String line(Writer writer) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = factory.createGenerator(text)) {
      writer.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter does not fail
    }
    return text.toString();
  }

  /** Writes the value of a field, see {@link FieldValue}. */
  public static void value(JsonGenerator json, Object value) throws IOException {
    if (value instanceof Long number) {
      json.writeNumber(number);
    } else if (value instanceof Double number) {
      json.writeNumber(number);
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        value(json, item);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(entry.getKey().toString());
        value(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value == FieldValue.NONE) {
      json.writeNull();
    } else {
      json.writeString(value.toString());
    }
  }
}
