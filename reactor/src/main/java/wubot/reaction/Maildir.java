// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** Delivers the message as a mail into a folder on this host. */
public final class Maildir implements ReactionType {

  private static final Setting<Path> PATH =
      Setting.path("path")
          .required()
          .describe("The directory of the folders, each one a maildir.")
          .example("~/Maildir");
  private static final Setting<String> MAILBOX =
      Setting.text("mailbox")
          .describe("The folder; by default the field `mailbox`, or else the name of the plugin.");
  private static final Setting<Boolean> DUMP =
      Setting.flag("dump").byDefault("no").describe("Put the whole message into the mail.");

  @Override
  public String name() {
    return "Maildir";
  }

  @Override
  public String summary() {
    return "Delivers the message as a mail into a maildir, a folder that mail programs read. The"
        + " mail is on disk before the message counts as done, and one that is repeated after a"
        + " crash is not delivered twice.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(PATH, MAILBOX, DUMP);
  }

  @Override
  public String example() {
    return """
        - name: news as mail
          condition: key starts with RSS
          plugin: Maildir
          config:
            path: ~/Maildir
            mailbox: news
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    MaildirFolders folders =
        new MaildirFolders(new Cage(values.path(PATH), true), services.host(), services.clock());
    Optional<String> mailbox = values.find(MAILBOX);
    boolean dump = values.get(DUMP);
    return new Reaction() {
      @Override
      public void react(Message message) {
        folders.deliver(mailbox.orElseGet(() -> folder(message)), message, dump);
      }

      @Override
      public Optional<Set<String>> writes() {
        return Optional.of(Set.of());
      }
    };
  }

  private static String folder(Message message) {
    for (String name : List.of(message.text("mailbox"), plugin(message))) {
      if (!name.isBlank()) {
        // One folder, wherever a name that came with a message would lead.
        String folder = name.strip().replaceAll("[/\\p{Cntrl}]", "_");
        return folder.startsWith(".") ? "_" + folder.substring(1) : folder;
      }
    }
    return "wubot";
  }

  private static String plugin(Message message) {
    String key = message.text(Fields.KEY);
    int dash = key.indexOf('-');
    return (dash < 0 ? key : key.substring(0, dash)).toLowerCase(Locale.ROOT);
  }
}
