// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** Fetches a page into a field. */
public final class WebFetch implements ReactionType {

  private static final Setting<String> URL =
      Setting.text("url")
          .describe("The address, a template; fields are made fit for it.")
          .example("https://example.org/hosts/{{ hostname }}");
  private static final Setting<String> URL_FIELD =
      Setting.text("url_field").describe("The field that holds the address instead.");
  private static final Setting<List<String>> HOSTS =
      Setting.texts("hosts")
          .describe(
              "The hosts that may be asked, needed with `url_field`: a message must not choose what"
                  + " this host speaks to.")
          .example("[example.org, www.example.org]");
  private static final Setting<String> FIELD =
      Setting.text("field").required().describe("The field for what came.").example("body");
  private static final Setting<Duration> TIMEOUT =
      Setting.duration("timeout", Duration.ofMillis(100), Duration.ofSeconds(30))
          .byDefault("10s")
          .describe("How long the answer may take; all other messages wait for it.");
  private static final Setting<Long> MAX_SIZE =
      Setting.size("max_size", 1, 4 << 20)
          .byDefault("512KiB")
          .describe("How much is taken; what is larger is a failure.");

  @Override
  public String name() {
    return "WebFetch";
  }

  @Override
  public String summary() {
    return "Fetches a page into a field, for the rules that follow. All other messages wait as long:"
        + " for pages that are fetched regularly, use the check of that name.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(URL, URL_FIELD, HOSTS, FIELD, TIMEOUT, MAX_SIZE);
  }

  @Override
  public List<String> fields() {
    return List.of("field: the text of the page");
  }

  @Override
  public String example() {
    return """
        - name: the whole article
          condition: link starts with https://example.org/
          plugin: WebFetch
          config:
            url_field: link
            hosts: [example.org]
            field: body
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Optional<String> field = values.find(URL_FIELD);
    if (values.find(URL).isPresent() == field.isPresent()) {
      throw new IllegalArgumentException("either 'url' or 'url_field' says what to fetch");
    }
    List<String> hosts =
        values.find(HOSTS).orElse(List.of()).stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .toList();
    if (field.isPresent() && hosts.isEmpty()) {
      throw new IllegalArgumentException(
          "'hosts' is missing: a message must not choose what this host speaks to");
    }
    return new WebPageFetch(
        values.find(URL).map(wubot.rule.Template::of),
        field.orElse(""),
        hosts,
        values.get(FIELD),
        values.get(TIMEOUT),
        values.get(MAX_SIZE).intValue());
  }
}
