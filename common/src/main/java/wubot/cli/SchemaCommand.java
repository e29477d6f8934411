// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wubot.config.Declarations;
import wubot.config.Schemas;

/** {@code wubot schema}: JSON Schemas of config files, for editors. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Writes JSON Schemas of all config files, for editors.",
    footer = {
      "",
      "Examples:",
      "  wubot schema --out ~/wubot/schema   all of them, a file each",
      "  wubot schema                        their names",
      "  wubot schema reactor                one of them, on standard output",
      "",
      "A config file names its schema in its first line, relative to itself:",
      "  # yaml-language-server: $$schema=../schema/reactor.json",
      "",
      "Exit code: 0 written, 2 wrong use, 3 cannot be written."
    })
public final class SchemaCommand implements Subcommand {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "The schema to print.")
  private Optional<String> name = Optional.empty();

  @Option(names = "--out", paramLabel = "DIR", description = "Where to write all of them.")
  private Optional<Path> directory = Optional.empty();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Map<String, String> schemas = texts();
    try {
      if (directory.isPresent()) {
        Files.createDirectories(directory.get());
        for (Map.Entry<String, String> schema : schemas.entrySet()) {
          Files.writeString(directory.get().resolve(schema.getKey()), schema.getValue());
        }
        out.println(schemas.size() + " schemas in " + directory.get());
      } else if (name.isPresent()) {
        String text = schemas.get(name.get().endsWith(".json") ? name.get() : name.get() + ".json");
        if (text == null) {
          err.println("wubot schema: there is none of that name; wubot schema lists them");
          return 2;
        }
        out.print(text);
      } else {
        schemas.keySet().forEach(file -> out.println(file.substring(0, file.length() - 5)));
      }
      return 0;
    } catch (IOException e) {
      err.println(
          "wubot schema: cannot write: " + FileTrouble.words(directory.orElse(Path.of("")), e));
      return 3;
    } finally {
      out.flush();
      err.flush();
    }
  }

  /** All schemas of what is installed, by the names of their files. */
  public static Map<String, String> texts() {
    return texts(Declarations.installed(), Declarations.installedFiles());
  }

  /** The schemas of these plugins and files, by the names of their files. */
  public static Map<String, String> texts(
      List<Declarations.Plugin> plugins, List<Declarations.FileKind> files) {
    Map<String, String> texts = new TreeMap<>();
    new Schemas(plugins, files).all().forEach((name, schema) -> texts.put(name, text(schema)));
    return texts;
  }

  private static String text(Map<String, Object> schema) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    return new JsonText()
            .line(
                json -> {
                  json.setPrettyPrinter(printer);
                  JsonText.value(json, sorted(schema));
                })
        + "\n";
  }

  /** Maps whose order nobody chose come in the order of their keys, the same every time. */
  private static Object sorted(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> sorted =
          map instanceof LinkedHashMap ? new LinkedHashMap<>() : new TreeMap<>();
      map.forEach((key, item) -> sorted.put(key.toString(), sorted(item)));
      return sorted;
    }
    return value instanceof List<?> list
        ? list.stream().map(SchemaCommand::sorted).toList()
        : value;
  }
}
