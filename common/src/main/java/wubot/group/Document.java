// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import wubot.message.FieldValue;
import wubot.message.PlainJson;

/**
 * What a group writes under one key of its store: names with texts, numbers, yes or no, lists and
 * documents, as JSON. Immutable; keeps the order in which names were set.
 */
public final class Document {

  private static final Document EMPTY = new Document(Map.of());

  private final Map<String, Object> values;

  private Document(Map<String, Object> values) {
    this.values = values;
  }

  /** Without any name. */
  public static Document empty() {
    return EMPTY;
  }

  /**
   * With what a map holds, e.g. a part of another document or of a message.
   *
   * @throws IllegalArgumentException for a value no document can hold
   */
  public static Document of(Map<?, ?> values) {
    Map<String, Object> copy = new LinkedHashMap<>();
    values.forEach((name, value) -> copy.put(String.valueOf(name), frozen(value)));
    return new Document(Collections.unmodifiableMap(copy));
  }

  /**
   * Reads what {@link #toText} wrote.
   *
   * @throws IllegalArgumentException when the text is not one JSON object
   */
  public static Document parse(String text) {
    Object value;
    try {
      value = PlainJson.read(text);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a JSON document: " + e.getMessage(), e);
    }
    if (value instanceof Map<?, ?> map) {
      return of(map);
    }
    throw new IllegalArgumentException("not a JSON document but a single value");
  }

  /**
   * Reads what a store holds under a key.
   *
   * @throws StoreAway when it is not a document: somebody else wrote to our key
   */
  public static Document of(Entry entry) {
    try {
      return parse(entry.value());
    } catch (IllegalArgumentException e) {
      throw new StoreAway("what the store holds under " + entry.key() + " is " + e.getMessage(), e);
    }
  }

  /** As JSON on one line. */
  public String toText() {
    return PlainJson.line(values);
  }

  /** Everything in it: text, {@code Long}, {@code Double}, {@code Boolean}, lists and maps. */
  public Map<String, Object> values() {
    return values;
  }

  /** The text of this name; empty when there is none or it is something else. */
  public Optional<String> text(String name) {
    return values.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** The whole number of this name; empty when there is none or it is something else. */
  public OptionalLong number(String name) {
    return values.get(name) instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
  }

  /** Whether this name says yes; no when there is none or it is something else. */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  /** The texts in the list of this name; empty when there is none, without what is not text. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object value : list(name)) {
      if (value instanceof String text) {
        texts.add(text);
      }
    }
    return List.copyOf(texts);
  }

  /** The list of this name; empty when there is none. */
  public List<?> list(String name) {
    return values.get(name) instanceof List<?> list ? list : List.of();
  }

  /** The document of this name; an empty one when there is none. */
  public Document document(String name) {
    return values.get(name) instanceof Map<?, ?> map ? of(map) : EMPTY;
  }

  /**
   * The same with this value, in place of the one the name had.
   *
   * @param value text, number, boolean, list, map or document
   * @throws IllegalArgumentException for a value no document can hold
   */
  public Document with(String name, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(values);
    copy.put(name, frozen(value));
    return new Document(Collections.unmodifiableMap(copy));
  }

  /** The same without this name. */
  public Document without(String name) {
    Map<String, Object> copy = new LinkedHashMap<>(values);
    copy.remove(name);
    return new Document(Collections.unmodifiableMap(copy));
  }

  private static Object frozen(Object value) {
    if (value instanceof Document document) {
      return document.values;
    }
    if (value instanceof Map<?, ?> map) {
      return of(map).values;
    }
    if (value instanceof Iterable<?> items) {
      List<Object> copy = new ArrayList<>();
      items.forEach(item -> copy.add(frozen(item)));
      return Collections.unmodifiableList(copy);
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof String
        || value instanceof Long
        || value instanceof Boolean
        || value == FieldValue.NONE
        || (value instanceof Double number && Double.isFinite(number))) {
      return value;
    }
    throw new IllegalArgumentException("a document cannot hold " + value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Document document && values.equals(document.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return toText();
  }
}
