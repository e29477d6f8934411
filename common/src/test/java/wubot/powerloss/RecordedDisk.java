// SPDX-License-Identifier: Apache-2.0
package wubot.powerloss;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A directory of which it is known what a power loss may do to it. Any thread may work in it. */
public final class RecordedDisk {

  /** Small files keep the contents they had in between; of large ones old and new are enough. */
  private static final int SMALL = 16 << 10;

  private static final int MOST_VERSIONS = 6;

  /** Is told, after it was done, of each step that changes what a power loss would leave. */
  public interface Observer {
    /**
     * A moment at which the power may go.
     *
     * @param step what was just done or is about to be done
     */
    void moment(String step);
  }

  /** A file or directory, whatever its name. */
  sealed interface Node permits Directory, Content {}

  static final class Directory implements Node {
    final Map<String, List<Optional<Node>>> names = new TreeMap<>();

    Optional<Node> now(String name) {
      List<Optional<Node>> history = names.get(name);
      return history == null ? Optional.empty() : history.get(history.size() - 1);
    }

    void set(String name, Optional<Node> node) {
      names.computeIfAbsent(name, key -> new ArrayList<>(List.of(Optional.empty()))).add(node);
    }
  }

  static final class Content implements Node {
    byte[] forced;
    final List<byte[]> between = new ArrayList<>();
    Optional<byte[]> uncut = Optional.empty();
    byte[] last = {}; // once it is removed

    Content(byte[] forced) {
      this.forced = forced;
    }
  }

  private final Path real;
  private final RecordedFileSystem files;
  private final Observer observer;
  private final Directory root;

  /** Looks after this directory; what is in it now counts as forced. */
  public RecordedDisk(Path real, Observer observer) {
    this.real = real;
    this.observer = observer;
    this.files = new RecordedFileSystem(this);
    try {
      root = forced(real);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directory, as the code under test is to be given it. */
  public Path root() {
    return files.wrap(real);
  }

  private static Directory forced(Path path) throws IOException {
    Directory directory = new Directory();
    for (Path child : list(path)) {
      Node node = Files.isDirectory(child) ? forced(child) : new Content(Files.readAllBytes(child));
      directory.names.put(
          child.getFileName().toString(), new ArrayList<>(List.of(Optional.of(node))));
    }
    return directory;
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths
          .filter(p -> Files.isDirectory(p) || Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  void moment(String step) {
    observer.moment(step);
  }

  private Optional<Directory> directory(Path path) {
    return node(path).filter(Directory.class::isInstance).map(Directory.class::cast);
  }

  private Optional<Node> node(Path path) {
    Node at = root;
    if (path.equals(real)) {
      return Optional.of(at);
    }
    for (Path name : real.relativize(path)) {
      Optional<Node> next =
          at instanceof Directory directory ? directory.now(name.toString()) : Optional.empty();
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.of(at);
  }

  private boolean isOurs(Path path) {
    return path.startsWith(real) && !path.equals(real);
  }

  private void link(Path path, Optional<Node> node) {
    if (isOurs(path)) {
      directory(path.getParent()).orElseThrow().set(path.getFileName().toString(), node);
    }
  }

  /** A file was opened for writing and may have been made. */
  synchronized Content opened(Path path) {
    Optional<Node> known = node(path);
    if (known.isPresent()) {
      return (Content) known.get();
    }
    Content made = new Content(new byte[0]);
    link(path, Optional.of(made));
    return made;
  }

  synchronized void madeDirectory(Path path) {
    link(path, Optional.of(new Directory()));
  }

  /** About to be removed. */
  synchronized void removing(Path path) throws IOException {
    Optional<Node> node = node(path);
    if (node.isPresent() && node.get() instanceof Content content) {
      content.last = Files.readAllBytes(path);
    }
    if (node.isPresent()) {
      link(path, Optional.empty());
    }
  }

  /** A file got one more name. */
  synchronized void linked(Path link, Path existing) {
    link(link, node(existing));
  }

  /** About to be renamed. */
  synchronized void moving(Path from, Path to) throws IOException {
    Node node = node(from).orElseThrow();
    Optional<Node> replaced = node(to);
    if (replaced.isPresent() && replaced.get() instanceof Content content) {
      content.last = Files.readAllBytes(to);
    }
    link(from, Optional.empty());
    link(to, Optional.of(node));
  }

  /** About to be written to. */
  synchronized void writing(Content content, Path path) throws IOException {
    if (Files.size(path) <= SMALL) {
      if (content.between.size() >= MOST_VERSIONS) {
        content.between.remove(content.between.size() / 2);
      }
      content.between.add(Files.readAllBytes(path));
    }
  }

  /** About to be cut. */
  synchronized void cutting(Content content, Path path, long size) throws IOException {
    if (size < Files.size(path)) {
      byte[] before = Files.readAllBytes(path);
      content.between.add(before);
      if (content.uncut.isEmpty() || content.uncut.get().length < before.length) {
        content.uncut = Optional.of(before);
      }
    }
  }

  /** About to be forced. */
  synchronized void forcing(Content content, Path path, boolean metadata) throws IOException {
    content.forced = Files.exists(path) ? Files.readAllBytes(path) : content.last;
    content.between.clear();
    if (metadata || content.uncut.filter(b -> b.length > content.forced.length).isEmpty()) {
      content.uncut = Optional.empty();
    }
  }

  synchronized void forcingDirectory(Path path) throws IOException {
    Optional<Directory> directory = directory(path);
    if (directory.isPresent()) {
      discover(directory.get(), path);
      directory.get().names.replaceAll((name, all) -> keepLast(all));
      directory.get().names.values().removeIf(all -> all.get(0).isEmpty());
    }
  }

  private static List<Optional<Node>> keepLast(List<Optional<Node>> all) {
    return new ArrayList<>(all.subList(all.size() - 1, all.size()));
  }

  /** Files that were made behind our back, by a library that maps them. */
  private static void discover(Directory directory, Path path) throws IOException {
    for (Path child : list(path)) {
      String name = child.getFileName().toString();
      if (directory.now(name).isEmpty()) {
        directory.set(
            name,
            Optional.of(Files.isDirectory(child) ? new Directory() : new Content(new byte[0])));
      }
    }
  }

  /** What a power loss at this moment may leave. */
  public synchronized CrashState capture() {
    try {
      return new CrashState(
          (CrashState.Directory) capture(root, Optional.of(real), new IdentityHashMap<>()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CrashState.Node capture(
      Node node, Optional<Path> path, Map<Node, CrashState.Node> done) throws IOException {
    CrashState.Node known = done.get(node);
    if (known != null) {
      return known;
    }
    CrashState.Node captured =
        node instanceof Directory directory
            ? captureDirectory(directory, path, done)
            : captureFile((Content) node, path);
    done.put(node, captured);
    return captured;
  }

  private static CrashState.Node captureDirectory(
      Directory directory, Optional<Path> path, Map<Node, CrashState.Node> done)
      throws IOException {
    if (path.isPresent()) {
      discover(directory, path.get());
    }
    Map<String, List<Optional<CrashState.Node>>> names = new TreeMap<>();
    for (Map.Entry<String, List<Optional<Node>>> name : directory.names.entrySet()) {
      Optional<Node> now = directory.now(name.getKey());
      if (now.isPresent()) { // first: it lies where it can be read
        capture(now.get(), path.map(p -> p.resolve(name.getKey())), done);
      }
    }
    for (Map.Entry<String, List<Optional<Node>>> name : directory.names.entrySet()) {
      List<Optional<CrashState.Node>> may = new ArrayList<>();
      for (Optional<Node> node : name.getValue()) {
        may.add(
            node.isEmpty()
                ? Optional.empty()
                : Optional.of(capture(node.get(), Optional.empty(), done)));
      }
      names.put(name.getKey(), may);
    }
    return new CrashState.Directory(names);
  }

  private static CrashState.File captureFile(Content content, Optional<Path> path)
      throws IOException {
    byte[] newest = path.isPresent() ? Files.readAllBytes(path.get()) : content.last;
    List<byte[]> versions = new ArrayList<>();
    versions.add(content.forced);
    versions.addAll(content.between);
    if (versions.size() > 1 || !Arrays.equals(newest, content.forced)) {
      versions.add(newest);
    }
    return CrashState.File.of(versions, content.uncut);
  }
}
