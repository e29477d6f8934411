// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import wubot.message.FieldValue;
import wubot.message.Message;

/**
 * Messages from lines of JSON: an object with the fields, or a record as {@code wubot queue cat
 * --json} prints it. One thread at a time.
 */
final class MessageJson {

  /** A line that is no message. */
  static final class BadLine extends Exception {

    private static final long serialVersionUID = 1L;

    BadLine(String problem) {
      super(problem);
    }
  }

  private static final Pattern FOR_PROGRAMMERS =
      Pattern.compile("(?s)\\n.*| \\(start marker at .*|: enable `.*|, from `[^`]*`");

  private final JsonFactory factory = new JsonFactory();

  /**
   * Reads one line.
   *
   * @throws BadLine with what is wrong with it
   */
  Message read(byte[] bytes, int from, int length) throws BadLine {
    try (JsonParser json = factory.createParser(bytes, from, length)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new BadLine("a message is a JSON object, {\"field\": value, …}");
      }
      Message message = Message.empty();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        message.put(name, value(json, 1));
      }
      if (json.nextToken() != null) {
        throw new BadLine("something follows the object; each message stands on a line of its own");
      }
      return unwrapped(message);
    } catch (JsonProcessingException e) {
      throw new BadLine("not JSON" + where(e) + ": " + reason(e));
    } catch (IllegalArgumentException e) {
      throw new BadLine(e.getMessage());
    } catch (IOException e) {
      throw new BadLine("not JSON: " + e.getMessage());
    }
  }

  private static String where(JsonProcessingException e) {
    JsonLocation at = e.getLocation(); // null: a limit of the library was passed
    return at == null ? "" : " at character " + Math.max(1, at.getColumnNr());
  }

  /** The library's words, without those for who programs with it. */
  private static String reason(JsonProcessingException e) {
    return FOR_PROGRAMMERS.matcher(e.getOriginalMessage()).replaceAll("");
  }

  /** The message in a record of a queue. */
  private static Message unwrapped(Message message) {
    boolean record = message.has("sequence") && message.has("appended");
    return record && message.valueOr("fields", "") instanceof Map<?, ?> fields
        ? Message.of(texts(fields))
        : message;
  }

  private static Map<String, Object> texts(Map<?, ?> map) {
    Map<String, Object> texts = new LinkedHashMap<>();
    map.forEach((key, value) -> texts.put(key.toString(), value));
    return texts;
  }

  private static Object value(JsonParser json, int depth) throws IOException {
    if (depth > FieldValue.MAX_DEPTH) {
      throw new IllegalArgumentException("lists and maps nest deeper than " + FieldValue.MAX_DEPTH);
    }
    return switch (json.currentToken()) {
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT -> integer(json);
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(json, depth + 1));
        }
        yield items;
      }
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          map.put(name, value(json, depth + 1));
        }
        yield map;
      }
      default -> FieldValue.NONE;
    };
  }

  /** Numbers too long for 64 bits stay text, digit for digit. */
  private static Object integer(JsonParser json) throws IOException {
    return json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? json.getText()
        : (Object) json.getLongValue();
  }
}
