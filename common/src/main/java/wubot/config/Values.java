// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values of a plugin's settings, read and checked. */
public final class Values {

  private final Place place;
  private final Path home;
  private final Map<String, Object> values;
  private final Map<String, Object> published;
  private final List<String> secrets; // the longest first
  private final ReferencedFiles files;
  private final Set<String> variables;
  private final boolean complete;

  /**
   * For the reader of config files.
   *
   * @param place where the plugin's configuration begins
   * @param home what relative paths start at
   * @param values by key, of the types the settings give; defaults included
   * @param published what may be copied into messages: plain values as written, secrets left out
   * @param hidden the keys of settings that are hidden as a whole
   * @param references what was found in files and the environment
   */
  Values(
      Place place,
      Path home,
      Map<String, Object> values,
      Map<String, Object> published,
      Set<String> hidden,
      References references) {
    this.place = place;
    this.home = home;
    this.values = Map.copyOf(values);
    this.published = Collections.unmodifiableMap(published);
    this.files = references.files();
    this.variables = Set.copyOf(references.variables());
    this.complete = !references.everMissed();
    SecretTexts texts = new SecretTexts();
    references.secrets().forEach(texts::addSecret);
    values.forEach(
        (key, value) -> {
          CommandSecrets.find(plain(value), texts::addSecret);
          if (value instanceof Secret || hidden.contains(key)) {
            texts.addHidden(value);
          }
        });
    this.secrets = texts.all();
  }

  private static Object plain(Object value) {
    return value instanceof Node node ? node.plain() : value;
  }

  /** Where the configuration begins. */
  public Place place() {
    return place;
  }

  /**
   * The value of a setting that is required or has a default.
   *
   * @throws IllegalStateException when it has neither: use {@link #find}
   */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(
            () -> new IllegalStateException("setting '" + setting.key() + "' has no default"));
  }

  /** The value of a setting, empty when it is missing and has no default. */
  @SuppressWarnings("unchecked") // values are put under the key of the setting that read them
  public <T> Optional<T> find(Setting<T> setting) {
    return Optional.ofNullable((T) values.get(setting.key()));
  }

  /** A path against wubot's home; {@code ~} is the user's home directory. */
  public Path path(Setting<Path> setting) {
    return resolve(get(setting));
  }

  /** As {@link #path}, for a setting that may be missing. */
  public Optional<Path> findPath(Setting<Path> setting) {
    return find(setting).map(this::resolve);
  }

  private Path resolve(Path path) {
    return Homes.resolve(home, path);
  }

  /** What messages carry as {@code config.*}: the plain values as written, secrets left out. */
  public Map<String, Object> published() {
    return published;
  }

  /** A text with stars in place of every secret among the values and of passwords in addresses. */
  public String redact(String text) {
    return UrlPasswords.masked(CommandSecrets.masked(withoutSecrets(text)));
  }

  /** Whether there is anything to hide among the values. */
  public boolean hasSecrets() {
    return !secrets.isEmpty();
  }

  /** As {@link #redact}, for what others said: only the secrets among the values are hidden. */
  public String withoutSecrets(String text) {
    String redacted = text;
    for (String secret : secrets) {
      redacted = redacted.replace(secret, "****");
    }
    return redacted;
  }

  /** The same problem, with its text and hint redacted. */
  public Diagnostic redact(Diagnostic diagnostic) {
    return new Diagnostic(
        diagnostic.severity(),
        diagnostic.place(),
        redact(diagnostic.problem()),
        redact(diagnostic.hint()));
  }

  /** The environment variables that the config refers to. */
  public Set<String> referencedVariables() {
    return variables;
  }

  /** The files that the config refers to; when one changes, the instance has other settings. */
  public ReferencedFiles referencedFiles() {
    return files;
  }

  /**
   * Whether all values are the real ones. They are not where a config is judged away from its host
   * and refers to a file or variable that only the host has: nothing should be made of them then.
   */
  public boolean isComplete() {
    return complete;
  }
}
