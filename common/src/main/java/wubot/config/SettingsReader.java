// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import wubot.message.FieldValue;

/**
 * Reads a node against the settings of a plugin.
 *
 * <p>References to secrets are resolved wherever a value is text, a list of texts or a map; what
 * messages may repeat keeps them as they are written.
 */
public final class SettingsReader {

  private final Path home;
  private final Function<String, Optional<String>> environment;

  /** With the directory that relative paths start at, and this process's environment. */
  public SettingsReader(Path home) {
    this(home, name -> Optional.ofNullable(System.getenv(name)));
  }

  /** With an environment of its own. */
  public SettingsReader(Path home, Function<String, Optional<String>> environment) {
    this.home = home;
    this.environment = environment;
  }

  /**
   * Reads and checks all keys; every problem, and every file that is referred to, is added to the
   * collector.
   *
   * @return empty when there was an error
   */
  public Optional<Values> read(Node node, Settings settings, Problems problems) {
    if (!(node instanceof Node.Entries entries)) {
      problems.error(node.place(), "expected a map of settings", "write each one as 'key: value'");
      return Optional.empty();
    }
    Reading reading = new Reading(settings, problems.fresh());
    entries.entries().forEach(reading::take);
    settings.all().forEach(setting -> reading.complete(setting, entries));
    problems.addAll(reading.found);
    problems.referencedFiles().addAll(reading.references.files());
    return reading.found.hasErrors() ? Optional.empty() : Optional.of(reading.values(node.place()));
  }

  /** The reading of one map. */
  private final class Reading {

    private final Settings settings;
    private final Problems found;
    private final References references = new References(home, environment);
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, Object> published = new LinkedHashMap<>();
    private final Set<String> hidden = new HashSet<>();

    Reading(Settings settings, Problems found) {
      this.settings = settings;
      this.found = found;
    }

    void take(Node.Entry entry) {
      Optional<Setting<?>> setting = settings.find(entry.key());
      if (setting.isEmpty()) {
        found.error(
            entry.place(),
            "unknown key '" + entry.key() + "'",
            Suggestion.hint(entry.key(), settings.keys()));
        return;
      }
      if (isEmpty(entry.value(), setting.get())) {
        found.error(
            entry.place(), "'" + entry.key() + "' has no value", "give it one, or remove the line");
        return;
      }
      read(setting.get(), entry.value());
      if (!setting.get().isSecret()) {
        published.put(
            entry.key(), CommandSecrets.masked(UrlPasswords.masked(entry.value().plain())));
      } else if (setting.get().kind() == Setting.Kind.SECRET) {
        warnAboutOpenFile(entry);
      } else {
        hidden.add(entry.key());
      }
    }

    private boolean isEmpty(Node value, Setting<?> setting) {
      return switch (setting.kind()) {
        case ANY -> false;
        case TEXT, FLAG -> isNothing(value) && setting.isRequired();
        default -> isNothing(value);
      };
    }

    private static boolean isNothing(Node value) {
      return value instanceof Node.Scalar scalar
          && scalar.plain() == FieldValue.NONE
          && !scalar.quoted();
    }

    private void read(Setting<?> setting, Node given) {
      // Nothing, however it is spelled (null, ~), is the empty text.
      Node written =
          isNothing(given) && setting.kind() != Setting.Kind.ANY
              ? new Node.Scalar(given.place(), "", FieldValue.NONE, false)
              : given;
      Optional<Node> resolved =
          setting.kind() == Setting.Kind.ANY ? Optional.of(written) : resolve(written);
      if (resolved.isEmpty()) {
        return; // a reference that leads nowhere has been reported
      }
      if (resolved.get() != written && references.missed() && !takesAnyText(setting)) {
        return; // its value is known on its host alone, so there is nothing to judge
      }
      try {
        values.put(setting.key(), setting.read(resolved.get()));
      } catch (IllegalArgumentException e) {
        boolean secret = resolved.get() != written;
        String hint = e instanceof SettingReaders.Misfit misfit ? misfit.hint() : "";
        found.error(
            written.place(),
            setting.key()
                + ": "
                + (secret
                    ? "what the reference gives is no " + setting.kind().label()
                    : e.getMessage()),
            secret ? "" : hint);
      }
    }

    private boolean takesAnyText(Setting<?> setting) {
      return switch (setting.kind()) {
        case TEXT, SECRET, TEXTS, MAP, PATH -> true;
        default -> false;
      };
    }

    /** The node itself when there is nothing to resolve in it. */
    private Optional<Node> resolve(Node node) {
      if (node instanceof Node.Scalar scalar) {
        if (!References.in(scalar.text())) {
          return Optional.of(node);
        }
        return references
            .resolve(scalar.text(), scalar.place(), found)
            .map(text -> new Node.Scalar(scalar.place(), text, text, true));
      }
      return node instanceof Node.Items list
          ? resolveItems(list)
          : resolveEntries((Node.Entries) node);
    }

    private Optional<Node> resolveItems(Node.Items list) {
      List<Node> items = new ArrayList<>();
      list.items().forEach(item -> resolve(item).ifPresent(items::add));
      if (items.size() < list.items().size()) {
        return Optional.empty();
      }
      boolean same = items.equals(list.items());
      return Optional.of(same ? list : new Node.Items(list.place(), List.copyOf(items)));
    }

    private Optional<Node> resolveEntries(Node.Entries map) {
      List<Node.Entry> entries = new ArrayList<>();
      for (Node.Entry entry : map.entries()) {
        resolve(entry.value())
            .ifPresent(value -> entries.add(new Node.Entry(entry.key(), entry.place(), value)));
      }
      if (entries.size() < map.entries().size()) {
        return Optional.empty();
      }
      boolean same = entries.equals(map.entries());
      return Optional.of(same ? map : new Node.Entries(map.place(), List.copyOf(entries)));
    }

    private void warnAboutOpenFile(Node.Entry entry) {
      Path file = home.resolve("config").resolve(entry.place().file());
      if (entry.value() instanceof Node.Scalar scalar
          && !References.in(scalar.text())
          && FileModes.isOpen(file)) {
        found.warning(
            entry.place(),
            "'" + entry.key() + "' is written out in a file that others can read",
            "chmod 600 the file, or put the secret into a file of its own and write "
                + entry.key()
                + ": ${file:secrets/…}");
      }
    }

    void complete(Setting<?> setting, Node.Entries entries) {
      if (entries.get(setting.key()).isPresent()) {
        return;
      }
      if (setting.isRequired()) {
        found.error(
            entries.place(), "the key '" + setting.key() + "' is missing", missingHint(setting));
      }
      setting
          .defaultText()
          .ifPresent(
              text -> values.put(setting.key(), setting.read(defaultNode(setting, text, entries))));
    }

    private Node defaultNode(Setting<?> setting, String text, Node.Entries entries) {
      boolean structured =
          switch (setting.kind()) {
            case TEXTS, MAP, ANY -> true;
            default -> false;
          };
      return structured
          ? Yaml.parse(text, entries.place().file(), new Problems()).orElseThrow()
          : new Node.Scalar(entries.place(), text, CoreSchema.value(text), false);
    }

    private String missingHint(Setting<?> setting) {
      String what = setting.description().isEmpty() ? "" : setting.description();
      int end = what.indexOf(". ");
      String sentence = end < 0 ? what : what.substring(0, end + 1);
      return setting
          .example()
          .map(text -> (sentence + " For instance " + setting.key() + ": " + text).strip())
          .orElse(sentence);
    }

    Values values(Place place) {
      return new Values(place, home, values, published, hidden, references);
    }
  }
}
