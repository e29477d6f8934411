// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import wubot.disk.Disk;

/**
 * The state of the appender as of one record, so that opening a queue reads only what came after,
 * and watermarks outlive the records they came from.
 *
 * @param state as of the last record before the place
 * @param file the cycle file of the place, relative to the records, empty when there is none
 * @param offset the place in that file
 */
record Checkpoint(AppendState state, String file, long offset) {

  private static final String TITLE = "wubot queue checkpoint 1";

  static final Checkpoint NONE = new Checkpoint(AppendState.empty(), "", 0);

  void write(Layout layout) throws IOException {
    StringBuilder text = new StringBuilder(TITLE).append('\n');
    text.append("last ").append(state.last()).append('\n');
    text.append("own ").append(state.lastOwn()).append('\n');
    text.append("at ").append(offset).append(' ').append(file).append('\n');
    state
        .watermarks()
        .forEach(
            (link, mark) ->
                text.append("link ").append(mark).append(' ').append(escape(link)).append('\n'));
    String checksum = checksum(text.toString());
    text.append("crc ").append(checksum).append('\n');
    Disk.replace(layout.checkpoint(), text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads the checkpoint.
   *
   * @return empty when it is damaged; {@link #NONE} when there never was one
   */
  static Optional<Checkpoint> read(Layout layout) throws IOException {
    String text;
    try {
      text = new String(Files.readAllBytes(layout.checkpoint()), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return Optional.of(NONE);
    }
    int end = text.lastIndexOf("crc ");
    if (!text.startsWith(TITLE + "\n")
        || end < 0
        || !text.substring(end).strip().equals("crc " + checksum(text.substring(0, end)))) {
      return Optional.empty();
    }
    return Optional.of(parse(text.substring(0, end)));
  }

  private static Checkpoint parse(String text) {
    long last = 0;
    long own = 0;
    long offset = 0;
    String file = "";
    Map<String, Long> marks = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      String[] words = line.split(" ", 3);
      switch (words[0]) {
        case "last" -> last = Long.parseLong(words[1]);
        case "own" -> own = Long.parseLong(words[1]);
        case "at" -> {
          offset = Long.parseLong(words[1]);
          file = words[2];
        }
        case "link" -> marks.put(unescape(words[2]), Long.parseLong(words[1]));
        default -> {} // the title
      }
    }
    return new Checkpoint(new AppendState(last, own, marks), file, offset);
  }

  private static String escape(String link) {
    return link.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  private static String unescape(String text) {
    StringBuilder link = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char escaped = text.charAt(++i);
        link.append(escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped);
      } else {
        link.append(c);
      }
    }
    return link.toString();
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
