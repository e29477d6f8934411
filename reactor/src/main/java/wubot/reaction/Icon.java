// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.message.FieldValue;
import wubot.message.Fields;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;

/** Finds the picture that goes with a message. */
public final class Icon implements ReactionType {

  private static final Setting<Path> IMAGE_DIR =
      Setting.path("image_dir").byDefault("~/.icons").describe("The directory of the pictures.");
  private static final Setting<Map<String, Object>> CUSTOM =
      Setting.map("custom")
          .describe(
              "Names to use instead: by `image`, `username`, `key`, `instance`, `plugin` and"
                  + " `wubot`, each a map from what the message says to the name of a picture.");

  private static final List<String> KINDS =
      List.of("image", "username", "key", "instance", "plugin", "wubot");

  @Override
  public String name() {
    return "Icon";
  }

  @Override
  public String summary() {
    return "Finds the picture that goes with a message: the first that is there of those named after"
        + " its image, its user, its key, the instance or the plugin in that, and `wubot.png`.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public Settings settings() {
    return Settings.of(IMAGE_DIR, CUSTOM);
  }

  @Override
  public List<String> fields() {
    return List.of("icon: the path of the picture; no value when there is none");
  }

  @Override
  public String example() {
    return """
        - name: icon
          condition: subject is true
          plugin: Icon
          config:
            image_dir: icons
            custom:
              plugin: {FileTail: log}
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    Path directory = values.path(IMAGE_DIR);
    Map<String, Map<?, ?>> custom = new LinkedHashMap<>();
    values
        .find(CUSTOM)
        .orElse(Map.of())
        .forEach(
            (kind, names) -> {
              if (!KINDS.contains(kind) || !(names instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException(
                    "custom: '" + kind + "' is not one of " + KINDS + " with a map");
              }
              custom.put(kind, map);
            });
    return message -> message.put("icon", find(message, directory, custom).orElse(null));
  }

  private static Optional<String> find(
      Message message, Path directory, Map<String, Map<?, ?>> custom) {
    for (Map.Entry<String, String> candidate : candidates(message)) {
      Object mapped = custom.getOrDefault(candidate.getKey(), Map.of()).get(candidate.getValue());
      String name = mapped == null ? candidate.getValue() : FieldValue.text(mapped);
      Optional<String> found = file(directory, name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static List<Map.Entry<String, String>> candidates(Message message) {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    String key = message.text(Fields.KEY);
    int dash = key.indexOf('-');
    add(all, "image", message.text("image"));
    if (!message.text("username").equals("wubot")) {
      add(all, "username", message.text("username"));
    }
    add(all, "key", key);
    add(all, "instance", dash < 0 ? "" : key.substring(dash + 1));
    add(all, "plugin", dash < 0 ? key : key.substring(0, dash));
    add(all, "wubot", "wubot");
    return all;
  }

  private static void add(List<Map.Entry<String, String>> all, String kind, String name) {
    if (!name.isEmpty()) {
      all.add(Map.entry(kind, name));
    }
  }

  /** Only names of files in the directory itself: what stands before a slash does not count. */
  private static Optional<String> file(Path directory, String name) {
    String whole = name.matches("(?s).*\\.(png|jpg|gif)") ? name : name + ".png";
    String small = whole.toLowerCase(Locale.ROOT);
    String last = small.substring(small.lastIndexOf('/') + 1);
    if (last.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    Path file = directory.resolve(last);
    return Files.isRegularFile(file) && Files.isReadable(file)
        ? Optional.of(file.toString())
        : Optional.empty();
  }
}
