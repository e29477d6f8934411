// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import wubot.message.FieldValue;
import wubot.message.Message;

/**
 * What a gate remembers about one key, while it is at work on it: some values, some moments, and
 * the moment at which it wants to be woken. Moments are kept apart from other values, so that all
 * of them can be moved when the clock was set back.
 */
final class Memory {

  private static final String NOW = "now";
  private static final String DUE = "due";
  private static final String HOST = "host";
  private static final String WHOSE = "whose";
  private static final String MOMENTS = "moments";
  private static final String LISTS = "lists";
  private static final String VALUES = "values";

  private final String key;
  private final Map<String, Object> top;
  private final Map<String, Object> moments;
  private final Map<String, Object> lists;
  private final Map<String, Object> values;
  private final boolean fresh;
  private boolean forgotten;

  /** With what the state holds under the key, which is empty for a new one. */
  Memory(String key, Map<String, Object> state) {
    this.key = key;
    this.fresh = state.isEmpty();
    this.top = new HashMap<>(state);
    this.moments = part(state, MOMENTS);
    this.lists = part(state, LISTS);
    this.values = part(state, VALUES);
  }

  private static Map<String, Object> part(Map<String, Object> state, String name) {
    Map<String, Object> part = new HashMap<>();
    if (state.get(name) instanceof Map<?, ?> map) {
      map.forEach((field, value) -> part.put((String) field, value));
    }
    return part;
  }

  /** What this is about. */
  String key() {
    return key;
  }

  /** Whether the key is met for the first time. */
  boolean isNew() {
    return fresh;
  }

  /** How far the time of this key has come; the smallest number for a new one. */
  long now() {
    return number(top, NOW, Long.MIN_VALUE);
  }

  /** A message of this host has brought the key to this moment. */
  void meet(long now, String host, Map<String, Object> whose) {
    top.put(NOW, now);
    top.put(HOST, host);
    top.put(WHOSE, whose);
  }

  /** Time has brought the key to this moment. */
  void pass(long now) {
    top.put(NOW, now);
  }

  /** The host by whose time this key goes. */
  String host() {
    return top.getOrDefault(HOST, "").toString();
  }

  /** The fields by which people know what the key's last message was about. */
  Message whose() {
    return Message.of(part(top, WHOSE));
  }

  /** When the gate is woken for this key; never when empty. */
  OptionalLong due() {
    return top.containsKey(DUE) ? OptionalLong.of(number(top, DUE, 0)) : OptionalLong.empty();
  }

  /** Wakes the gate at this moment, and at no other. */
  void wakeAt(long moment) {
    top.put(DUE, moment);
  }

  /** Does not wake the gate. */
  void sleep() {
    top.remove(DUE);
  }

  /** A moment; the other when there is none. */
  long moment(String name, long other) {
    return number(moments, name, other);
  }

  boolean has(String name) {
    return moments.containsKey(name) || values.containsKey(name);
  }

  /** Notes a moment. */
  void mark(String name, long moment) {
    moments.put(name, moment);
  }

  /** A list of moments, which may be changed and put back. */
  List<Long> moments(String name) {
    List<Long> list = new ArrayList<>();
    if (lists.get(name) instanceof List<?> kept) {
      kept.forEach(item -> list.add((long) FieldValue.number(item).orElse(0)));
    }
    return list;
  }

  void moments(String name, List<Long> list) {
    lists.put(name, list);
  }

  /** A value as text, empty when there is none. */
  String text(String name) {
    return FieldValue.text(values.getOrDefault(name, ""));
  }

  /** A value as number; the other when there is none. */
  long number(String name, long other) {
    return number(values, name, other);
  }

  double decimal(String name, double other) {
    return FieldValue.number(values.getOrDefault(name, other)).orElse(other);
  }

  void put(String name, Object value) {
    values.put(name, FieldValue.of(value));
  }

  /** A value that is a list, which may be changed and put back. */
  List<Object> list(String name) {
    return values.get(name) instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>();
  }

  /** A value that is a map, which may be changed and put back. */
  Map<String, Object> map(String name) {
    return part(values, name);
  }

  /** Forgets a moment or value. */
  void remove(String name) {
    moments.remove(name);
    lists.remove(name);
    values.remove(name);
  }

  /** Forgets all about the key. */
  void forget() {
    forgotten = true;
  }

  boolean isForgotten() {
    return forgotten;
  }

  /** Moves all moments by so many seconds. */
  void move(long seconds) {
    for (String name : List.of(NOW, DUE)) {
      top.computeIfPresent(name, (n, moment) -> number(top, n, 0) + seconds);
    }
    moments.replaceAll((name, moment) -> number(moments, name, 0) + seconds);
    for (String name : lists.keySet().toArray(String[]::new)) {
      List<Long> moved = moments(name);
      moved.replaceAll(moment -> moment + seconds);
      lists.put(name, moved);
    }
  }

  /** As it is kept. */
  Map<String, Object> state() {
    Map<String, Object> state = new HashMap<>(top);
    state.put(MOMENTS, moments);
    state.put(LISTS, lists);
    state.put(VALUES, values);
    return state;
  }

  private static long number(Map<String, Object> map, String name, long other) {
    Object value = map.get(name);
    return value instanceof Long number
        ? number
        : value == null ? other : (long) FieldValue.number(value).orElse((double) other);
  }
}
