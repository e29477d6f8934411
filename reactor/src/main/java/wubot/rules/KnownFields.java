// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import wubot.config.Declarations;
import wubot.config.Suggestion;
import wubot.message.Fields;
import wubot.message.Message;

/** The fields that messages may have: declared by plugins, set by rules, seen in messages. */
final class KnownFields {

  private static final List<String> STANDARD =
      List.of(
          Fields.KEY,
          Fields.ITEM,
          Fields.PLUGIN,
          Fields.HOSTNAME,
          Fields.LASTUPDATE,
          Fields.SUBJECT,
          Fields.SUBJECT_TEXT,
          Fields.STATUS,
          Fields.ERRMSG,
          Fields.COLOR,
          Fields.NOFORWARD,
          Fields.LAST_RULE,
          Fields.RULE_LOG,
          "title",
          "body",
          "body_text",
          "link",
          "username",
          "image",
          "icon",
          "mailbox",
          "coalesce",
          "quiet",
          "sticky",
          "urgent",
          "priority",
          "checksum",
          "held_by",
          "made_by");
  private static final Pattern SEPARATOR = Pattern.compile("\\s*,\\s*|\\s+and\\s+");
  private static final Pattern QUIET = Pattern.compile("quiet_\\w+");

  private final Set<String> names = new TreeSet<>(STANDARD);
  private final List<Pattern> patterns = new ArrayList<>(List.of(QUIET));
  private long seen;

  /** What plugins declare. */
  KnownFields(Collection<Declarations.Plugin> plugins) {
    for (Declarations.Plugin plugin : plugins) {
      plugin.fields().forEach(this::declared);
      plugin.settings().keys().forEach(key -> names.add(Fields.CONFIG_PREFIX + key));
    }
  }

  /** Such as {@code total: bytes in all} or {@code console.HOST.text: the line}. */
  private void declared(String declaration) {
    int colon = declaration.indexOf(": ");
    String list = colon < 0 ? declaration : declaration.substring(0, colon);
    for (String name : SEPARATOR.split(list.replace("`", ""), -1)) {
      if (name.matches(".*[A-Z]{2,}.*")) {
        // Capitals stand for something that differs, in a name that says the rest.
        String around = name.replaceAll("[A-Z]{2,}", "");
        if (!around.isEmpty()) {
          patterns.add(
              Pattern.compile("\\Q" + name.replaceAll("[A-Z]{2,}", "\\\\E.+\\\\Q") + "\\E"));
        }
      } else {
        names.add(name.strip());
      }
    }
  }

  /** Fields that rules set. */
  void addSet(Set<String> fields) {
    names.addAll(fields);
  }

  /** A message that was really made. */
  void learn(Message message) {
    seen++;
    message.forEach((name, value) -> names.add(name));
  }

  /** How many messages were learned from. */
  long seen() {
    return seen;
  }

  /** Whether messages may have it. */
  boolean has(String field) {
    return names.contains(field) || patterns.stream().anyMatch(p -> p.matcher(field).matches());
  }

  /** The field that was probably meant. */
  Optional<String> nearest(String field) {
    return Suggestion.nearest(field, names);
  }
}
