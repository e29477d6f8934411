// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts that must not be shown because of a plugin's secrets: these themselves and what can
 * stand alone of them, such as the key in the address of a web hook, which a server may quote
 * without the rest.
 */
final class SecretTexts {

  private static final int SHORTEST_SECRET = 3; // hiding every "a" would hide the text instead
  private static final int SHORTEST_PART = 8; // shorter ones are words such as "Bearer" or "hooks"
  private static final Pattern ADDRESS = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://[^/?#]*(.*)");
  private static final Pattern PART = Pattern.compile("[^/?#&=\\s]+");
  private static final Pattern WORD = Pattern.compile("[^\\s{}]+");

  private final Set<String> texts = new HashSet<>();

  /** A secret, whole and by its parts if it is an address. */
  void addSecret(String secret) {
    add(secret, SHORTEST_SECRET);
    Matcher address = ADDRESS.matcher(secret.strip());
    if (address.matches()) {
      add(address.group(1), SHORTEST_PART);
      addParts(PART, address.group(1));
    }
  }

  /** What stands in a setting that is hidden as a whole, since some of it may be secret. */
  void addHidden(Object value) {
    if (value instanceof Map<?, ?> map) {
      map.values().forEach(this::addHidden);
    } else if (value instanceof Collection<?> list) {
      list.forEach(this::addHidden);
    } else if (value instanceof Secret secret) {
      addSecret(secret.reveal());
    } else {
      addParts(WORD, String.valueOf(value));
    }
  }

  private void addParts(Pattern pattern, String whole) {
    Matcher part = pattern.matcher(whole);
    while (part.find()) {
      add(part.group(), SHORTEST_PART);
      if (part.group().indexOf('%') >= 0) {
        add(decoded(part.group()), SHORTEST_PART);
      }
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return ""; // a percent sign that only looks like an escape
    }
  }

  private void add(String text, int shortest) {
    if (text.length() >= shortest) {
      texts.add(text);
    }
  }

  /** All of them, the longest first. */
  List<String> all() {
    return texts.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }
}
