// SPDX-License-Identifier: Apache-2.0
package wubot.xmpp;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Whose messages are read: accounts, one by one or with {@code *} for any characters. */
public final class AllowList {

  /** Account and resource are matched apart, since a resource may contain anything. */
  private record Rule(Pattern account, Optional<Pattern> resource) {

    static Rule of(String text) {
      String[] parts = text.strip().split("/", 2);
      return new Rule(
          pattern(parts[0].toLowerCase(Locale.ROOT)),
          parts.length == 1 ? Optional.empty() : Optional.of(pattern(parts[1])));
    }

    private static Pattern pattern(String text) {
      return Pattern.compile(
          Arrays.stream(text.split("\\*", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining(".*")));
    }

    boolean matches(Address address) {
      return account.matcher(address.bare().toString()).matches()
          && resource
              .map(r -> r.matcher(address.resource().orElse("")).matches())
              .orElse(Boolean.TRUE);
    }
  }

  private final List<Rule> rules;
  private final List<Address> accounts;

  /** With texts such as {@code ann@example.org}, {@code *@example.org} or a full address. */
  public AllowList(List<String> texts) {
    rules = texts.stream().map(Rule::of).toList();
    accounts =
        texts.stream()
            .filter(text -> text.indexOf('*') < 0)
            .flatMap(text -> account(text).stream())
            .toList();
  }

  /** What is no address allows nobody either. */
  private static Optional<Address> account(String text) {
    try {
      return Optional.of(Address.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Those that are named in full. */
  public List<Address> accounts() {
    return accounts;
  }

  /** Whether it is among them. */
  public boolean allows(Address address) {
    return rules.stream().anyMatch(rule -> rule.matches(address));
  }
}
