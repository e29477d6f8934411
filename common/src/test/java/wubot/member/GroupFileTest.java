// SPDX-License-Identifier: Apache-2.0
package wubot.member;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.config.ConfigTree;
import wubot.config.Problems;
import wubot.group.Store;

/** What {@code group.yaml} says. */
class GroupFileTest {

  @TempDir Path home;
  private final Problems problems = new Problems();

  private Optional<GroupSettings> load(String text) throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.writeString(home.resolve("config/group.yaml"), "group: home\n" + text);
    return new GroupFile(new ConfigTree(home, "joe")).load(problems);
  }

  @Test
  void itsKeysAreRead() throws IOException {
    GroupSettings settings =
        load("""
             weight: 3
             flow_state: sticky
             shards: 8
             shard_nodes: [joe, mike]
             shard_range: 2 - 5
             shard_start: manual
             roles:
               mybot: {nodes: [joe, [mike, robert]], start: manual, observe: yes, exit_node: yes}
               other: {nodes: [mike]}
             """)
            .orElseThrow(() -> new AssertionError(problems.all().toString()));
    assertEquals("joe", settings.node());
    assertEquals(3, settings.weight());
    assertTrue(settings.sticky());
    GroupSettings.ShardPlan plan = settings.shards().orElseThrow();
    assertEquals(List.of(8, 2, 5), List.of(plan.count(), plan.first(), plan.last()));
    assertTrue(plan.manual());
    assertEquals(Set.of("mybot"), settings.observed());
    assertTrue(settings.role("mybot").orElseThrow().manual());
    assertTrue(settings.role("mybot").orElseThrow().exitNode());
    assertTrue(!settings.role("other").orElseThrow().manual());
  }

  @ParameterizedTest
  @ValueSource(strings = {"3-1", "0-4", "two", "-1-2", "0-", "1"})
  void aRangeThatIsNoPartOfTheShardsIsRefused(String range) throws IOException {
    load("shards: 4\nshard_nodes: [joe]\nshard_range: '" + range + "'\n");
    assertTrue(
        problems.all().toString().contains("'" + range + "' is no part of 4 shards"),
        problems.all().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2:9 | shards: 2",
        "4:14 | 'shards: 4\nshard_nodes: [joe]\nshard_range: 2-7'",
        "3:18 | 'roles:\n  bot: {timeout: soon}'",
        "3:12 | 'sync_nodes:\n  timeout: never'",
        "2:7 | node: a/b",
        "3:8 | 'weight: 1\nstore: redis://127.0.0.1/x'",
        "2:8 | 'store: mongodb://127.0.0.1/errbot'",
        "2:8 | 'store: etcds://127.0.0.1\nca_file: nowhere.pem'",
        "3:3 | 'roles:\n  \"\": {nodes: [joe]}'",
        "3:29 | 'roles:\n  bot: {nodes: [joe, [mike, {robert: 1}]]}'",
        "4:12 | 'roles:\n  bot:\n    nodes: joe'",
        "3:29 | 'roles:\n  bot: {permissions: {mike: maybe}}'",
      })
  void anErrorPointsAtWhatIsWrong(String place, String text) throws IOException {
    load(text.replace("\\n", "\n") + "\n");
    assertTrue(problems.all().toString().contains(":" + place), problems.all().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shards: 2\n",
        "shards: 65\nshard_nodes: [joe]\n",
        "roles: [joe]\n",
        "roles: {mybot: {nodes: joe}}\n",
        "roles: {mybot: {timeout: soon}}\n",
        "roles: {mybot: {start: later}}\n",
        "weight: -1\n",
        "node: ''\n",
        "session_ttl: 10ms\n",
        "store: redis://127.0.0.1/x\n",
        "store: 'file:'\n",
        "store: ''\n",
        "shards: 2\nshard_nodes: [joe, '', mike]\n",
        "roles: {'': {}}\n",
        "roles: {'%s': {}}\n",
        "roles: {mybot: {permissions: {joe: nope}}}\n",
        "roles: {mybot: {nodes: [joe, '']}}\n",
        "sync_nodes: {timeout: never}\n"
      })
  void whatCannotBeIsRefused(String text) throws IOException {
    assertTrue(load(text.formatted("x".repeat(201))).isEmpty(), text);
    assertTrue(problems.hasErrors());
  }

  @ParameterizedTest
  @ValueSource(strings = {"shared/store", "file:shared/store", "file://shared/store"})
  void aPathThatIsNotAbsoluteIsBelowTheHome(String store) throws IOException {
    GroupSettings settings = load("store: " + store + "\n").orElseThrow();
    try (Store opened = StorePlaces.open(settings, home)) {
      assertTrue(
          opened.describe().contains(home.resolve("shared/store").toString()), opened.describe());
    }
  }
}
