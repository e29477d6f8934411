// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wubot.message.Message;
import wubot.monitor.CheckBench;

/** Following real files through what happens to logs. */
class FileTailTest {

  @TempDir Path tmp;
  private Path log;

  @BeforeEach
  void name() {
    log = tmp.resolve("app.log");
  }

  private CheckBench tail(Object... more) {
    return tailing(log.toString(), more);
  }

  private CheckBench tailing(String path, Object... more) {
    StringBuilder yaml = new StringBuilder("path: '" + path + "'\n");
    for (int i = 0; i < more.length; i += 2) {
      yaml.append(more[i]).append(": ").append(more[i + 1]).append('\n');
    }
    return CheckBench.of(new FileTail(), yaml.toString(), tmp);
  }

  private void append(String text) throws IOException {
    append(log, text);
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(
        file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Test
  void aLineIsDeliveredOnceItIsComplete() throws Exception {
    append("");
    CheckBench tail = tail();
    tail.run();
    append("one\ntw");
    assertEquals(List.of("one"), tail.subjects());
    assertEquals(List.of(), tail.subjects());
    append("o\n");
    assertEquals(List.of("two"), tail.subjects());
  }

  @Test
  void aPartialLineSurvivesARestart() throws Exception {
    append("");
    CheckBench tail = tail();
    tail.run();
    append("half");
    assertEquals(List.of(), tail.subjects());
    tail.restart();
    append(" whole\n");
    assertEquals(List.of("half whole"), tail.subjects());
  }

  @Test
  void aLineThatWasBeingWrittenAtTheFirstStartArrivesWhole() throws Exception {
    append("old\nbegun before");
    CheckBench tail = tail();
    assertEquals(List.of(), tail.subjects());
    append(" and after\n");
    assertEquals(List.of("begun before and after"), tail.subjects());
  }

  @Test
  void theBeginningIsReadWhenAskedFor() throws Exception {
    append("one\ntwo\n");
    assertEquals(List.of("one", "two"), tail("start", "beginning").subjects());
  }

  @Test
  void aFileThatAppearsLaterIsReadFromItsBeginning() throws Exception {
    CheckBench tail = tail();
    assertEquals(List.of("path not readable: " + log), tail.subjects());
    append("first\n");
    assertEquals(List.of("path readable again: " + log, "first"), tail.subjects());
  }

  @Test
  void aMissingFileIsToldOnceWhenItGoesAndOnceWhenItReturns() throws Exception {
    append("one\n");
    CheckBench tail = tail();
    tail.run();
    Files.delete(log);
    assertEquals(List.of("path not readable: " + log), tail.subjects());
    assertEquals(List.of(), tail.subjects());
    tail.restart();
    assertEquals(List.of(), tail.subjects());
    append("two\nthree\n");
    List<Message> back = tail.run();
    assertEquals("OK", back.get(0).text("status"));
    assertTrue(back.stream().anyMatch(m -> m.text("subject").equals("three")));
  }

  @Test
  void aDirectoryInsteadOfAFileIsExplained() throws Exception {
    Files.createDirectory(log);
    assertEquals(List.of("path not readable: " + log + " (not a regular file)"), tail().subjects());
  }

  @Test
  void theRestOfARenamedFileComesBeforeTheNewFile() throws Exception {
    append("one\n");
    CheckBench tail = tail();
    tail.run();
    append("two\n");
    Files.move(log, tmp.resolve("app.log.1"));
    append("three\n");
    assertEquals(List.of("two", "file was renamed: " + log, "three"), tail.subjects());
  }

  @Test
  void aWriterThatKeepsTheRenamedFileForAMomentLosesNothing() throws Exception {
    append("one\n");
    CheckBench tail = tail();
    tail.run();
    Path old = tmp.resolve("app.log.1");
    Files.move(log, old);
    append("new 1\n");
    tail.run();
    append(old, "late\n");
    append("new 2\n");
    assertEquals(List.of("late", "new 2"), tail.subjects());
    append(old, "no newline at the end");
    assertEquals(List.of(), later(tail, 30));
    assertEquals(List.of("no newline at the end"), later(tail, 40));
    append(old, "much too late\n");
    assertEquals(List.of(), tail.subjects());
  }

  @Test
  void theRestOfAFileRotatedWhileTheMonitorWasDownIsRead() throws Exception {
    append("one\n");
    CheckBench tail = tail();
    tail.run();
    append("two\nthree\n");
    Files.move(log, tmp.resolve("app.log.1"));
    append("four\n");
    tail.restart();
    assertEquals(List.of("two", "three", "file was renamed: " + log, "four"), tail.subjects());
  }

  @Test
  void generationsRotatedWhileTheMonitorWasDownAreRead() throws Exception {
    append("one\n");
    CheckBench tail = tail();
    tail.run();
    append("two\n");
    age(log, 30);
    Files.move(log, tmp.resolve("app.log.2"));
    append("three\n");
    age(log, 20);
    Files.move(log, tmp.resolve("app.log.1"));
    append(tmp.resolve("app.log.bak"), "somebody's copy\n");
    append("four\n");
    tail.restart();
    assertEquals(List.of("two", "three", "file was renamed: " + log, "four"), tail.subjects());
    assertEquals(List.of(), tail.subjects());
  }

  @Test
  void generationsCopiedAndTruncatedWhileTheMonitorWasDownAreRead() throws Exception {
    append("one\n");
    CheckBench tail = tail();
    tail.run();
    append("two\n");
    Files.copy(log, tmp.resolve("app.log.2"));
    age(tmp.resolve("app.log.2"), 30);
    Files.writeString(log, "three\n");
    Files.copy(log, tmp.resolve("app.log.1"));
    age(tmp.resolve("app.log.1"), 20);
    Files.writeString(log, "4\n");
    assertEquals(List.of("two", "three", "file was truncated: " + log, "4"), tail.subjects());
  }

  @Test
  void anOlderGenerationIsNotReadAgain() throws Exception {
    append(tmp.resolve("app.log.1"), "long ago\n");
    age(tmp.resolve("app.log.1"), 1000);
    append("one\n");
    CheckBench tail = tail();
    tail.run();
    Files.delete(log);
    append(tmp.resolve("keeps the inode"), "");
    append("two\n");
    assertEquals(List.of("file was renamed: " + log, "two"), tail.subjects());
  }

  private static void age(Path file, long seconds) throws IOException {
    long then = System.currentTimeMillis() - seconds * 1000;
    Files.setLastModifiedTime(file, FileTime.fromMillis(then));
  }

  @Test
  void copyTruncateLosesNothingThatIsInTheCopy() throws Exception {
    append("one\n");
    CheckBench tail = tail();
    tail.run();
    append("two\n");
    Files.copy(log, tmp.resolve("app.log.1"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(log, "");
    append("3\n");
    assertEquals(List.of("two", "file was truncated: " + log, "3"), tail.subjects());
  }

  @Test
  void aFileTruncatedAndGrownPastItsOldSizeIsReadFromTheStart() throws Exception {
    append("one\n");
    CheckBench tail = tail();
    tail.run();
    Files.writeString(log, "alpha\nbeta\ngamma\n");
    assertEquals(List.of("file was renamed: " + log, "alpha", "beta", "gamma"), tail.subjects());
  }

  @Test
  void theHoleOfAWriterThatDoesNotAppendIsNoPartOfALine() throws Exception {
    append("one\n");
    CheckBench tail = tail();
    tail.run();
    Files.write(log, new byte[100_000]);
    append("after the hole\n");
    assertEquals(List.of("file was renamed: " + log, "after the hole"), tail.subjects());
  }

  @Test
  void touchingAFileRepeatsNothing() throws Exception {
    append("one\n");
    CheckBench tail = tail();
    tail.run();
    Files.setLastModifiedTime(log, FileTime.fromMillis(1));
    assertEquals(List.of(), tail.subjects());
  }

  @Test
  void linesAreBoundedPerRunAndTheNextRunFollowsAtOnce() throws Exception {
    append("");
    CheckBench tail = tail("max_lines", 10);
    tail.run();
    for (int i = 0; i < 25; i++) {
      append("line " + i + "\n");
    }
    assertEquals(10, tail.run().size());
    assertEquals(Duration.ZERO, tail.next().orElseThrow());
    assertEquals(10, tail.run().size());
    List<Message> rest = tail.run();
    assertEquals(5, rest.size());
    assertTrue(tail.next().isEmpty());
    assertEquals("line 24", rest.get(4).text("subject"));
    assertEquals(List.of(), tail.subjects());
  }

  @Test
  void theRestOfARotatedFileIsReadBeforeTheNewOneAlsoInSteps() throws Exception {
    append("0\n");
    CheckBench tail = tail("max_lines", 2);
    tail.run();
    append("a\nb\nc\nd\ne\n");
    Files.move(log, tmp.resolve("app.log.1"));
    append("f\ng\n");
    List<String> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      all.addAll(tail.subjects());
    }
    all.removeIf(subject -> subject.startsWith("file was"));
    assertEquals(List.of("a", "b", "c", "d", "e", "f", "g"), all);
  }

  @Test
  void aVeryLongLineIsCappedAndCounted() throws Exception {
    append("");
    CheckBench tail = tail("max_line", 100);
    tail.run();
    append("x".repeat(1_000) + "\nnext\n");
    List<Message> messages = tail.run();
    assertEquals("x".repeat(100), messages.get(0).text("subject"));
    assertEquals("900", messages.get(0).text("cut"));
    assertEquals("next", messages.get(1).text("subject"));
  }

  @Test
  void aLineWithoutEndIsDeliveredOnceAndItsRestSkipped() throws Exception {
    append("");
    CheckBench tail = tail("max_line", 100);
    tail.run();
    append("y".repeat(5_000));
    assertEquals(List.of("y".repeat(100)), tail.subjects());
    append("y".repeat(5_000));
    assertEquals(List.of(), tail.subjects());
    tail.restart();
    append("\nnext\n");
    assertEquals(List.of("next"), tail.subjects());
  }

  @Test
  void ignoreAndOnlyChooseLines() throws Exception {
    append("");
    CheckBench tail = tail("ignore", "[DEBUG, '^#']", "only", "[disk, net]");
    tail.run();
    append("DEBUG disk\n# disk\ndisk full\ncpu hot\nnet down\n");
    assertEquals(List.of("disk full", "net down"), tail.subjects());
  }

  @Test
  void carriageReturnsBinaryBytesAndOtherEncodingsAreTolerated() throws Exception {
    append("");
    CheckBench tail = tail();
    tail.run();
    Files.write(log, new byte[] {'a', '\r', '\n', (byte) 0xff, 0, 'b', '\n', '\n', '\r', '\n'});
    assertEquals(List.of("a", "\ufffd\0b"), tail.subjects());

    log = tmp.resolve("latin.log");
    append("");
    CheckBench latin = tail("encoding", "ISO-8859-1");
    latin.run();
    Files.write(log, "gr\u00fc\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(List.of("gr\u00fc\u00dfe"), latin.subjects());
  }

  @Test
  void badSettingsAreExplained() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> tail("encoding", "UTF-16"))
            .getMessage()
            .contains("UTF-16"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> tail("ignore", "'a(b'"))
            .getMessage()
            .startsWith("ignore: 'a(b' is no regular expression"));
  }

  @Test
  void aPatternFollowsAllItsFilesAndThoseThatAppear() throws Exception {
    append(tmp.resolve("a.log"), "old\n");
    append(tmp.resolve("b.txt"), "old\n");
    CheckBench tail = tailing(tmp + "/*.log");
    assertEquals(List.of(), tail.subjects());
    append(tmp.resolve("a.log"), "a1\n");
    append(tmp.resolve("c.log"), "c1\n");
    append(tmp.resolve("b.txt"), "b1\n");
    List<Message> messages = tail.run();
    assertEquals(List.of("a1", "c1"), messages.stream().map(m -> m.text("subject")).toList());
    assertEquals(tmp.resolve("c.log").toString(), messages.get(1).text("file"));
    Files.delete(tmp.resolve("a.log"));
    Files.delete(tmp.resolve("c.log"));
    assertEquals(List.of("path not readable: " + tmp + "/*.log (no such file)"), tail.subjects());
    assertEquals(List.of(), tail.subjects());
  }

  @Test
  void aRenameInsideThePatternDeliversNothingTwice() throws Exception {
    CheckBench tail = tailing(tmp + "/app.log*", "start", "beginning");
    append("one\n");
    assertEquals(List.of("one"), tail.subjects());
    append("two\n");
    Files.move(log, tmp.resolve("app.log.1"));
    append("three\n");
    List<String> all = new ArrayList<>(tail.subjects());
    all.addAll(tail.subjects());
    all.removeIf(subject -> subject.startsWith("file was"));
    assertEquals(List.of("two", "three"), all);
  }

  @Test
  void aSecondPathStartsAtItsEndWhenItIsAddedLater() throws Exception {
    append("one\n");
    CheckBench tail = tail();
    tail.run();
    Path other = tmp.resolve("other.log");
    append(other, "old\n");
    CheckBench both = CheckBench.of(new FileTail(), "path: ['" + log + "', '" + other + "']", tmp);
    both.remember(tail.state());
    append("two\n");
    assertEquals(List.of("two"), both.subjects());
    append(other, "new\n");
    assertEquals(List.of("new"), both.subjects());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void nothingIsLostOrRepeatedThroughManyRandomRotations(long seed) throws Exception {
    Random random = new Random(seed);
    Instant logs = Instant.now().minusSeconds(10_000); // each change at a time of its own
    int generations = 0;
    append("");
    CheckBench tail = tail("max_lines", 7);
    tail.run();
    List<String> written = new ArrayList<>();
    List<String> read = new ArrayList<>();
    for (int step = 0; step < 600; step++) {
      int what = random.nextInt(10);
      if (what < 5) {
        String line = "line " + written.size() + " " + "z".repeat(random.nextInt(40));
        int half = random.nextInt(line.length());
        append(line.substring(0, half));
        if (random.nextInt(3) == 0) {
          collect(tail, read);
        }
        append(line.substring(half) + "\n");
        written.add(line);
      } else if (what < 8) {
        collect(tail, read);
      } else if (what == 8) {
        tail.restart();
        tail.clock().advance(Duration.ofSeconds(20));
      } else {
        rotate(generations++, logs.plusSeconds(step));
      }
      if (Files.exists(log)) {
        Files.setLastModifiedTime(log, FileTime.from(logs.plusSeconds(step)));
      }
    }
    do {
      collect(tail, read);
    } while (tail.next().isPresent());
    assertEquals(written, read);
  }

  /** Renames all generations one further, as logrotate does, and begins a new file. */
  private void rotate(int generations, Instant time) throws IOException {
    for (int i = generations; i >= 1; i--) {
      Files.move(tmp.resolve("app.log." + i), tmp.resolve("app.log." + (i + 1)));
    }
    Files.setLastModifiedTime(log, FileTime.from(time));
    Files.move(log, tmp.resolve("app.log.1"));
    append("");
  }

  private static List<String> later(CheckBench tail, long seconds) throws Exception {
    tail.clock().advance(Duration.ofSeconds(seconds));
    return tail.subjects();
  }

  private static void collect(CheckBench tail, List<String> into) throws Exception {
    for (String subject : tail.subjects()) {
      if (!subject.startsWith("file was")) {
        into.add(subject);
      }
    }
  }
}
