// SPDX-License-Identifier: Apache-2.0
package wubot.reactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import wubot.message.ByteSource;
import wubot.message.MessageCodec;
import wubot.rule.Reaction;

/** Reads what the reactor noted of messages. */
public final class DiaryReader {

  /**
   * What one reaction did with one message.
   *
   * @param rule the path of its rule
   * @param set the fields it set
   * @param removed the fields it removed
   * @param verdict what it said of the message, if it is a gate
   * @param failure why it failed, if it did
   */
  public record Entry(
      String rule,
      Map<String, Object> set,
      List<String> removed,
      Reaction.Verdict verdict,
      Optional<String> failure) {}

  /**
   * What was noted of one message.
   *
   * @param trees the rules that were in force where it was walked, by the first message
   */
  private record Noted(NavigableMap<Long, String> trees, List<Entry> entries) {}

  private final NavigableMap<Long, String> trees = new TreeMap<>();
  private final Map<Long, Noted> notes = new HashMap<>();

  private DiaryReader() {}

  /** Where the diary of a reactor lies. */
  public static Path directory(Path home) {
    return in(Reactor.stateDirectory(home));
  }

  /** Where the diary lies of what keeps its state here. */
  static Path in(Path state) {
    return state.resolve("diary");
  }

  /**
   * Reads what was noted of some records, by the reactor and by the shards that it holds or held.
   *
   * @param home wubot's home
   * @param wanted the sequences of the records
   * @throws UncheckedIOException when the files cannot be read
   */
  public static DiaryReader read(Path home, LongPredicate wanted) {
    DiaryReader reader = new DiaryReader();
    try {
      for (Path directory : directories(Reactor.stateDirectory(home))) {
        NavigableMap<Long, String> trees = new TreeMap<>();
        for (Path file : DiaryFiles.list(directory)) {
          reader.take(file, wanted, trees);
        }
        reader.trees.putAll(trees);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return reader;
  }

  private static List<Path> directories(Path state) throws IOException {
    List<Path> directories = new ArrayList<>();
    if (Files.isDirectory(state)) {
      try (Stream<Path> lanes = Files.list(state)) {
        lanes.map(DiaryReader::in).filter(Files::isDirectory).forEach(directories::add);
      }
    }
    directories.add(in(state));
    return directories;
  }

  /** The name of the rules that a record went through; empty when that is not known. */
  public Optional<String> tree(long sequence) {
    Noted noted = notes.get(sequence);
    return Optional.ofNullable((noted == null ? trees : noted.trees()).floorEntry(sequence))
        .map(Map.Entry::getValue);
  }

  /** What reactions with state or effects did with a record, in order. */
  public List<Entry> entries(long sequence) {
    Noted noted = notes.get(sequence);
    return noted == null ? List.of() : noted.entries();
  }

  private void take(Path file, LongPredicate wanted, NavigableMap<Long, String> inForce)
      throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return; // too old, the reactor has just removed it
    }
    ByteBuffer blocks = ByteBuffer.wrap(bytes);
    CRC32C checksum = new CRC32C();
    while (blocks.remaining() >= DiaryBlock.HEADER) {
      int length = blocks.getInt();
      int expected = blocks.getInt();
      if (length < 0 || length > blocks.remaining()) {
        return; // the last block of a reactor that was cut off
      }
      checksum.reset();
      checksum.update(bytes, blocks.position(), length);
      if ((int) checksum.getValue() == expected) {
        new Block(new ByteSource(bytes, blocks.position(), length), inForce).read(wanted);
      }
      blocks.position(blocks.position() + length);
    }
  }

  /** Reads what {@link DiaryBlock} wrote. */
  private final class Block {

    private final ByteSource in;
    private final NavigableMap<Long, String> inForce;
    private final List<String> texts = new ArrayList<>();
    private long sequence;

    Block(ByteSource in, NavigableMap<Long, String> inForce) {
      this.in = in;
      this.inForce = inForce;
    }

    void read(LongPredicate wanted) {
      long open = 0;
      while (in.hasMore()) {
        int kind = in.read();
        sequence += in.signed();
        if (kind == DiaryBlock.TREE) {
          inForce.put(sequence, text(number()));
          continue;
        }
        Entry entry = reacted(kind);
        if (!wanted.test(sequence)) {
          continue;
        }
        if (open != sequence) {
          open = sequence;
          // What a crash had repeated counts once.
          notes.put(sequence, new Noted(inForce, new ArrayList<>()));
        }
        notes.get(sequence).entries().add(entry);
      }
    }

    private Entry reacted(int kind) {
      String rule = text(number());
      Map<String, Object> set = new LinkedHashMap<>();
      for (int name = number(); name != DiaryBlock.END; name = number()) {
        set.put(text(name), MessageCodec.readValue(in));
      }
      List<String> removed = new ArrayList<>();
      for (int name = number(); name != DiaryBlock.END; name = number()) {
        removed.add(text(name));
      }
      return new Entry(
          rule,
          set,
          removed,
          DiaryBlock.verdict(kind),
          (kind & DiaryBlock.FAILED) == 0 ? Optional.empty() : Optional.of(in.text()));
    }

    private int number() {
      return (int) in.number();
    }

    private String text(int number) {
      if (number == DiaryBlock.NEW) {
        texts.add(in.text());
        return texts.get(texts.size() - 1);
      }
      return texts.get(number - DiaryBlock.FIRST);
    }
  }
}
