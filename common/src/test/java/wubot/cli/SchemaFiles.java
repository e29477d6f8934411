// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import wubot.config.Declarations;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Yaml;

/**
 * Holds the schemas beside the config examples against the declarations; with {@code wubot.renew}
 * it writes them instead. Judges YAML by them.
 */
public final class SchemaFiles {

  private static final Path EXAMPLES =
      Path.of(System.getProperty("wubot.root", "..")).resolve("config-examples");

  private SchemaFiles() {}

  /** The directory of the config examples. */
  public static Path examples() {
    return EXAMPLES;
  }

  /** Compares or renews those of the schemas that a module makes. */
  public static void hold(
      List<Declarations.Plugin> plugins, List<Declarations.FileKind> files, Predicate<String> own)
      throws IOException {
    Path directory = EXAMPLES.resolve("schema");
    for (Map.Entry<String, String> schema : SchemaCommand.texts(plugins, files).entrySet()) {
      Path file = directory.resolve(schema.getKey());
      if (!own.test(schema.getKey())) {
        continue;
      }
      if (Boolean.getBoolean("wubot.renew")) {
        Files.createDirectories(directory);
        Files.writeString(file, schema.getValue());
      }
      String there = Files.exists(file) ? Files.readString(file) : "";
      assertEquals(schema.getValue(), there, file + " is out of date: run scripts/reference");
    }
  }

  /** What a schema finds wrong with YAML, in words. */
  public static List<String> judge(String schema, String yaml) {
    JsonSchema judge =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(
                SchemaLocation.of(
                    EXAMPLES
                        .resolve("schema")
                        .resolve(schema)
                        .toAbsolutePath()
                        .toUri()
                        .toString()));
    Problems problems = new Problems();
    Node node =
        Yaml.parse(yaml, "file.yaml", problems)
            .orElseThrow(() -> new AssertionError(problems.all().toString()));
    String text = new JsonText().line(json -> JsonText.value(json, node.plain()));
    return judge.validate(text, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  /** What the schema that a file names in its first line finds wrong with it. */
  public static List<String> judge(Path file) {
    try {
      String text = Files.readString(file);
      String first = text.lines().findFirst().orElse("");
      String start = "# yaml-language-server: $schema=";
      if (!first.startsWith(start)) {
        return List.of(file + " names no schema in its first line");
      }
      Path schema = file.resolveSibling(first.substring(start.length()));
      return Files.isRegularFile(schema)
          ? judge(schema.getFileName().toString(), text)
          : List.of(file + " names a schema that is not there: " + schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
