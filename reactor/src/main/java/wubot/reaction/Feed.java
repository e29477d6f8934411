// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.Template;

/** Keeps a feed of the newest messages in a file. */
public final class Feed implements ReactionType {

  /** The language of the feed. */
  enum Format {
    ATOM,
    RSS
  }

  private static final Setting<Path> DIRECTORY =
      Setting.path("directory")
          .required()
          .describe("Where the files are: never outside of it, whatever the message says.")
          .example("feeds");
  private static final Setting<String> FILE =
      Setting.text("file")
          .byDefault("{{ mailbox | default wubot }}.xml")
          .describe("The name of the file, a template: a feed for each name.");
  private static final Setting<Format> FORMAT =
      Setting.choice("format", Format.class).byDefault("atom").describe("`atom` or `rss`.");
  private static final Setting<Long> ENTRIES =
      Setting.integer("entries", 1, 1000).byDefault("100").describe("How many to keep.");
  private static final Setting<String> TITLE =
      Setting.text("title")
          .byDefault("[{{ key }}] {{ title | default 'untitled' }}")
          .describe("The title of an entry, a template; the subject where there is no title.");
  private static final Setting<String> LINK =
      Setting.text("link")
          .byDefault("http://localhost/")
          .describe("What the feed as a whole points to.");

  @Override
  public String name() {
    return "Feed";
  }

  @Override
  public String summary() {
    return "Keeps a feed of the newest messages in a file, as Atom or RSS, for a web server to hand"
        + " out. What is repeated after a crash is in it once.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(DIRECTORY, FILE, FORMAT, ENTRIES, TITLE, LINK);
  }

  @Override
  public String example() {
    return """
        - name: a feed for each mailbox
          condition: mailbox is true AND subject is true
          plugin: Feed
          config:
            directory: feeds
            format: rss
        """;
  }

  @Override
  public List<String> fields() {
    return List.of();
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    FeedFiles files =
        new FeedFiles(
            new Cage(values.path(DIRECTORY), true),
            services.state("Feed " + services.rule()),
            new FeedFiles.Look(
                values.get(FORMAT) == Format.RSS,
                values.get(ENTRIES).intValue(),
                Template.of(values.get(TITLE), services.clock().getZone()),
                values.get(LINK)),
            services.clock());
    Template name = Template.of(values.get(FILE), services.clock().getZone());
    return new Reaction() {
      @Override
      public void react(Message message) {
        Message flat = message.copy();
        name.fields().forEach(f -> flat.put(f, message.text(f).replace('/', '_')));
        files.add(name.fill(flat), message);
      }

      @Override
      public Optional<Set<String>> writes() {
        return Optional.of(Set.of());
      }

      @Override
      public void settle() {
        files.write();
      }
    };
  }
}
