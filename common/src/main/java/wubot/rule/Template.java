// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import wubot.config.ConfigException;
import wubot.config.Node;
import wubot.config.Place;
import wubot.message.Message;

/**
 * A text with fields of a message filled in: {@code {{ field }}}, {@code {{ field | upper }}}, and
 * {@code {$field}} as the original wubot wrote it. It can do nothing else; a missing field is
 * empty.
 *
 * <p>The filters are listed in docs/rules.md.
 */
public final class Template {

  private final String source;
  private final List<Part> parts;

  /** A stretch of text, or a field. */
  sealed interface Part {

    /**
     * Text as it stands.
     *
     * @param text the text
     */
    record Text(String text) implements Part {}

    /**
     * A field and what is done with its text.
     *
     * @param field the name
     * @param filters in order
     * @param raw whether it asked to be put in as it is
     * @param escaped what the last filter made it fit for; NONE when it did not
     */
    record Insert(String field, List<TemplateFilter> filters, boolean raw, Escaping escaped)
        implements Part {}
  }

  private Template(String source, List<Part> parts) {
    this.source = source;
    this.parts = parts;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateSyntaxException with what is wrong and where in the text
   */
  public static Template of(String text) {
    return of(text, ZoneId.systemDefault());
  }

  /**
   * Reads a template.
   *
   * @param zone where the filter {@code date} tells the time
   * @throws TemplateSyntaxException with what is wrong and where in the text
   */
  public static Template of(String text, ZoneId zone) {
    return new Template(text, new TemplateParser(text, zone).parse());
  }

  /**
   * Reads a template that stands in a config file.
   *
   * @throws ConfigException with the place in the file
   */
  public static Template compile(String text, Place place) {
    try {
      return of(text);
    } catch (TemplateSyntaxException e) {
      throw new ConfigException(List.of(e.at(place)));
    }
  }

  /**
   * Reads a template that stands in a config file.
   *
   * @throws ConfigException with the place in the file, also when the node is not text
   */
  public static Template compile(Node node) {
    if (node instanceof Node.Scalar scalar) {
      return compile(scalar.text(), scalar.place());
    }
    throw new ConfigException(
        List.of(wubot.config.Diagnostic.error(node.place(), "a template is text", "")));
  }

  /** The text with the fields of this message. */
  public String fill(Message message) {
    return fill(message, Escaping.NONE);
  }

  /**
   * The text with the fields of this message, each made fit for its place; text that the template
   * itself has stays as it is.
   */
  public String fill(Message message, Escaping escaping) {
    StringBuilder out = new StringBuilder(source.length() + 32);
    for (Part part : parts) {
      if (part instanceof Part.Text text) {
        out.append(text.text());
      } else if (part instanceof Part.Insert insert) {
        String value = value(insert, message);
        out.append(insert.raw() || insert.escaped() == escaping ? value : escaping.escape(value));
      }
    }
    return out.toString();
  }

  private static String value(Part.Insert insert, Message message) {
    String value = message.text(insert.field());
    for (TemplateFilter filter : insert.filters()) {
      value = filter.apply(value);
    }
    return value;
  }

  /** The names of the fields it fills in. */
  public Set<String> fields() {
    Set<String> names = new LinkedHashSet<>();
    for (Part part : parts) {
      if (part instanceof Part.Insert insert) {
        names.add(insert.field());
      }
    }
    return names;
  }

  /** Whether it is the same text for every message. */
  public boolean isConstant() {
    return fields().isEmpty();
  }

  /** The template as written. */
  @Override
  public String toString() {
    return source;
  }
}
