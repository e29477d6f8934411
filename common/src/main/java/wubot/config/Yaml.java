// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads YAML into {@link Node}s, with everything bounded: size, nesting, aliases.
 *
 * <p>A file is one document. An empty one, or one of comments only, is a map without entries. Keys
 * are text and may not repeat; {@code <<: *name} merges a map; tags other than the core schema's
 * are refused.
 */
public final class Yaml {

  /** The most bytes that a file may have: 4 MiB. */
  public static final int MAX_BYTES = 4 << 20;

  /**
   * The most characters that a line may have: 256 Ki. The parser copies what it has looked ahead at
   * every thousand characters, which costs gigabytes within one line of a megabyte.
   */
  public static final int MAX_LINE = 1 << 18;

  /** How deep lists and maps may nest. */
  public static final int MAX_NESTING = 50;

  private static final int MAX_ALIASES = 100;

  private Yaml() {}

  /**
   * Reads a file.
   *
   * @param file what to read
   * @param shown how the file is called in places and problems
   * @param problems takes everything that is wrong with it
   * @return empty when there was an error
   */
  public static Optional<Node> read(Path file, String shown, Problems problems) {
    return TextFile.read(file, shown, MAX_BYTES, problems)
        .flatMap(text -> parse(text, shown, problems));
  }

  /**
   * Reads a text.
   *
   * @param text one YAML document
   * @param shown how the file is called in places and problems
   * @param problems takes everything that is wrong with it
   * @return empty when there was an error
   */
  public static Optional<Node> parse(String text, String shown, Problems problems) {
    if (!TextFile.isPlain(text, shown, problems)) {
      return Optional.empty();
    }
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    options.setNestingDepthLimit(MAX_NESTING);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    YamlSource source = new YamlSource(shown, text);
    OptionalInt tooLong = source.lineOver(MAX_LINE);
    if (tooLong.isPresent()) {
      problems.error(
          source.place(tooLong.getAsInt(), MAX_LINE + 1),
          "a line may have " + MAX_LINE + " characters, and this one has more",
          "break the line; long text can stand in a block after |");
      return Optional.empty();
    }
    PlacedParser parser = new PlacedParser(new ParserImpl(new StreamReader(text), options), source);
    try {
      Composer composer = new Composer(parser, new CoreSchema.Tags(), options);
      if (!composer.checkNode()) {
        return Optional.of(new Node.Entries(new Place(shown, 1, 1), List.of()));
      }
      Problems found = new Problems();
      YamlNodes nodes = new YamlNodes(source, found);
      Optional<Node> root = nodes.document(composer.getNode());
      if (composer.checkNode()) {
        nodes.secondDocument(composer.getNode());
      }
      found.all().forEach(problems::add);
      return found.hasErrors() ? Optional.empty() : root;
    } catch (MarkedYAMLException e) {
      problems.add(YamlErrors.explain(e, source));
      return Optional.empty();
    } catch (YAMLException e) {
      problems.error(parser.place(), YamlErrors.limit(e.getMessage()), "");
      return Optional.empty();
    } catch (RuntimeException e) { // the parser's own mistakes, such as with a broken %-escape
      problems.error(
          parser.place(), "the YAML cannot be read: " + e, "look for stray '!' and '%' characters");
      return Optional.empty();
    } catch (StackOverflowError e) {
      problems.error(parser.place(), "nested too deeply", "");
      return Optional.empty();
    }
  }
}
