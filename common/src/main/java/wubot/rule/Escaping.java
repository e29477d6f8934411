// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What the text that a template makes is part of, so that a field cannot break out of its place.
 */
public enum Escaping {
  /** Plain text: fields are put in as they are. */
  NONE,
  /** The inside of a JSON string. */
  JSON,
  /** A part of a URL. */
  URL,
  /** HTML text or the value of an attribute. */
  HTML;

  /** A text made fit to be put in such a place. */
  public String escape(String text) {
    return switch (this) {
      case NONE -> text;
      case JSON -> json(text);
      case URL -> URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
      case HTML ->
          text.replace("&", "&amp;")
              .replace("<", "&lt;")
              .replace(">", "&gt;")
              .replace("\"", "&quot;")
              .replace("'", "&#39;");
    };
  }

  private static String json(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x2028 || c == 0x2029) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }
}
