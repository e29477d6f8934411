// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wubot.config.Node;
import wubot.config.Problems;
import wubot.config.Yaml;
import wubot.disk.Refusal;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.rule.Engine;
import wubot.rule.ReactionServices;
import wubot.rule.ReactionType;
import wubot.rule.ReactionTypes;
import wubot.rule.RuleFailure;
import wubot.rule.RuleLoader;
import wubot.rule.RuleTree;

/** The files about users; a broken one leaves what it said before in force. */
final class UserFiles implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UserFiles.class);
  private static final long LOOK_AGAIN_MILLIS = 2000;
  private static final String ENDING = ".yaml";
  private static final FileTime NONE = FileTime.fromMillis(0);

  private final Path directory;
  private final ReactionServices services;
  private final Map<Path, Read> files = new TreeMap<>();
  private Map<String, Entry> byName = Map.of();
  private long lastLook = Long.MIN_VALUE;
  private String trouble = ""; // that was spoken of

  private record Read(FileTime changed, long size, Optional<Entry> entry) {}

  /** What a file says about a user. */
  record Entry(
      String name,
      List<String> aliases,
      Optional<String> color,
      Optional<String> image,
      Optional<Engine> rules) {

    /** Walks a message through the user's own rules. */
    void walk(Message message) throws InterruptedException {
      if (rules.isPresent()) {
        for (RuleFailure failure : rules.get().run(message)) {
          LOG.warn("User {}: rule '{}': {}", name, failure.rule(), failure.problem());
        }
      }
    }
  }

  UserFiles(Path directory, ReactionServices services) {
    this.directory = directory;
    this.services = services;
  }

  /** The user of this name or alias, in any case. */
  Optional<Entry> find(String name) {
    long now = services.clock().millis();
    if (lastLook == Long.MIN_VALUE || Math.abs(now - lastLook) >= LOOK_AGAIN_MILLIS) {
      lastLook = now;
      look();
    }
    return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
  }

  private void look() {
    Map<Path, Read> seen = new TreeMap<>();
    boolean changed = false;
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> list = Files.newDirectoryStream(directory, "*" + ENDING)) {
        for (Path file : list) {
          if (file.getFileName().toString().startsWith(".")) {
            continue; // of an editor
          }
          Read before = files.get(file);
          FileTime time = NONE;
          long size = -1;
          try {
            time = Files.getLastModifiedTime(file);
            size = Files.size(file);
          } catch (IOException e) {
            LOG.debug("{} is a link to nowhere, or has just gone: reading it says so", file, e);
          }
          if (before != null && before.changed().equals(time) && before.size() == size) {
            seen.put(file, before);
          } else {
            changed = true;
            Optional<Entry> entry = read(file);
            Optional<Entry> old = before == null ? Optional.empty() : before.entry();
            entry.ifPresent(unused -> old.flatMap(Entry::rules).ifPresent(Engine::close));
            seen.put(file, new Read(time, size, entry.or(() -> old)));
          }
        }
      } catch (IOException e) {
        complain(Refusal.cannot("read", directory, e));
        return;
      }
    }
    trouble = "";
    if (changed || seen.size() != files.size()) {
      files.clear();
      files.putAll(seen);
      index();
    }
  }

  private void complain(String problem) {
    if (!problem.equals(trouble)) {
      trouble = problem;
      LOG.warn("The users stay as they were: {}", problem);
    }
  }

  private void index() {
    Map<String, Entry> index = new HashMap<>();
    for (Read read : files.values()) {
      read.entry().ifPresent(e -> e.aliases().forEach(alias -> index.putIfAbsent(alias, e)));
    }
    for (Read read : files.values()) { // a name goes before another's alias
      read.entry().ifPresent(e -> index.put(e.name(), e));
    }
    byName = index;
  }

  private Optional<Entry> read(Path file) {
    String shown = directory.getFileName() + "/" + file.getFileName();
    Problems problems = new Problems();
    Optional<Node> node = Yaml.read(file, shown, problems);
    Optional<Entry> entry = node.flatMap(n -> entry(file, n, problems));
    if (problems.hasErrors()) {
      problems.all().forEach(problem -> LOG.error("{}", problem));
      return Optional.empty();
    }
    return entry;
  }

  private Optional<Entry> entry(Path file, Node node, Problems problems) {
    if (!(node instanceof Node.Entries map)) {
      problems.error(node.place(), "expected a map with color, image, aliases or rules", "");
      return Optional.empty();
    }
    String fileName = file.getFileName().toString();
    String name = fileName.substring(0, fileName.length() - ENDING.length());
    List<String> aliases =
        map.get("aliases").map(Node::plain).orElse(List.of()) instanceof List<?> list
            ? list.stream().map(a -> FieldValue.text(a).toLowerCase(Locale.ROOT)).toList()
            : List.of();
    Optional<RuleTree> rules = map.get("rules").flatMap(list -> loader().load(list, problems));
    return Optional.of(
        new Entry(
            name.toLowerCase(Locale.ROOT),
            aliases,
            text(map, "color"),
            text(map, "image"),
            rules.map(tree -> new Engine(tree, services.host()))));
  }

  private RuleLoader loader() {
    return new RuleLoader(
        ReactionTypes.of(
            ReactionTypes.installed().all().stream()
                .filter(type -> type.work() == ReactionType.Work.FIELDS)
                .toList()),
        services);
  }

  private static Optional<String> text(Node.Entries map, String key) {
    return map.get(key)
        .map(Node::plain)
        .filter(value -> value != FieldValue.NONE)
        .map(FieldValue::text);
  }

  @Override
  public void close() {
    files.values().forEach(r -> r.entry().flatMap(Entry::rules).ifPresent(Engine::close));
  }
}
