// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import wubot.message.FieldValue;
import wubot.message.Message;

/** Reads the recorded cases of the original wubot, and compares as their README says. */
final class Conformance {

  private Conformance() {}

  /** The cases of a file; the test is skipped when the files are not beside the repository. */
  static List<Map<String, Object>> cases(String file) {
    Path path = Path.of(System.getProperty("wubot.conformance", "../../shared/conformance"), file);
    Assumptions.assumeTrue(Files.exists(path), "no recorded cases at " + path);
    try (JsonParser json = new JsonFactory().createParser(path.toFile())) {
      json.nextToken();
      return maps(map(value(json)).get("cases"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonParser parser(String text) throws IOException {
    return new JsonFactory().createParser(text);
  }

  /** The value that the parser stands on, as plain maps, lists, texts, numbers. */
  static Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
          String name = json.currentName();
          json.nextToken();
          map.put(name, value(json));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(json));
        }
        yield list;
      }
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> json.getText();
    };
  }

  @SuppressWarnings("unchecked") // what value() makes of a JSON object
  static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked") // what value() makes of a JSON array of objects
  static List<Map<String, Object>> maps(Object value) {
    return value == null ? List.of() : (List<Map<String, Object>>) value;
  }

  /** Fails unless both hold the same fields with the same values, numbers and texts alike. */
  static void assertSame(Map<String, Object> expected, Message actual, String where) {
    Message wanted = Message.of(expected);
    Assertions.assertEquals(wanted.names(), actual.names(), where);
    for (String field : wanted.names()) {
      Object a = wanted.asMap().get(field);
      Object b = actual.asMap().get(field);
      OptionalDouble x = FieldValue.number(a);
      OptionalDouble y = FieldValue.number(b);
      if (x.isPresent() && y.isPresent()) {
        Assertions.assertEquals(x.getAsDouble(), y.getAsDouble(), where + ": " + field);
      } else if (a != FieldValue.NONE || b != FieldValue.NONE) {
        Assertions.assertEquals(FieldValue.text(a), FieldValue.text(b), where + ": " + field);
      }
    }
  }
}
