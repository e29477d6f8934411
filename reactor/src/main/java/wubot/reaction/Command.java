// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import wubot.config.Setting;
import wubot.config.Settings;
import wubot.config.Values;
import wubot.config.WithheldVariables;
import wubot.config.WordSplitter;
import wubot.message.Message;
import wubot.rule.Reaction;
import wubot.rule.ReactionFailure;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.Template;

/** Runs a program with fields of the message as arguments. */
public final class Command implements ReactionType {

  private static final Pattern FIELD = Pattern.compile("\\{\\{.*?\\}\\}|\\{\\s*\\$[^{}]*\\}");
  private static final char MARK = '\uf8ff'; // of those that mean nothing to anybody

  private static final Setting<List<String>> COMMAND =
      Setting.texts("command")
          .describe(
              "The program and its arguments as a list, each a template that stays one argument"
                  + " whatever the fields hold. A single text is split into words; quotes hold a word"
                  + " together.")
          .example("[notify-send, '{{ subject }}']");
  private static final Setting<String> SHELL =
      Setting.text("shell")
          .describe(
              "A script for /bin/sh instead. It is run as it stands; the fields are environment"
                  + " variables: `$WUBOT_SUBJECT`, `$WUBOT_CONFIG_DELAY`. Put them in double quotes.")
          .example("logger -t wubot \"$WUBOT_SUBJECT\"");
  private static final Setting<String> OUTPUT_FIELD =
      Setting.text("output_field").byDefault("command_output").describe("Where the output goes.");
  private static final Setting<Duration> TIMEOUT =
      Setting.duration("timeout")
          .byDefault("10s")
          .describe(
              "After this long the program is killed, with all it started. Every other message waits"
                  + " meanwhile.");
  private static final Setting<Long> OUTPUT_LIMIT =
      Setting.integer("output_limit", 0, 10_000_000)
          .byDefault("65536")
          .describe("So many bytes of the output are kept; the rest is read and dropped.");
  private static final Setting<Path> DIRECTORY =
      Setting.path("directory").describe("Where the program runs; wubot's home when missing.");

  @Override
  public String name() {
    return "Command";
  }

  @Override
  public String summary() {
    return "Runs a program and puts what it printed into a field. Fields become arguments or"
        + " environment variables, never text of a command line. The program has a deadline, and a"
        + " message that is repeated after a crash runs it again.";
  }

  @Override
  public Work work() {
    return Work.LOCAL;
  }

  @Override
  public boolean byOne() {
    return true;
  }

  @Override
  public Settings settings() {
    return Settings.of(COMMAND, SHELL, OUTPUT_FIELD, TIMEOUT, OUTPUT_LIMIT, DIRECTORY);
  }

  @Override
  public List<String> fields() {
    return List.of(
        "command_output: what it printed, errors included, without the last line end; or another"
            + " field, see output_field",
        "command_status: its exit code, 0 when a signal ended it",
        "command_signal: the signal that ended it, 0 for none");
  }

  @Override
  public String example() {
    return """
        - name: restart the web server
          condition: key equals WebFetch-shop AND status equals CRITICAL
          plugin: Command
          config:
            command: [sudo, systemctl, restart, '{{ config.service }}']
            timeout: 30s
        """;
  }

  @Override
  public Reaction create(Values values, ReactionServices services) {
    ZoneId zone = services.clock().getZone();
    Optional<List<String>> words = values.find(COMMAND);
    Optional<String> shell = values.find(SHELL);
    if (words.isPresent() == shell.isPresent()) {
      throw new IllegalArgumentException("either 'command' or 'shell' has to say what to run");
    }
    List<Template> arguments =
        words.map(Command::split).orElse(List.of()).stream()
            .map(word -> Template.of(word, zone))
            .toList();
    if (words.isPresent() && (arguments.isEmpty() || !arguments.get(0).isConstant())) {
      throw new IllegalArgumentException(
          "command: the first word is the program; a message must not choose it");
    }
    String output = values.get(OUTPUT_FIELD);
    Path directory = values.findPath(DIRECTORY).orElse(services.home());
    Duration timeout = values.get(TIMEOUT);
    int limit = values.get(OUTPUT_LIMIT).intValue();
    WithheldVariables withheld = new WithheldVariables(services.home(), values);
    return message -> {
      List<String> line =
          shell
              .map(script -> List.of("/bin/sh", "-c", script))
              .orElseGet(() -> arguments.stream().map(a -> a.fill(message)).toList());
      if (line.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
        throw ReactionFailure.lasting("an argument holds a zero byte");
      }
      Path where = Files.isDirectory(directory) ? directory : Path.of("/");
      Run.Result result =
          new Run(line, where, timeout, limit, withheld)
              .run(shell.isPresent() ? Optional.of(message) : Optional.empty());
      record(message, output, result, values.withoutSecrets(result.output()));
    };
  }

  private static void record(Message message, String output, Run.Result result, String text) {
    message.put(output, text);
    message.put("command_status", result.status());
    message.put("command_signal", result.signal());
  }

  /** A single text is split as a shell would, but for the fields in it: each stays in its word. */
  private static List<String> split(List<String> words) {
    if (words.size() != 1) {
      return words;
    }
    List<String> fields = FIELD.matcher(words.get(0)).results().map(MatchResult::group).toList();
    Iterator<String> next = fields.iterator();
    String marked = FIELD.matcher(words.get(0)).replaceAll(String.valueOf(MARK));
    return WordSplitter.split(marked).stream().map(word -> unmarked(word, next)).toList();
  }

  private static String unmarked(String word, Iterator<String> fields) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      text.append(c == MARK && fields.hasNext() ? fields.next() : String.valueOf(c));
    }
    return text.toString();
  }
}
