// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What etcd's gateway says, as far as a store needs it: the answers to all requests share the names
 * of their fields.
 *
 * @param cluster which cluster spoke; empty when it does not say
 * @param revision of the whole store; 0 when it does not say
 * @param succeeded whether a transaction's comparisons held
 * @param entries keys with values that were read or deleted, keys as etcd has them
 * @param lease the id of a new lease, or empty
 * @param token that authenticates, or empty
 * @param code of an error as gRPC counts them; 0 for none
 * @param error for people
 */
record EtcdAnswer(
    String cluster,
    long revision,
    boolean succeeded,
    List<Entry> entries,
    String lease,
    String token,
    int code,
    String error) {

  static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  static final int DEADLINE_EXCEEDED = 4;
  static final int NOT_FOUND = 5;
  static final int RESOURCE_EXHAUSTED = 8;
  static final int UNAVAILABLE = 14;
  static final int UNAUTHENTICATED = 16;

  /** Reads a whole answer. */
  static EtcdAnswer parse(byte[] body) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      return new Reading().read(parser);
    }
  }

  /** Text of an error that may be shown: etcd's errors do not repeat what was sent. */
  boolean failed() {
    return code != 0 || !error.isEmpty();
  }

  private static final class Reading {

    private final List<Entry> entries = new ArrayList<>();
    private String cluster = "";
    private long revision;
    private boolean succeeded;
    private String lease = "";
    private String token = "";
    private int code;
    private String error = "";
    private String key = "";
    private String value = "";
    private long version;

    EtcdAnswer read(JsonParser parser) throws IOException {
      for (JsonToken next = parser.nextToken(); next != null; next = parser.nextToken()) {
        if (next == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          JsonToken content = parser.nextToken();
          if (content.isScalarValue()) {
            field(name, parser);
          }
        } else if (next == JsonToken.END_OBJECT && !key.isEmpty()) {
          entries.add(new Entry(key, value, version));
          key = "";
          value = "";
        }
      }
      return new EtcdAnswer(cluster, revision, succeeded, entries, lease, token, code, error);
    }

    private void field(String name, JsonParser parser) throws IOException {
      switch (name) {
        case "cluster_id" -> cluster = parser.getText();
        case "revision" -> revision = Math.max(revision, parser.getValueAsLong());
        case "succeeded" -> succeeded = parser.getValueAsBoolean();
        case "key" -> key = new String(parser.getBinaryValue(), UTF_8);
        case "value" -> value = new String(parser.getBinaryValue(), UTF_8);
        case "mod_revision" -> version = parser.getValueAsLong();
        case "ID" -> lease = parser.getText();
        case "token" -> token = parser.getText();
        case "code" -> code = parser.getValueAsInt();
        case "error", "message" -> error = parser.getText();
        default -> {}
      }
    }
  }
}
