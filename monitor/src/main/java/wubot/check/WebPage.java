// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a web server answered.
 *
 * @param status the HTTP status
 * @param contentType as the server said, empty text when it did not
 * @param etag of the content, empty text when there is none
 * @param modified the server's Last-Modified, empty text when there is none
 * @param body of the answer, decompressed
 * @param millis how long it took until the whole answer was there
 * @param certificate of the server, empty without TLS
 */
record WebPage(
    int status,
    String contentType,
    String etag,
    String modified,
    ByteBuffer body,
    long millis,
    Optional<X509Certificate> certificate) {

  private static final Pattern CHARSET =
      Pattern.compile("charset\\s*=\\s*[\"']?([\\w.:-]+)", Pattern.CASE_INSENSITIVE);

  /** Whether the status is one of success. */
  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** The body as text: in the encoding that the server, or the page itself, names, or UTF-8. */
  String text() {
    return charset().decode(body.duplicate()).toString();
  }

  /** The body as bytes, a copy. */
  byte[] bytes() {
    byte[] copy = new byte[body.remaining()];
    body.duplicate().get(copy);
    return copy;
  }

  private Charset charset() {
    ByteBuffer start = body.duplicate().limit(Math.min(body.limit(), 1024));
    String head = StandardCharsets.ISO_8859_1.decode(start).toString();
    boolean html = contentType.contains("html");
    for (String place : html ? new String[] {contentType, head} : new String[] {contentType}) {
      Matcher named = CHARSET.matcher(place);
      if (named.find()) {
        try {
          return Charset.forName(named.group(1));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
          return StandardCharsets.UTF_8;
        }
      }
    }
    return StandardCharsets.UTF_8;
  }
}
