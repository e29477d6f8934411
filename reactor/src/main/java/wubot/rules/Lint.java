// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wubot.config.Diagnostic;
import wubot.config.Setting;
import wubot.message.FieldValue;
import wubot.rule.Logic;
import wubot.rule.Regex;
import wubot.rule.Rule;
import wubot.rule.RuleTree;

/** Judges rules that can be loaded: what in them is probably not as meant. */
final class Lint {

  private static final Pattern REFERENCE =
      Pattern.compile("\\{\\{\\s*([\\w.]+)|\\{\\$([\\w.]+)\\}");
  private static final Comparator<Diagnostic> IN_ORDER =
      Comparator.comparing((Diagnostic d) -> d.place().file())
          .thenComparingInt(d -> d.place().line())
          .thenComparingInt(d -> d.place().column());

  private final RuleTree tree;
  private final KnownFields fields;
  private final List<Diagnostic> found = new ArrayList<>();
  private final Set<String> unknown = new HashSet<>(); // said of the first rule that asks for one

  /** A judge who knows which fields there are. */
  Lint(RuleTree tree, KnownFields fields) {
    this.tree = tree;
    this.fields = fields;
    fields.addSet(Writes.of(tree.rules()).known());
  }

  /** Everything that was found, in order of place. */
  List<Diagnostic> findings() {
    new ReachLint((rule, problem) -> warn(rule, problem, "")).judge(tree.rules());
    new ForwardLint((rule, problem) -> warn(rule, problem, "")).judge(tree.rules());
    for (Rule rule : tree.all()) {
      unknownFields(rule);
      hardExpressions(rule);
    }
    return found.stream().distinct().sorted(IN_ORDER).toList();
  }

  private void warn(Rule rule, String problem, String hint) {
    found.add(Diagnostic.warning(rule.place(), "rule '" + rule.path() + "' " + problem, hint));
  }

  private void unknownFields(Rule rule) {
    Set<String> used = new LinkedHashSet<>(rule.condition().fields());
    rule.step().ifPresent(step -> references(step.written(), used));
    for (String field : used) {
      if (!fields.has(field) && unknown.add(field)) {
        String messages =
            fields.seen() == 0 ? "" : ", and none of " + fields.seen() + " kept messages has it";
        warn(
            rule,
            "asks for the field '"
                + field
                + "', which no plugin declares and no rule sets"
                + messages,
            fields.nearest(field).map(near -> "did you mean '" + near + "'?").orElse(""));
      }
    }
  }

  private static void references(Object written, Set<String> used) {
    if (written instanceof Map<?, ?> map) {
      map.values().forEach(value -> references(value, used));
    } else if (written instanceof List<?> list) {
      list.forEach(value -> references(value, used));
    } else {
      Matcher matcher = REFERENCE.matcher(FieldValue.text(written));
      while (matcher.find()) {
        used.add(Optional.ofNullable(matcher.group(1)).orElseGet(() -> matcher.group(2)));
      }
    }
  }

  private void hardExpressions(Rule rule) {
    List<Regex> expressions = new ArrayList<>(Logic.regexes(rule.condition()));
    rule.step().ifPresent(step -> patterns(step, expressions));
    for (Regex regex : expressions) {
      Optional<Boolean> fails = regex.failsOnHardTexts();
      if (fails.isPresent()) {
        warn(
            rule,
            fails.get()
                ? "has the expression '"
                    + regex
                    + "', on which some texts fail: they would take too long"
                : "has the expression '" + regex + "', which is slow on some texts",
            "repeated parts that can match the same text in several ways are the usual reason");
      }
    }
  }

  private static void patterns(Rule.Step step, List<Regex> expressions) {
    for (Setting<?> setting : step.type().settings().all()) {
      Object written = step.values().published().get(setting.key());
      if (setting.kind() == Setting.Kind.PATTERN && written != null) {
        try {
          expressions.add(Regex.acrossLines(FieldValue.text(written)));
        } catch (IllegalArgumentException e) {
          return; // judged where it was read
        }
      }
    }
  }

  /** Leaves out the findings whose line, or the one above it, says that they are meant. */
  static List<Diagnostic> withoutAllowed(List<Diagnostic> findings, Path config) {
    SourceLines lines = new SourceLines(config);
    return findings.stream()
        .filter(
            d ->
                !lines.line(d.place().file(), d.place().line()).contains("# lint: ok")
                    && !lines.line(d.place().file(), d.place().line() - 1).contains("# lint: ok"))
        .toList();
  }
}
