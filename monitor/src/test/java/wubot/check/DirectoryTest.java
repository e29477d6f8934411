// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.monitor.CheckBench;
import wubot.monitor.CheckState;

class DirectoryTest {

  @TempDir Path tmp;
  private Path box;

  @BeforeEach
  void make() throws IOException {
    box = Files.createDirectory(tmp.resolve("box"));
  }

  private CheckBench watch(String... more) {
    return CheckBench.of(new Directory(), "path: '" + box + "'\n" + String.join("\n", more), tmp);
  }

  private void create(String name) throws IOException {
    Files.createDirectories(box.resolve(name).getParent());
    Files.createFile(box.resolve(name));
  }

  @Test
  void eachNewEntryComesOnce() throws Exception {
    create("here before");
    CheckBench bench = watch();
    assertEquals(List.of("New: here before"), bench.subjects());
    create(".hidden");
    Files.createDirectory(box.resolve("sub"));
    assertEquals(List.of("New: .hidden", "New: sub"), bench.subjects());
    bench.restart();
    assertEquals(List.of(), bench.subjects());
  }

  @Test
  void theFirstRunCanBeQuietOrTakeTheNewest() throws Exception {
    create("a");
    create("b");
    Files.setLastModifiedTime(box.resolve("b"), FileTime.fromMillis(1000));
    assertEquals(List.of("New: a"), watch("first: 1").subjects());
    CheckBench none = watch("first: none");
    assertEquals(List.of(), none.subjects());
    create("c");
    assertEquals(List.of("New: c"), none.subjects());
  }

  @Test
  void anEmptyDirectoryAtFirstIsNoReasonToBeQuietLater() throws Exception {
    CheckBench bench = watch("first: none");
    assertEquals(List.of(), bench.subjects());
    create("a");
    assertEquals(List.of("New: a"), bench.subjects());
  }

  @Test
  void anEntryAwayForMoreThanSevenDaysIsNewAgain() throws Exception {
    create("a");
    CheckBench bench = watch();
    bench.run();
    Files.delete(box.resolve("a"));
    bench.run();
    bench.clock().advance(Duration.ofDays(6));
    bench.run();
    create("a");
    assertEquals(List.of(), bench.subjects());
    bench.clock().advance(Duration.ofDays(30));
    assertEquals(List.of(), bench.subjects());
    Files.delete(box.resolve("a"));
    bench.clock().advance(Duration.ofDays(8));
    bench.run();
    create("a");
    assertEquals(List.of("New: a"), bench.subjects());
  }

  @Test
  void namesAreChosenAndLevelsBounded() throws Exception {
    CheckBench bench = watch("pattern: '*.{csv,xml}'", "ignore: '^tmp'", "depth: 2");
    create("a.csv");
    create("a.txt");
    create("tmp.csv");
    create("in/b.xml");
    create("in/deep/c.xml");
    assertEquals(List.of("New: a.csv", "New: in/b.xml"), bench.subjects());
  }

  @Test
  void linksAreNotFollowed() throws Exception {
    Files.createSymbolicLink(box.resolve("loop"), box);
    assertEquals(List.of("New: loop"), watch("depth: 20").subjects());
  }

  @Test
  void whatIsGoneIsToldWhenWanted() throws Exception {
    create("a");
    CheckBench bench = watch("removed: true");
    bench.run();
    Files.delete(box.resolve("a"));
    List<Message> gone = bench.run();
    assertEquals("Gone: a", gone.get(0).text("subject"));
    assertEquals("a", gone.get(0).text("file"));
    assertEquals(List.of(), bench.subjects());
    create("a");
    assertEquals(List.of("New: a"), bench.subjects());
  }

  @Test
  void aDirectoryThatCannotBeListedIsAFailure() throws Exception {
    Files.delete(box);
    assertEquals("cannot list " + box + ": it does not exist", watch().failure());
    Files.createFile(box);
    assertEquals("cannot list " + box + ": it is not a directory", watch().failure());
  }

  @Test
  void badSettingsAreExplained() {
    assertTrue(
        CheckBench.problems(new Directory(), "path: x\npattern: '{'", tmp)
            .get(0)
            .startsWith("pattern: '{' is no shell pattern"));
  }

  @TestFactory
  Stream<DynamicTest> recordedCases() throws IOException {
    return Conformance.cases("monitors.json").stream()
        .filter(c -> "Directory".equals(c.get("plugin")))
        .map(c -> DynamicTest.dynamicTest(c.get("ref").toString(), () -> holds(c)));
  }

  private void holds(Map<String, Object> recorded) throws Exception {
    Path directory = Files.createTempDirectory(tmp, "case");
    if (recorded.get("cache_before") != null) {
      Files.createFile(directory.resolve("foo.txt"));
    }
    CheckBench bench = CheckBench.of(new Directory(), "path: '" + directory + "'", tmp);
    Map<String, Object> seen = new LinkedHashMap<>();
    Conformance.map(Conformance.map(recorded.get("cache_before")).get("seen"))
        .forEach((name, time) -> seen.put(name, (long) FieldValue.number(time).orElse(0)));
    if (!seen.isEmpty()) {
      bench.remember(CheckState.empty().with("seen", seen));
    }
    List<Map<String, Object>> messages = new ArrayList<>();
    bench.run().forEach(m -> messages.add(m.asMap()));
    assertEquals(recorded.get("messages"), messages);
  }
}
