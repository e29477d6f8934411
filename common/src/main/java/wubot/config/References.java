// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the content of files and environment variables in the place of {@code ${file:…}} and {@code
 * ${env:…}}.
 *
 * <p>{@code $${file:…}} stands for the text itself, and {@code ${file:-x}} is the shell's and left
 * alone. What a reference gives never becomes part of a problem.
 */
final class References {

  private static final Pattern REFERENCE =
      Pattern.compile("\\$(\\$?)\\{(file|env):([^}=?+-][^}]*)\\}");
  private static final int MAX_BYTES = 64 << 10;

  private final Path home;
  private final Function<String, Optional<String>> environment;
  private final Set<String> secrets = new TreeSet<>();
  private final Set<String> variables = new TreeSet<>();
  private final ReferencedFiles files = new ReferencedFiles();
  private boolean missed;
  private boolean everMissed;

  References(Path home, Function<String, Optional<String>> environment) {
    this.home = home;
    this.environment = environment;
  }

  /** Whether there is anything to resolve in a text. */
  static boolean in(String text) {
    return text.contains("${") && REFERENCE.matcher(text).find();
  }

  /** Tells the environment variables that a text refers to. */
  static void variablesIn(String text, Consumer<String> found) {
    Matcher reference = REFERENCE.matcher(text);
    while (reference.find()) {
      if (reference.group(1).isEmpty() && reference.group(2).equals("env")) {
        found.accept(reference.group(3));
      }
    }
  }

  /** The environment variables that references named so far. */
  Set<String> variables() {
    return variables;
  }

  /** What references gave so far. */
  Set<String> secrets() {
    return secrets;
  }

  /** Whether the last text had a reference whose value only another host knows. */
  boolean missed() {
    return missed;
  }

  /** Whether any text had one. */
  boolean everMissed() {
    return everMissed;
  }

  /** The files that references named so far. */
  ReferencedFiles files() {
    return files;
  }

  /** The text with every reference resolved; empty when one could not be. */
  Optional<String> resolve(String text, Place place, Problems problems) {
    StringBuilder resolved = new StringBuilder();
    Matcher reference = REFERENCE.matcher(text);
    boolean good = true;
    missed = false;
    while (reference.find()) {
      String written = reference.group();
      Optional<String> value =
          !reference.group(1).isEmpty()
              ? Optional.of(written.substring(1))
              : reference.group(2).equals("env")
                  ? variable(reference.group(3), written, place, problems)
                  : content(reference.group(3), written, place, problems);
      good &= value.isPresent();
      reference.appendReplacement(resolved, Matcher.quoteReplacement(value.orElse("")));
    }
    reference.appendTail(resolved);
    return good ? Optional.of(resolved.toString()) : Optional.empty();
  }

  private Optional<String> variable(String name, String written, Place place, Problems problems) {
    variables.add(name);
    Optional<String> value = environment.apply(name);
    if (value.isEmpty()) {
      return missing(
          written + ": there is no environment variable '" + name + "'",
          "set it where the daemon is started",
          place,
          problems);
    }
    secrets.add(value.get());
    return value;
  }

  private Optional<String> content(String name, String written, Place place, Problems problems) {
    if (name.indexOf('\0') >= 0) {
      problems.error(place, "a reference to a file cannot hold a NUL", "");
      return Optional.empty();
    }
    Path file = Homes.resolve(home, Path.of(name));
    files.add(file);
    if (!Files.exists(file)) {
      return missing(
          written + ": there is no file " + file,
          "write the secret into it, and chmod 600 it",
          place,
          problems);
    }
    Problems found = new Problems();
    Optional<String> text =
        TextFile.read(file, file.toString(), MAX_BYTES, found).map(References::withoutLineEnd);
    found
        .all()
        .forEach(d -> problems.error(place, written + ": " + file + ": " + d.problem(), d.hint()));
    if (text.isPresent() && text.get().isEmpty()) {
      problems.error(place, written + ": the file " + file + " is empty", "");
      return Optional.empty();
    }
    if (text.isPresent() && FileModes.isOpen(file)) {
      problems.warning(place, written + ": others can read " + file, "chmod 600 " + file);
    }
    text.ifPresent(secrets::add);
    return text;
  }

  /** An error where the daemon runs; a note where another host's files are judged from afar. */
  private Optional<String> missing(String problem, String hint, Place place, Problems problems) {
    if (problems.isElsewhere()) {
      problems.add(Diagnostic.note(place, problem + " here; the host itself needs it", ""));
      missed = true;
      everMissed = true;
      return Optional.of("unknown");
    }
    problems.error(place, problem, hint);
    return Optional.empty();
  }

  private static String withoutLineEnd(String text) {
    int end = text.length();
    while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
      end--;
    }
    return text.substring(0, end);
  }
}
