// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.message.FieldValue;
import wubot.message.Message;
import wubot.rule.Reaction.Verdict;

/** What is noted in the diary is read again, and damage costs what is damaged. */
class DiaryTest {

  @TempDir Path home;

  private final Clock clock = Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);

  private Diary diary(Clock time) {
    Diary diary = new Diary(DiaryReader.directory(home), time);
    diary.tree("rules-1");
    return diary;
  }

  private static void count(Diary diary, long sequence, Object count) {
    Message message = Message.of("key", "Load-x").with("count", 1);
    diary.begin(sequence);
    diary.reacts(message);
    message.put("count", count);
    diary.reacted("follow / status", message, Verdict.PASS, "");
  }

  private DiaryReader read() {
    return DiaryReader.read(home, sequence -> true);
  }

  private List<Path> files() throws IOException {
    return DiaryFiles.list(DiaryReader.directory(home));
  }

  private Set<Long> noted(long last) {
    DiaryReader reader = read();
    return LongStream.rangeClosed(1, last)
        .filter(sequence -> !reader.entries(sequence).isEmpty())
        .boxed()
        .collect(Collectors.toSet());
  }

  @Test
  void allThatAReactionCanDoIsReadAgain() {
    try (Diary diary = diary(clock)) {
      Message message = Message.of("key", "Load-x").with("old", "x").with("same", 5);
      diary.begin(70);
      diary.reacts(message);
      diary.reacted("nothing", message, Verdict.PASS, "");
      diary.reacts(message);
      message.put("text", "ümläut ☃");
      message.put("number", -7_000_000_000L);
      message.put("real", 0.25);
      message.put("flag", true);
      message.put("none", null);
      message.put("list", List.of("a", List.of(1L), Map.of("b", "c")));
      diary.reacted("a / set", message, Verdict.PASS, "");
      diary.reacts(message);
      message.remove("old");
      diary.reacted("a / remove", message, Verdict.HOLD, "");
      diary.reacts(message);
      diary.reacted("a / remove", message, Verdict.ASIDE, "disk is gone");
      diary.begin(0); // a message that is in no queue
      assertTrue(!diary.isNoting());
      diary.tree("rules-2");
      count(diary, 71, 2L);
    }
    DiaryReader reader = read();
    assertEquals(Optional.empty(), reader.tree(69));
    assertEquals(Optional.of("rules-1"), reader.tree(70));
    assertEquals(Optional.of("rules-2"), reader.tree(71));
    assertEquals(Optional.of("rules-2"), reader.tree(1000));
    List<DiaryReader.Entry> entries = reader.entries(70);
    assertEquals(List.of("a / set", "a / remove", "a / remove"), rules(entries));
    assertEquals(
        Map.of(
            "text",
            "ümläut ☃",
            "number",
            -7_000_000_000L,
            "real",
            0.25,
            "flag",
            true,
            "none",
            FieldValue.NONE,
            "list",
            List.of("a", List.of(1L), Map.of("b", "c"))),
        entries.get(0).set());
    assertEquals(List.of("old"), entries.get(1).removed());
    assertEquals(Verdict.HOLD, entries.get(1).verdict());
    assertEquals(Optional.of("disk is gone"), entries.get(2).failure());
    assertEquals(Verdict.ASIDE, entries.get(2).verdict());
    assertEquals(Map.of("count", 2L), reader.entries(71).get(0).set());
  }

  private static List<String> rules(List<DiaryReader.Entry> entries) {
    return entries.stream().map(DiaryReader.Entry::rule).toList();
  }

  @Test
  void onlyWhatIsAskedForIsHeld() {
    try (Diary diary = diary(clock)) {
      for (long n = 1; n <= 500; n++) {
        count(diary, n, n);
        if (n % 7 == 0) {
          diary.flush();
        }
      }
    }
    DiaryReader reader = DiaryReader.read(home, sequence -> sequence == 300);
    assertEquals(List.of(), reader.entries(299));
    assertEquals(Map.of("count", 300L), reader.entries(300).get(0).set());
  }

  @Test
  void whatACrashHadRepeatedCountsOnce() {
    try (Diary diary = diary(clock)) {
      count(diary, 1, 1L);
      count(diary, 2, 2L);
      diary.flush();
      count(diary, 2, 3L);
      count(diary, 3, 4L);
    }
    DiaryReader reader = read();
    assertEquals(1, reader.entries(2).size());
    assertEquals(Map.of("count", 3L), reader.entries(2).get(0).set());
  }

  @Test
  void aCutAtAnyByteCostsTheLastBlockOnly() throws IOException {
    try (Diary diary = diary(clock)) {
      for (long n = 1; n <= 4; n++) {
        count(diary, n, n);
        diary.flush();
      }
    }
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    ByteBuffer blocks = ByteBuffer.wrap(whole);
    for (int cut = 0; cut <= whole.length; cut++) {
      Files.write(file, Arrays.copyOf(whole, cut));
      int complete = 0;
      for (int at = 0; at < cut; ) {
        at += DiaryBlock.HEADER + blocks.getInt(at);
        complete += at <= cut ? 1 : 0;
      }
      assertEquals(
          LongStream.rangeClosed(1, complete).boxed().collect(Collectors.toSet()),
          noted(4),
          "cut at " + cut);
    }
  }

  @Test
  void aDamagedBlockCostsThatBlockOnly() throws IOException {
    try (Diary diary = diary(clock)) {
      for (long n = 1; n <= 3; n++) {
        count(diary, n, n);
        diary.flush();
      }
    }
    Path file = files().get(0);
    byte[] bytes = Files.readAllBytes(file);
    int second = DiaryBlock.HEADER + ByteBuffer.wrap(bytes).getInt(0);
    bytes[second + DiaryBlock.HEADER + 3] ^= 4;
    Files.write(file, bytes);
    assertEquals(Set.of(1L, 3L), noted(3));
  }

  @Test
  void whatIsOldIsRemoved() throws IOException {
    try (Diary diary = diary(Clock.systemUTC())) {
      count(diary, 1, 1L);
    }
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofHours(25));
    try (Diary diary = diary(later)) {
      count(diary, 2, 2L);
    }
    assertEquals(Set.of(2L), noted(2));
    assertEquals(1, files().size());
  }

  @Test
  void whereItCannotBeWrittenTheReactorGoesOn() throws IOException {
    Path directory = DiaryReader.directory(home);
    Files.createDirectories(directory.getParent());
    Files.writeString(directory, "in the way");
    try (Diary diary = diary(clock)) {
      count(diary, 1, 1L);
      diary.flush();
      Files.delete(directory);
      count(diary, 2, 2L);
    }
    assertEquals(Set.of(2L), noted(2));
  }

  @Test
  void shardsHaveTheirOwn() {
    try (Diary main = diary(clock);
        Diary shard =
            new Diary(
                DiaryReader.in(Reactor.stateDirectory(home).resolve(ShardRole.name(3))), clock)) {
      shard.tree("rules-0");
      count(main, 1, 1L);
      count(shard, 2, 2L);
      main.tree("rules-2");
      count(main, 3, 3L);
      count(shard, 4, 4L);
    }
    DiaryReader reader = read();
    assertEquals(Set.of(1L, 2L, 3L, 4L), noted(4));
    assertEquals(Optional.of("rules-0"), reader.tree(4));
    assertEquals(Optional.of("rules-2"), reader.tree(3));
  }
}
