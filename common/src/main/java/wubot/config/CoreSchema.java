// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;
import wubot.message.FieldValue;

/**
 * YAML's core schema: {@code null}, {@code true}, {@code false} and numbers, and nothing else, so
 * that {@code no}, {@code on}, {@code 12:30} and {@code 2024-01-02} stay the text they are.
 *
 * <p>A number whose text would change on the way, such as {@code 007}, {@code 1.50} or one of
 * twenty digits, stays text too; wherever a number is wanted, such text counts as one.
 */
final class CoreSchema {

  /** The tag of plain scalars without a tag of their own. */
  static final Tag PLAIN = new Tag("tag:wubot,2026:plain");

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,18}");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]{1,20}");
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]{1,15}");
  private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]{1,15}\\.[0-9]{1,15}");
  private static final Pattern INFINITE = Pattern.compile("[-+]?\\.(inf|Inf|INF)");
  private static final Pattern NOT_A_NUMBER = Pattern.compile("\\.(nan|NaN|NAN)");

  private CoreSchema() {}

  /** Leaves plain scalars to {@link CoreSchema#value}. */
  static final class Tags extends Resolver {
    @Override
    protected void addImplicitResolvers() {
      // None: what a plain scalar is gets decided when its node is made.
    }

    @Override
    public Tag resolve(NodeId kind, String value, boolean implicit) {
      return kind == NodeId.scalar && implicit ? PLAIN : super.resolve(kind, value, implicit);
    }
  }

  /** The value of a plain scalar. */
  static Object value(String text) {
    if (NULLS.contains(text)) {
      return FieldValue.NONE;
    }
    return switch (text) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> number(text);
    };
  }

  private static Object number(String text) {
    char first = text.charAt(0);
    if ((first < '0' || first > '9') && first != '-' && first != '+' && first != '.') {
      return text;
    }
    if (INTEGER.matcher(text).matches()) {
      return unlessChanged(Long.valueOf(text), text);
    }
    if (DECIMAL.matcher(text).matches()) {
      return unlessChanged(Double.valueOf(text), text);
    }
    if (OCTAL.matcher(text).matches()) {
      return Long.valueOf(text.substring(2), 8);
    }
    if (HEXADECIMAL.matcher(text).matches()) {
      return Long.valueOf(text.substring(2), 16);
    }
    if (INFINITE.matcher(text).matches()) {
      return first == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    return NOT_A_NUMBER.matcher(text).matches() ? (Object) Double.NaN : text;
  }

  private static Object unlessChanged(Object number, String text) {
    return FieldValue.text(number).equals(text) ? number : text;
  }
}
