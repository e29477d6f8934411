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

/** Finds out who a message is from, and what is to be done about them. */
public final class User implements ReactionType {

  private static final Setting<Path> DIRECTORY =
      Setting.path("directory")
          .byDefault("userdb")
          .describe(
              "The directory with a file `name.yaml` for each user: `color`, `image`, `aliases` (a"
                  + " list) and `rules`, which may use reactions that change fields. A saved change"
                  + " is in force within two seconds.");

  @Override
  public String name() {
    return "User";
  }

  @Override
  public String summary() {
    return "Takes the field `username` apart (`Ann Bee <ann@example.org>`, `ann|away`), finds the"
        + " user by name or alias among files, sets color and image, and walks the message through"
        + " the user's own rules.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(DIRECTORY);
  }

  @Override
  public List<String> fields() {
    return List.of(
        "username: the bare name, or that of the user whose alias it is",
        "username_orig: as it was at first",
        "username_full, username_domain, username_comment: the other parts",
        "color, image: of the user; color_orig, image_orig: what was there before");
  }

  @Override
  public String example() {
    return """
        - name: who it is from
          condition: username is true
          plugin: User
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    UserFiles users = new UserFiles(values.path(DIRECTORY), services);
    return new Reaction() {
      @Override
      public void react(Message message) throws InterruptedException {
        if (!message.isTrue("username")) {
          return;
        }
        UserName.takeApart(message);
        Optional<UserFiles.Entry> user = users.find(message.text("username"));
        if (user.isPresent()) {
          set(message, "username", Optional.of(user.get().name()));
          set(message, "color", user.get().color());
          set(message, "image", user.get().image());
          user.get().walk(message);
        }
      }

      @Override
      public void close() {
        users.close();
      }
    };
  }

  private static void set(Message message, String field, Optional<String> value) {
    if (value.isEmpty()) {
      return;
    }
    boolean other = message.has(field) && !message.text(field).equals(value.get());
    if (other && !message.has(field + "_orig")) {
      message.put(field + "_orig", message.text(field));
    }
    message.put(field, value.get());
  }
}
