// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.Template;

/** Writes the message, or one field of it, to a file. */
public final class WriteFile implements ReactionType {

  /** What to do when the file is there already. */
  enum Existing {
    KEEP,
    OVERWRITE,
    APPEND
  }

  /** How the whole message is written. */
  enum Format {
    YAML,
    JSON
  }

  private static final Setting<Path> DIRECTORY =
      Setting.path("directory")
          .describe(
              "Where files are written: never outside of it, whatever the message says. Needed when"
                  + " the name depends on the message.")
          .example("archive");
  private static final Setting<String> FILE =
      Setting.text("file")
          .describe(
              "The name of the file, a template; below the directory where there is one. Fields"
                  + " cannot add directories: a slash in a field becomes a `_`.")
          .example("{{ key }}.yaml");
  private static final Setting<String> PATH_FIELD =
      Setting.text("path_field")
          .describe("The field that holds the name of the file, which may have directories.");
  private static final Setting<String> SOURCE_FIELD =
      Setting.text("source_field").describe("Write this field alone.");
  private static final Setting<Format> FORMAT =
      Setting.choice("format", Format.class)
          .byDefault("yaml")
          .describe("How the whole message is written: `yaml`, or `json` on one line.");
  private static final Setting<Existing> EXISTING =
      Setting.choice("existing", Existing.class)
          .byDefault("keep")
          .describe("What becomes of a file that is there: `keep`, `overwrite` or `append`.");
  private static final Setting<Boolean> OVERWRITE =
      Setting.flag("overwrite").byDefault("no").describe("Short for `existing: overwrite`.");

  @Override
  public String name() {
    return "WriteFile";
  }

  @Override
  public String summary() {
    return "Writes the message, or one field of it, to a file. A file is there whole or not at all,"
        + " and one that is there is kept unless the rule says otherwise.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(DIRECTORY, FILE, PATH_FIELD, SOURCE_FIELD, FORMAT, EXISTING, OVERWRITE);
  }

  @Override
  public String example() {
    return """
        - name: archive
          plugin: WriteFile
          config:
            directory: archive
            file: '{{ key }}.jsonl'
            format: json
            existing: append
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Optional<String> file = values.find(FILE);
    Optional<String> field = values.find(PATH_FIELD);
    if (file.isPresent() == field.isPresent()) {
      throw new IllegalArgumentException("either 'file' or 'path_field' has to name the file");
    }
    Template name =
        Template.of(
            file.orElseGet(() -> "{{ '" + field.get().replace("'", "\\'") + "' }}"),
            services.clock().getZone());
    Optional<Path> directory = values.findPath(DIRECTORY);
    if (directory.isEmpty() && !name.isConstant()) {
      throw new IllegalArgumentException(
          "'directory' is missing: a message must not choose where on this host is written");
    }
    Existing existing = values.get(OVERWRITE) ? Existing.OVERWRITE : values.get(EXISTING);
    Cage cage = new Cage(directory.orElse(services.home()), directory.isPresent());
    Optional<String> source = values.find(SOURCE_FIELD);
    boolean json = values.get(FORMAT) == Format.JSON;
    return new Reaction() {
      @Override
      public boolean wants(Message message) {
        return field.isEmpty() || message.isTrue(field.get());
      }

      @Override
      public void react(Message message) {
        if (!wants(message)) {
          return;
        }
        String path =
            field.isPresent() ? message.text(field.get()) : name.fill(flat(message, name));
        cage.write(path, content(message), existing);
      }

      private String content(Message message) {
        if (source.isPresent()) {
          return message.text(source.get()) + (existing == Existing.APPEND ? "\n" : "");
        }
        return json ? JsonLine.of(message.asMap()) + "\n" : YamlText.of(message.asMap());
      }
    };
  }

  /** A copy in which the fields that make up the name have no slashes. */
  private static Message flat(Message message, Template name) {
    Message flat = message.copy();
    for (String field : name.fields()) {
      flat.put(field, message.text(field).replace('/', '_'));
    }
    return flat;
  }

  @Override
  public List<String> fields() {
    return List.of();
  }
}
