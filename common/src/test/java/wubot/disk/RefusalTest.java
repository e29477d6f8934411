// SPDX-License-Identifier: Apache-2.0
package wubot.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What people read when a real file system refuses. */
final class RefusalTest {

  @TempDir Path directory;

  private static String reason(Executable work) {
    return Refusal.reason(assertThrows(IOException.class, work));
  }

  @Test
  void saysWhyInWords() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "x");
    Path full = Files.createDirectories(directory.resolve("full/inner")).getParent();
    Path loop = Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
    Path latin = Files.write(directory.resolve("latin"), new byte[] {(byte) 0xe9, 'x'});
    assertEquals(
        "there is no such file or directory",
        reason(() -> Files.readString(directory.resolve("none"))));
    assertEquals("a file of that name is in the way", reason(() -> Files.createDirectories(file)));
    assertEquals("the directory is not empty", reason(() -> Files.delete(full)));
    assertEquals("this is not text in UTF-8", reason(() -> Files.readString(latin)));
    assertEquals("Not a directory", reason(() -> Files.readString(file.resolve("below"))));
    assertEquals(
        "Too many levels of symbolic links",
        reason(() -> Files.readString(loop)).replaceFirst(" or unable.*", ""));
  }

  @Test
  void namesTheVerbAndThePath() {
    Path none = directory.resolve("none");
    IOException refused = assertThrows(IOException.class, () -> Files.readString(none));
    assertEquals(
        "cannot read " + none + ": there is no such file or directory",
        Refusal.cannot("read", none, refused));
  }

  @Test
  void aReplacedFileIsTheNewOneAndNothingIsLeftBeside() throws Exception {
    Path file = directory.resolve("deep/er/file");
    Disk.makeDirectory(file.getParent());
    Disk.replace(file, new byte[] {'a'});
    // What a crash left of an earlier one is in nobody's way.
    Files.write(file.resolveSibling("file.new"), new byte[] {'z', 'z'});
    Disk.replace(file, new byte[] {'b'});
    assertEquals("b", Files.readString(file));
    assertEquals(List.of(file), Disk.list(file.getParent()));
    Path unfinished =
        Files.copy(file, file.resolveSibling("file.new"), StandardCopyOption.REPLACE_EXISTING);
    assertEquals(true, Disk.isUnfinished(unfinished));
    assertEquals(false, Disk.isUnfinished(file));
  }
}
