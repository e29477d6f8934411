// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * A flat, ordered map from field name to value, with its identity and hop list beside it.
 *
 * <p>Rules change the fields in place; identity and hops are fixed. Not safe for use by several
 * threads at once: hand over a {@link #copy}.
 */
public final class Message {

  private final Identity identity; // null until a queue has accepted the message
  private final List<String> hops;
  private final FieldTable fields;

  private Message(Identity identity, List<String> hops, FieldTable fields) {
    this.identity = identity;
    this.hops = hops;
    this.fields = fields;
  }

  /** A message without fields and without identity. */
  public static Message empty() {
    return new Message(null, List.of(), new FieldTable());
  }

  /** A message with these fields, in their order; values as {@link FieldValue#of} takes them. */
  public static Message of(Map<String, ?> fields) {
    Message message = empty();
    fields.forEach(message::put);
    return message;
  }

  /** A message with one field; chain {@link #with} for more. */
  public static Message of(String field, Object value) {
    return empty().with(field, value);
  }

  /** Sets a field and returns this message, for building one in a single expression. */
  public Message with(String field, Object value) {
    put(field, value);
    return this;
  }

  /** Who made the message first; empty until a queue has accepted it. */
  public Optional<Identity> identity() {
    return Optional.ofNullable(identity);
  }

  /** The short names of the hosts that relayed this message, first hop first. */
  public List<String> hops() {
    return hops;
  }

  /** The same fields (shared, not copied) under another identity. */
  public Message withIdentity(Identity other) {
    return new Message(Objects.requireNonNull(other), hops, fields);
  }

  /** The same fields (shared, not copied) with another hop list. */
  public Message withHops(List<String> other) {
    return new Message(identity, List.copyOf(other), fields);
  }

  /** An independent copy with the same identity and hops. */
  public Message copy() {
    return new Message(identity, hops, fields.copy());
  }

  FieldTable table() {
    return fields;
  }

  /** Sets a field; null stands for "present without a value". Order is that of first setting. */
  public void put(String field, Object value) {
    fields.put(Objects.requireNonNull(field, "field"), FieldValue.of(value));
  }

  /**
   * Adds a text to the end of a field that holds a list; makes the field when it is missing or has
   * no value.
   *
   * @return whether it did; not when the field holds something else than a list
   */
  public boolean append(String field, String item) {
    return fields.append(field, item);
  }

  /** Removes a field; nothing happens when it is not there. */
  public void remove(String field) {
    fields.remove(field);
  }

  /** Whether the field is present, with or without a value. */
  public boolean has(String field) {
    return fields.has(field);
  }

  /** The value, of a type that {@link FieldValue} allows; empty when missing or without a value. */
  public Optional<Object> value(String field) {
    Object value = fields.get(field);
    return value == FieldValue.NONE ? Optional.empty() : Optional.ofNullable(value);
  }

  /**
   * The value, {@link FieldValue#NONE} where there is none; the other when the field is missing.
   * For loops that cannot afford an Optional.
   */
  public Object valueOr(String field, Object other) {
    Object value = fields.get(field);
    return value == null ? other : value;
  }

  /** The value as text; empty text when missing or without a value. */
  public String text(String field) {
    Object value = fields.get(field);
    return value == null ? "" : FieldValue.text(value);
  }

  /** The value as a number, when it is one or looks like one. */
  public OptionalDouble number(String field) {
    Object value = fields.get(field);
    return value == null ? OptionalDouble.empty() : FieldValue.number(value);
  }

  /** Whether the field is present and counts as true, see {@link FieldValue#isTrue}. */
  public boolean isTrue(String field) {
    Object value = fields.get(field);
    return value != null && FieldValue.isTrue(value);
  }

  /** The names of the fields, in order; a view that cannot be changed. */
  public Set<String> names() {
    return fields.asMap().keySet();
  }

  /** The number of fields. */
  public int size() {
    return fields.size();
  }

  /** Calls back with every field in order; {@link FieldValue#NONE} where there is no value. */
  public void forEach(BiConsumer<String, Object> visitor) {
    fields.forEach(visitor);
  }

  /** A view of the fields that cannot be changed; values as in {@link #forEach}. */
  public Map<String, Object> asMap() {
    return fields.asMap();
  }

  /** Equal when identity, hops and fields are; the order of fields does not matter. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Message that
        && Objects.equals(identity, that.identity)
        && hops.equals(that.hops)
        && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return Objects.hash(identity, hops, fields);
  }

  @Override
  public String toString() {
    return (identity == null ? "message" : identity.toString()) + fields;
  }
}
