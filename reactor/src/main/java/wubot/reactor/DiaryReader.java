// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import wubot.message.FieldValue;
import wubot.rule.Reaction;

/** Reads what the reactor noted of messages. */
public final class DiaryReader {

  static final String TREE = "t";
  static final String SEQUENCE = "s";
  static final String REACTIONS = "r";
  static final String RULE = "p";
  static final String SET = "c";
  static final String REMOVED = "x";
  static final String VERDICT = "v";
  static final String FAILURE = "f";

  /**
   * What one reaction did with one message.
   *
   * @param rule the path of its rule
   * @param set the fields it set
   * @param removed the fields it removed
   * @param verdict what it said of the message, if it is a gate
   * @param failure why it failed, if it did
   */
  public record Entry(
      String rule,
      Map<String, Object> set,
      List<String> removed,
      Reaction.Verdict verdict,
      Optional<String> failure) {}

  private final JsonFactory factory = new JsonFactory();
  private final NavigableMap<Long, String> trees = new TreeMap<>();
  private final Map<Long, List<Entry>> entries = new HashMap<>();

  private DiaryReader() {}

  /** Where the diary of a reactor lies. */
  public static Path directory(Path home) {
    return Reactor.stateDirectory(home).resolve("diary");
  }

  /**
   * Reads what was noted of some records.
   *
   * @param home wubot's home
   * @param wanted the sequences of the records
   * @throws UncheckedIOException when the files cannot be read
   */
  public static DiaryReader read(Path home, LongPredicate wanted) {
    DiaryReader reader = new DiaryReader();
    try {
      for (Path file : DiaryFiles.list(directory(home))) {
        reader.take(file, wanted);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reader;
  }

  /** The name of the rules that a record went through; empty when that is not known. */
  public Optional<String> tree(long sequence) {
    return Optional.ofNullable(trees.floorEntry(sequence)).map(Map.Entry::getValue);
  }

  /** What reactions with state or effects did with a record, in order. */
  public List<Entry> entries(long sequence) {
    return entries.getOrDefault(sequence, List.of());
  }

  private void take(Path file, LongPredicate wanted) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("{\"" + TREE) || wanted.test(sequence(line))) {
          line(line);
        }
      }
    }
  }

  /** The number at the beginning, without reading the rest; -1 where there is none. */
  private static long sequence(String line) {
    int from = SEQUENCE.length() + 4;
    long number = 0;
    for (int at = from; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == ',' && at > from) {
        return number;
      }
      if (c < '0' || c > '9') {
        return -1;
      }
      number = 10 * number + (c - '0');
    }
    return -1;
  }

  private void line(String line) {
    try (JsonParser json = factory.createParser(line)) {
      json.nextToken();
      if (value(json) instanceof Map<?, ?> map && map.get(SEQUENCE) instanceof Long sequence) {
        if (map.get(TREE) instanceof String tree) {
          trees.put(sequence, tree);
        } else if (map.get(REACTIONS) instanceof List<?> list) {
          entries.put(sequence, list.stream().map(DiaryReader::entry).toList());
        }
      }
    } catch (IOException e) {
      return; // the last line of a reactor that was cut off
    }
  }

  private static Entry entry(Object value) {
    Map<?, ?> map = value instanceof Map<?, ?> m ? m : Map.of();
    Map<String, Object> set = new LinkedHashMap<>();
    if (map.get(SET) instanceof Map<?, ?> fields) {
      fields.forEach((name, field) -> set.put(name.toString(), field));
    }
    List<String> removed = new ArrayList<>();
    if (map.get(REMOVED) instanceof List<?> names) {
      names.forEach(name -> removed.add(name.toString()));
    }
    return new Entry(
        String.valueOf(map.get(RULE)),
        set,
        removed,
        verdict(map.get(VERDICT)),
        Optional.ofNullable(map.get(FAILURE)).map(Object::toString));
  }

  private static Reaction.Verdict verdict(Object name) {
    for (Reaction.Verdict verdict : Reaction.Verdict.values()) {
      if (verdict.name().equals(name)) {
        return verdict;
      }
    }
    return Reaction.Verdict.PASS;
  }

  private static Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(json));
        }
        yield items;
      }
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String name = json.currentName();
          json.nextToken();
          map.put(name, value(json));
        }
        yield map;
      }
      default -> FieldValue.NONE;
    };
  }
}
