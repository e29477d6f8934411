// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Reads files as text and says in plain words why one cannot be read. */
final class TextFile {

  private TextFile() {}

  /** The text of a regular UTF-8 file of at most this many bytes, a byte order mark removed. */
  static Optional<String> read(Path file, String shown, int limit, Problems problems) {
    Place whole = Place.of(shown);
    try {
      if (Files.isDirectory(file)) {
        problems.error(whole, "this is a directory, not a file", "");
        return Optional.empty();
      }
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        problems.error(
            whole, "this is not a regular file", "a pipe or device cannot hold settings");
        return Optional.empty();
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(limit + 1);
      }
      if (bytes.length > limit) {
        problems.error(
            whole,
            "the file has " + Sizes.print(Files.size(file)) + ", at most " + Sizes.print(limit),
            "");
        return Optional.empty();
      }
      return decode(bytes, shown, problems);
    } catch (IOException e) {
      problems.error(whole, reason(file, e), hint(file, e));
      return Optional.empty();
    }
  }

  private static Optional<String> decode(byte[] bytes, String shown, Problems problems) {
    boolean wide =
        bytes.length > 1
            && ((bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF)
                || (bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE));
    if (wide) {
      problems.error(Place.of(shown), "the file is UTF-16, not UTF-8", "save it as UTF-8");
      return Optional.empty();
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (result.isError()) {
      problems.error(
          end(text, shown),
          String.format(java.util.Locale.ROOT, "the byte 0x%02X here is not UTF-8", in.get()),
          "save the file as UTF-8; it looks like Latin-1 or a binary file");
      return Optional.empty();
    }
    return Optional.of(text);
  }

  /** Whether the text has no control characters; the first one is reported. */
  static boolean isPlain(String text, String shown, Problems problems) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (!org.yaml.snakeyaml.reader.StreamReader.isPrintable(c)) {
        problems.error(
            end(text.substring(0, i), shown),
            String.format(java.util.Locale.ROOT, "a control character (U+%04X) stands here", c),
            c == 0
                ? "the file holds NUL bytes: it was written only in part, or it is not text"
                : "remove it; inside double quotes it can be written as \\x.. or \\u....");
        return false;
      }
      i += Character.charCount(c);
    }
    return true;
  }

  private static Place end(String text, String shown) {
    String[] lines = text.split("\r\n|[\r\n]", -1);
    String last = lines[lines.length - 1];
    return new Place(shown, lines.length, last.codePointCount(0, last.length()) + 1);
  }

  /** Why a file cannot be read, in words. */
  static String reason(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          ? "this is a link to a file that does not exist"
          : "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission to read it";
    }
    String message = String.valueOf(e.getMessage());
    if (e instanceof FileSystemLoopException || message.contains("Too many levels")) {
      return "this is a link that leads back to itself";
    }
    return "it cannot be read: " + message.replace(file + ": ", "");
  }

  private static String hint(Path file, IOException e) {
    if (!(e instanceof AccessDeniedException)) {
      return "";
    }
    String user = System.getProperty("user.name");
    try {
      return "it belongs to " + Files.getOwner(file) + ", wubot runs as " + user;
    } catch (IOException | UnsupportedOperationException unknown) {
      return "wubot runs as " + user;
    }
  }

  /** A digest of a file's content; a word instead where there is none to read. */
  static String digest(Path file) {
    if (!Files.isRegularFile(file)) {
      return "no regular file";
    }
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(in.readNBytes(Yaml.MAX_BYTES + 1));
      return HexFormat.of().formatHex(sha.digest());
    } catch (IOException e) {
      return "unreadable"; // reading it says why
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
