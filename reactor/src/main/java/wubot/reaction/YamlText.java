// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import wubot.message.FieldValue;

/** Field values as a YAML document that people and other programs read. */
final class YamlText {

  private YamlText() {}

  /** The document, with its three dashes in front and a line end behind. */
  static String of(Object value) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setExplicitStart(true);
    options.setWidth(Integer.MAX_VALUE);
    options.setSplitLines(false);
    options.setAllowUnicode(true);
    return new Yaml(options).dump(plain(value)).replaceFirst("^--- *\\n?(?=.*: )", "---\n");
  }

  private static Object plain(Object value) {
    if (value == FieldValue.NONE) {
      return null;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(key, plain(item)));
      return copy;
    }
    if (value instanceof java.util.List<?> list) {
      return list.stream().map(YamlText::plain).collect(java.util.stream.Collectors.toList());
    }
    return value;
  }
}
