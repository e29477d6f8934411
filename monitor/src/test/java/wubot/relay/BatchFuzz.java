// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import wubot.fuzz.FuzzTarget;
import wubot.xmpp.Payload;

/** Whole requests of the relay's protocol: attributes in the first line, the body after it. */
public final class BatchFuzz implements FuzzTarget {

  private final BatchReader reader = new BatchReader(BatchReader.Bounds.USUAL);

  @Override
  public String name() {
    return "batch";
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    try (BatchWriter writer = new BatchWriter()) {
      for (List<BatchWriter.Coded> batch : TableFuzz.batches()) {
        seeds.add(bytes(writer.write(0, batch, false)));
        seeds.add(bytes(writer.write(0, batch, true)));
      }
    }
    return seeds;
  }

  private static byte[] bytes(Payload payload) {
    StringBuilder line = new StringBuilder();
    payload
        .attributes()
        .forEach((name, value) -> line.append(name).append('=').append(value).append(' '));
    return (line + "\n" + payload.text()).getBytes(StandardCharsets.UTF_8);
  }

  private static Payload payload(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int end = Math.max(0, text.indexOf('\n'));
    Map<String, String> attributes = new HashMap<>();
    for (String word : text.substring(0, end).split(" ", 30)) {
      int at = word.indexOf('=');
      if (at > 0) {
        attributes.put(word.substring(0, at), word.substring(at + 1));
      }
    }
    return new Payload(attributes, text.substring(end == 0 ? 0 : end + 1));
  }

  @Override
  public List<String> words() {
    return List.of(
        "n=",
        "raw=",
        "crc=",
        "after=",
        "-1",
        "9223372036854775807",
        "16777216",
        "65536",
        "AAAA",
        "=",
        "7cExAQAAAMKg9U9tCF8AAAAA");
  }

  /** Announces what is there, or packs what was in it anew, sometimes a bomb. */
  @Override
  public byte[] repair(byte[] changed, Random random) {
    Payload payload = payload(changed);
    byte[] raw;
    try {
      raw = inflate(Base64.getDecoder().decode(payload.text()));
    } catch (IllegalArgumentException | DataFormatException e) {
      raw = new byte[random.nextInt(500) == 0 ? 32 << 20 : random.nextInt(300)];
    }
    for (int i = random.nextInt(4); i > 0 && raw.length > 0; i--) {
      raw[random.nextInt(raw.length)] = (byte) random.nextInt(256);
    }
    CRC32C crc = new CRC32C();
    crc.update(raw);
    Map<String, String> attributes = new HashMap<>(payload.attributes());
    attributes.put("raw", Integer.toString(Math.min(raw.length, 1 << 24)));
    attributes.put("crc", Long.toString(crc.getValue()));
    return bytes(new Payload(attributes, Base64.getEncoder().encodeToString(deflate(raw))));
  }

  private static byte[] inflate(byte[] packed) throws DataFormatException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      byte[] raw = new byte[64 << 10];
      return Arrays.copyOf(raw, inflater.inflate(raw));
    } finally {
      inflater.end();
    }
  }

  private static byte[] deflate(byte[] raw) {
    Deflater deflater = new Deflater(1, true);
    try {
      deflater.setInput(raw);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] some = new byte[16 << 10];
      while (!deflater.finished()) {
        out.write(some, 0, deflater.deflate(some));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  @Override
  public boolean read(byte[] input) {
    try {
      return !reader.read(payload(input)).isEmpty();
    } catch (MalformedBatchException e) {
      return false;
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
