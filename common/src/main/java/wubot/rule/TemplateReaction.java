// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;

/** Fills fields into a text. */
public final class TemplateReaction extends FieldReaction {

  private static final int LONGEST_FILE = 1 << 20;

  private static final Setting<String> TEMPLATE =
      Setting.text("template")
          .describe("The text, with fields such as {{ subject }}.")
          .example("{{ hostname }}: {{ subject | truncate 60 }}");
  private static final Setting<String> SOURCE =
      Setting.text("source_field")
          .describe("A field that holds the template; goes before template.");
  private static final Setting<Path> FILE =
      Setting.path("template_file").describe("A file that holds the template.");
  private static final Setting<String> TARGET =
      Setting.text("target_field").describe("The field to set.").example("subject");

  /** For the service loader. */
  public TemplateReaction() {
    super(
        "Template",
        "Fills fields into a text and puts it into a field. Templates can do nothing but that, so"
            + " that one may come from a message too.",
        Settings.of(TEMPLATE, SOURCE, FILE, TARGET),
        """
        - name: say which host
          condition: subject is true
          plugin: Template
          config:
            template: '{{ hostname | upper }}: {{ subject }}'
            target_field: subject
        """,
        List.of("target_field: the filled text"));
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Optional<String> target = firstOf(values, TARGET);
    if (target.isEmpty()) {
      throw new IdleException("the key 'target_field' is missing");
    }
    Optional<String> source = firstOf(values, SOURCE);
    if (source.isPresent()) {
      return writing(
          List.of(target.get()),
          message -> message.put(target.get(), chosen(message.text(source.get())).fill(message)));
    }
    String text =
        values
            .find(TEMPLATE)
            .or(() -> values.findPath(FILE).map(TemplateReaction::read))
            .orElseThrow(() -> new IllegalArgumentException("the key 'template' is missing"));
    Template template = Template.of(text, services.clock().getZone());
    return writing(
        List.of(target.get()), message -> message.put(target.get(), template.fill(message)));
  }

  private static Template chosen(String text) {
    try {
      return Template.of(text);
    } catch (TemplateSyntaxException e) {
      throw ReactionFailure.lasting("the template in the message: " + e.getMessage());
    }
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > LONGEST_FILE) {
        throw new IllegalArgumentException(file + " is longer than a megabyte");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
