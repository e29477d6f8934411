// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import wubot.message.FieldValue;

/**
 * Makes our nodes of SnakeYAML's and checks what the composer does not: tags, keys, loops.
 *
 * <p>A node that several aliases name is made once and shared, so that a small file cannot become a
 * large tree; the size it would have when written out is bounded all the same.
 */
final class YamlNodes {

  private static final int MAX_NODES = 1_000_000;

  /** More about one file nobody reads. */
  private static final int MAX_PROBLEMS = 1_000;

  private static final Pattern BRACE = Pattern.compile("\\{");
  private static final Pattern COMMENT = Pattern.compile(":[ \\t]++#[^#\\s]");
  private static final Node.Scalar NOTHING =
      new Node.Scalar(Place.of(""), "", FieldValue.NONE, false);

  private final YamlSource source;
  private final Problems problems;
  private final IdentityHashMap<org.yaml.snakeyaml.nodes.Node, Node> made = new IdentityHashMap<>();
  private final IdentityHashMap<org.yaml.snakeyaml.nodes.Node, Long> sizes =
      new IdentityHashMap<>();

  private int reported;

  YamlNodes(YamlSource source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  private void wrong(Place place, String problem, String hint) {
    reported++;
    if (reported <= MAX_PROBLEMS) {
      problems.error(place, problem, hint);
    } else if (reported == MAX_PROBLEMS + 1) {
      problems.error(place, "more is wrong with this file from here on", "mend the others first");
    }
  }

  private void doubtful(Place place, String problem, String hint) {
    if (reported < MAX_PROBLEMS) {
      reported++;
      problems.warning(place, problem, hint);
    }
  }

  /** The root of the document; one of nothing but comments is a map without entries. */
  Optional<Node> document(org.yaml.snakeyaml.nodes.Node root) {
    if (isNothing(root)) {
      return Optional.of(new Node.Entries(source.place(1, 1), List.of()));
    }
    Node node = node(root);
    if (sizes.getOrDefault(root, 0L) > MAX_NODES) {
      wrong(source.whole(), "with its aliases written out the file is too large", "");
    }
    return Optional.of(node);
  }

  /** Reports a second document, unless there is nothing in it. */
  void secondDocument(org.yaml.snakeyaml.nodes.Node root) {
    if (!isNothing(root)) {
      wrong(
          source.place(root.getStartMark()),
          "a second document begins here, and a config file is one document",
          "remove the line '---' before it, or make it a file of its own");
    }
  }

  private static boolean isNothing(org.yaml.snakeyaml.nodes.Node node) {
    return node instanceof ScalarNode scalar
        && scalar.getTag().equals(CoreSchema.PLAIN)
        && scalar.getValue().isEmpty();
  }

  private Node node(org.yaml.snakeyaml.nodes.Node from) {
    Node known = made.get(from);
    if (known == NOTHING) {
      wrong(source.place(from.getStartMark()), "this contains itself by an alias", "");
      return NOTHING;
    }
    if (known != null) {
      return known;
    }
    made.put(from, NOTHING);
    Node node = make(from);
    made.put(from, node);
    sizes.put(from, size(from));
    return node;
  }

  private long size(org.yaml.snakeyaml.nodes.Node from) {
    long size = 1;
    if (from instanceof SequenceNode list) {
      for (org.yaml.snakeyaml.nodes.Node item : list.getValue()) {
        size += sizes.getOrDefault(item, 1L);
      }
    } else if (from instanceof MappingNode map) {
      for (NodeTuple entry : map.getValue()) {
        size += 1 + sizes.getOrDefault(entry.getValueNode(), 1L);
      }
    }
    return Math.min(size, Integer.MAX_VALUE);
  }

  private Node make(org.yaml.snakeyaml.nodes.Node from) {
    Place place = source.place(from.getStartMark());
    if (from instanceof ScalarNode scalar) {
      return scalar(scalar, place);
    }
    if (from instanceof SequenceNode list) {
      checkTag(from, Tag.SEQ, place);
      List<Node> items = new ArrayList<>();
      list.getValue().forEach(item -> items.add(node(item)));
      return new Node.Items(place, List.copyOf(items));
    }
    checkTag(from, Tag.MAP, place);
    return map((MappingNode) from, place);
  }

  private Node scalar(ScalarNode scalar, Place place) {
    String text = scalar.getValue();
    boolean quoted = scalar.getScalarStyle() != ScalarStyle.PLAIN;
    Tag tag = scalar.getTag();
    if (tag.equals(CoreSchema.PLAIN)) {
      return new Node.Scalar(place, text, CoreSchema.value(text), quoted);
    }
    if (tag.equals(Tag.INT)
        || tag.equals(Tag.FLOAT)
        || tag.equals(Tag.BOOL)
        || tag.equals(Tag.NULL)) {
      return new Node.Scalar(place, text, CoreSchema.value(text), quoted);
    }
    checkTag(scalar, Tag.STR, place);
    return new Node.Scalar(place, text, text, true);
  }

  private void checkTag(org.yaml.snakeyaml.nodes.Node node, Tag allowed, Place place) {
    if (!node.getTag().equals(allowed)) {
      String tag = node.getTag().getValue().replace(Tag.PREFIX, "!!");
      wrong(
          place,
          "the tag '" + tag + "' is not allowed here",
          "a text that begins with '!' has to be in quotes");
    }
  }

  private Node map(MappingNode from, Place place) {
    List<Node.Entry> entries = new ArrayList<>();
    Map<String, Place> seen = new HashMap<>();
    Map<String, Node.Entry> merged = new LinkedHashMap<>();
    for (NodeTuple tuple : from.getValue()) {
      Place keyPlace = source.place(tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        wrong(keyPlace, "a key has to be a text", braces(tuple.getKeyNode()));
        continue;
      }
      Node value = node(tuple.getValueNode());
      if (key.getTag().equals(CoreSchema.PLAIN) && key.getValue().equals("<<")) {
        merge(value, keyPlace, merged);
        continue;
      }
      Place first = seen.putIfAbsent(key.getValue(), keyPlace);
      if (first != null) {
        wrong(
            keyPlace,
            "the key '" + key.getValue() + "' is here twice, first in line " + first.line(),
            "keep one of them");
      }
      entries.add(new Node.Entry(key.getValue(), keyPlace, value));
      warnAboutComment(key.getValue(), tuple);
    }
    merged.values().stream().filter(e -> !seen.containsKey(e.key())).forEach(entries::add);
    return new Node.Entries(place, List.copyOf(entries));
  }

  private void merge(Node value, Place place, Map<String, Node.Entry> merged) {
    if (value instanceof Node.Entries map) {
      map.entries().forEach(entry -> merged.putIfAbsent(entry.key(), entry));
    } else if (value instanceof Node.Items list
        && list.items().stream().allMatch(item -> item instanceof Node.Entries)) {
      list.items().forEach(item -> merge(item, place, merged));
    } else {
      wrong(place, "'<<' merges a map or a list of maps", "");
    }
  }

  private String braces(org.yaml.snakeyaml.nodes.Node key) {
    return key instanceof MappingNode && source.follows(key.getStartMark(), BRACE)
        ? "a text that begins with '{{' has to be in quotes"
        : "";
  }

  /** {@code channel: #wubot} is an empty value and a comment, which nobody means. */
  private void warnAboutComment(String key, NodeTuple tuple) {
    if (isNothing(tuple.getValueNode())
        && source.follows(tuple.getKeyNode().getEndMark(), COMMENT)) {
      doubtful(
          source.place(tuple.getKeyNode().getEndMark()),
          "'" + key + "' has no value, because '#' begins a comment",
          "put the value in quotes if it begins with '#'");
    }
  }
}
