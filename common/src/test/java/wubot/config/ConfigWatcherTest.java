// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saves as editors, rsync and people make them, and what the watcher says of them. */
class ConfigWatcherTest {

  @TempDir Path home;

  private final BlockingQueue<TreeChange> told = new LinkedBlockingQueue<>();
  private Path plugins;
  private ConfigWatcher watcher;

  @BeforeEach
  void begin() throws IOException {
    plugins = Files.createDirectories(home.resolve("config/plugins"));
    put("Load/load.yaml", "delay: 1m\n");
    ConfigTree tree = new ConfigTree(home, "joe");
    watcher = new ConfigWatcher(tree, tree.list(), Duration.ofMillis(100), told::add);
  }

  @AfterEach
  void end() {
    watcher.close();
  }

  private Path put(String file, String text) throws IOException {
    Path path = plugins.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  /** In one step: one that is slow between two is told of twice, as is right. */
  private Path putWhole(String file, String text) throws IOException {
    Path path = plugins.resolve(file);
    Files.createDirectories(path.getParent());
    return move(text, path);
  }

  private Path move(String text, Path to) throws IOException {
    Path draft = Files.writeString(home.resolve("draft"), text);
    return Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private TreeChange next() throws InterruptedException {
    TreeChange change = told.poll(20, TimeUnit.SECONDS);
    assertNotNull(change, "nothing was told");
    return change;
  }

  private static List<String> keys(List<ConfigFile> files) {
    return files.stream().map(ConfigFile::key).toList();
  }

  @Test
  void tellsOfASaveInPlace() throws Exception {
    put("Load/load.yaml", "delay: 2m\n");
    assertEquals(List.of("Load-load"), keys(next().changed()));
  }

  @Test
  void tellsOfASaveByRename() throws Exception {
    Path draft = put("Load/.load.yaml.x7Yz", "delay: 2m\n");
    put("Load/4913", "");
    Files.move(draft, plugins.resolve("Load/load.yaml"), StandardCopyOption.ATOMIC_MOVE);
    Files.delete(plugins.resolve("Load/4913"));
    assertEquals(List.of("Load-load"), keys(next().changed()));
  }

  @Test
  void tellsOfANewPluginsDirectoryAndOfLaterFilesInIt() throws Exception {
    putWhole("Ping/a.yaml", "host: a\n");
    assertEquals(List.of("Ping-a"), keys(next().added()));
    putWhole("Ping/b.yaml", "host: b\n");
    assertEquals(List.of("Ping-b"), keys(next().added()));
  }

  @Test
  void tellsOfARemovedFileAndOfARemovedTree() throws Exception {
    putWhole("Ping/a.yaml", "host: a\n");
    next();
    Files.delete(plugins.resolve("Ping/a.yaml"));
    assertEquals(List.of("Ping-a"), keys(next().removed()));
    Files.move(home.resolve("config"), home.resolve("config.away"));
    assertEquals(List.of("Load-load"), keys(next().removed()));
    Files.move(home.resolve("config.away"), home.resolve("config"));
    assertEquals(List.of("Load-load"), keys(next().added()));
  }

  @Test
  void saysNothingOfATouchedFileOrAnEditorsLeftovers() throws Exception {
    Path same = put("Load/.load.yaml.x7Yz", "delay: 1m\n");
    Files.move(same, plugins.resolve("Load/load.yaml"), StandardCopyOption.ATOMIC_MOVE);
    put("Load/load.yaml~", "delay: 0\n");
    put("Load/.load.yaml.swp", "x");
    put("Load/last.yaml", "");
    assertEquals(List.of("Load-last"), keys(next().added()));
    assertNull(told.poll());
  }

  @Test
  void tellsOfTheRuleTreeAndOfSingleFiles() throws Exception {
    Path rules = Files.writeString(home.resolve("extra.yaml"), "rules: []\n");
    watcher.alsoWatch(Set.of(rules));
    move("rules: [] # changed\n", rules);
    assertEquals(Set.of(rules), next().others());
    move("rules: []\n", home.resolve("config/reactor.yaml"));
    assertTrue(next().reactorChanged());
  }

  @Test
  void tellsWhatChangedBeforeItBegan() throws Exception {
    ConfigTree tree = new ConfigTree(home, "joe");
    Listing old = tree.list();
    put("Load/load.yaml", "delay: 9m\n");
    BlockingQueue<TreeChange> late = new LinkedBlockingQueue<>();
    try (ConfigWatcher second = new ConfigWatcher(tree, old, Duration.ofMillis(100), late::add)) {
      assertNotNull(second);
      TreeChange change = late.poll(20, TimeUnit.SECONDS);
      assertNotNull(change);
      assertEquals(List.of("Load-load"), keys(change.changed()));
    }
  }

  @Test
  void goesOnAfterAMistakeOfTheOneItTells() throws Exception {
    ConfigTree tree = new ConfigTree(home, "joe");
    BlockingQueue<TreeChange> late = new LinkedBlockingQueue<>();
    try (ConfigWatcher second =
        new ConfigWatcher(
            tree,
            tree.list(),
            Duration.ofMillis(100),
            change -> {
              late.add(change);
              throw new IllegalStateException("a mistake");
            })) {
      assertNotNull(second);
      put("Load/load.yaml", "delay: 2m\n");
      assertNotNull(late.poll(20, TimeUnit.SECONDS));
      put("Load/load.yaml", "delay: 3m\n");
      assertNotNull(late.poll(20, TimeUnit.SECONDS));
    }
  }
}
