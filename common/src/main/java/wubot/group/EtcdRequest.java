// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * A question to etcd's gateway: the path and the JSON that goes there.
 *
 * @param path e.g. {@code /v3/kv/txn}
 * @param repeatable whether asking twice is as good as asking once
 */
@SuppressWarnings("ArrayRecordComponent") // lives for a moment and is never compared
record EtcdRequest(String path, byte[] body, boolean repeatable) {

  /** What a transaction does when its comparison holds. */
  private interface Json {
    void write(JsonGenerator json) throws IOException;
  }

  /** Reads one key; linearizable. */
  static EtcdRequest get(String key) {
    return range(key.getBytes(UTF_8), new byte[0], 0);
  }

  /** Reads keys from the first on, before the other; linearizable, by key. */
  static EtcdRequest range(byte[] from, byte[] before, int limit) {
    return of(
        "/v3/kv/range",
        true,
        json -> {
          json.writeBinaryField("key", from);
          if (before.length > 0) {
            json.writeBinaryField("range_end", before);
            json.writeNumberField("limit", limit);
          }
          json.writeBooleanField("serializable", false);
        });
  }

  /** Writes a key if its field is this number: created never, or changed last then. */
  static EtcdRequest put(String key, boolean create, long version, String value, String lease) {
    return txn(
        key,
        create,
        version,
        json -> {
          json.writeObjectFieldStart("request_put");
          json.writeBinaryField("key", key.getBytes(UTF_8));
          json.writeBinaryField("value", value.getBytes(UTF_8));
          if (!lease.isEmpty()) {
            json.writeStringField("lease", lease);
          }
          json.writeEndObject();
        });
  }

  static EtcdRequest delete(String key, long version) {
    return txn(
        key,
        false,
        version,
        json -> {
          json.writeObjectFieldStart("request_delete_range");
          json.writeBinaryField("key", key.getBytes(UTF_8));
          json.writeBooleanField("prev_kv", true);
          json.writeEndObject();
        });
  }

  /** Writes a key whatever is there. */
  static EtcdRequest put(String key, String value) {
    return of(
        "/v3/kv/put",
        true,
        json -> {
          json.writeBinaryField("key", key.getBytes(UTF_8));
          json.writeBinaryField("value", value.getBytes(UTF_8));
        });
  }

  static EtcdRequest lease(long seconds) {
    return of("/v3/lease/grant", true, json -> json.writeNumberField("TTL", seconds));
  }

  static EtcdRequest authenticate(String user, String password) {
    return of(
        "/v3/auth/authenticate",
        true,
        json -> {
          json.writeStringField("name", user);
          json.writeStringField("password", password);
        });
  }

  static EtcdRequest watch(String prefix) {
    return of(
        "/v3/watch",
        true,
        json -> {
          json.writeObjectFieldStart("create_request");
          json.writeBinaryField("key", prefix.getBytes(UTF_8));
          json.writeBinaryField("range_end", end(prefix));
          json.writeEndObject();
        });
  }

  /** The first key behind all that begin with the prefix. */
  static byte[] end(String prefix) {
    byte[] bytes = prefix.getBytes(UTF_8);
    bytes[bytes.length - 1]++; // no byte of UTF-8 is the largest one
    return bytes;
  }

  /** The first key behind this one. */
  static byte[] behind(String key) {
    byte[] bytes = key.getBytes(UTF_8);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  private static EtcdRequest txn(String key, boolean create, long version, Json success) {
    return of(
        "/v3/kv/txn",
        false,
        json -> {
          json.writeArrayFieldStart("compare");
          json.writeStartObject();
          json.writeBinaryField("key", key.getBytes(UTF_8));
          json.writeStringField("result", "EQUAL");
          json.writeStringField("target", create ? "CREATE" : "MOD");
          json.writeNumberField(create ? "create_revision" : "mod_revision", version);
          json.writeEndObject();
          if (!create) { // what is not there counts as changed last at 0
            json.writeStartObject();
            json.writeBinaryField("key", key.getBytes(UTF_8));
            json.writeStringField("result", "GREATER");
            json.writeStringField("target", "CREATE");
            json.writeNumberField("create_revision", 0);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("success");
          json.writeStartObject();
          success.write(json);
          json.writeEndObject();
          json.writeEndArray();
        });
  }

  private static EtcdRequest of(String path, boolean repeatable, Json content) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = EtcdAnswer.JSON.createGenerator(bytes)) {
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return new EtcdRequest(path, bytes.toByteArray(), repeatable);
  }
}
