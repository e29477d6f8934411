// SPDX-License-Identifier: Apache-2.0
package wubot.relay;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import wubot.xmpp.Address;

/** Whose messages are read: accounts, one by one or with {@code *} for any characters. */
final class AllowList {

  private final List<Pattern> patterns;

  /** With texts such as {@code ann@example.org}, {@code *@example.org} or a full address. */
  AllowList(List<String> texts) {
    patterns = texts.stream().map(AllowList::pattern).collect(Collectors.toUnmodifiableList());
  }

  private static Pattern pattern(String text) {
    String[] parts = text.strip().split("\\*", -1);
    String regex =
        List.of(parts).stream()
            .map(part -> Pattern.quote(part.toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining(".*"));
    return Pattern.compile(text.contains("/") ? regex : regex + "(/.*)?");
  }

  boolean allows(Address address) {
    String account = address.bare().toString();
    String full =
        account + address.resource().map(r -> "/" + r.toLowerCase(Locale.ROOT)).orElse("");
    return patterns.stream().anyMatch(p -> p.matcher(full).matches());
  }
}
