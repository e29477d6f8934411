// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Holds the committed reference pages against the plugins' declarations; with the system property
 * {@code wubot.renew} it writes them instead, which is what {@code scripts/reference} does.
 */
public final class ReferencePages {

  private static final String RENEW = "the reference pages are stale: run scripts/reference";

  private ReferencePages() {}

  /**
   * Compares or renews the pages of one directory.
   *
   * @param directory within {@code docs/reference}, such as {@code checks}
   * @param title the heading of the list of pages
   * @param pages all that belong there
   */
  public static void hold(String directory, String title, List<ReferencePage> pages) {
    Path root = Path.of(System.getProperty("wubot.root", "..")).resolve("docs/reference");
    Map<String, String> wanted = new TreeMap<>();
    StringBuilder list = new StringBuilder(ReferencePage.MADE + "\n\n# " + title + "\n\n");
    list.append("| | |\n|---|---|\n");
    pages.stream()
        .sorted(Comparator.comparing(ReferencePage::name))
        .forEach(
            page -> {
              wanted.put(page.file(), page.markdown());
              list.append(page.listed());
            });
    wanted.put("README.md", list.toString());
    try {
      if (Boolean.getBoolean("wubot.renew")) {
        renew(root.resolve(directory), wanted);
      } else {
        compare(root.resolve(directory), wanted);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void renew(Path directory, Map<String, String> wanted) throws IOException {
    Files.createDirectories(directory);
    for (String stale : present(directory)) {
      if (!wanted.containsKey(stale)) {
        Files.delete(directory.resolve(stale));
      }
    }
    for (Map.Entry<String, String> page : wanted.entrySet()) {
      Files.writeString(directory.resolve(page.getKey()), page.getValue());
    }
  }

  private static void compare(Path directory, Map<String, String> wanted) throws IOException {
    assertEquals(List.copyOf(wanted.keySet()), present(directory), RENEW);
    for (Map.Entry<String, String> page : wanted.entrySet()) {
      String committed = Files.readString(directory.resolve(page.getKey()));
      assertEquals(page.getValue(), committed, page.getKey() + ": " + RENEW);
    }
  }

  private static List<String> present(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".md"))
          .sorted()
          .toList();
    }
  }
}
