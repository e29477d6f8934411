// SPDX-License-Identifier: Apache-2.0
package wubot.monitor;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import wubot.config.Node;
import wubot.config.Place;
import wubot.message.FieldValue;

/** Reads YAML text for the bench. */
final class BenchYaml {

  private BenchYaml() {}

  static Node read(String text, String file) {
    org.yaml.snakeyaml.nodes.Node root = new Yaml().compose(new StringReader(text));
    return root == null ? new Node.Entries(Place.of(file), List.of()) : convert(root, file);
  }

  private static Node convert(org.yaml.snakeyaml.nodes.Node node, String file) {
    Place place =
        new Place(file, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
    if (node instanceof MappingNode map) {
      List<Node.Entry> entries = new ArrayList<>();
      map.getValue()
          .forEach(
              t -> {
                Node key = convert(t.getKeyNode(), file);
                entries.add(
                    new Node.Entry(
                        ((Node.Scalar) key).text(), key.place(), convert(t.getValueNode(), file)));
              });
      return new Node.Entries(place, entries);
    }
    if (node instanceof SequenceNode items) {
      return new Node.Items(
          place, items.getValue().stream().map(item -> convert(item, file)).toList());
    }
    ScalarNode scalar = (ScalarNode) node;
    String text = scalar.getValue();
    return new Node.Scalar(place, text, plain(scalar), !scalar.isPlain());
  }

  private static Object plain(ScalarNode scalar) {
    OptionalDouble number = FieldValue.number(scalar.getValue());
    if (!scalar.isPlain() || number.isEmpty()) {
      return scalar.getValue();
    }
    double value = number.getAsDouble();
    return value == Math.rint(value) ? (Object) (long) value : value;
  }
}
