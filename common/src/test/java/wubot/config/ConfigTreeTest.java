// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files a host loads, and what is said of those it does not. */
class ConfigTreeTest {

  @TempDir Path home;

  private Path put(String file, String text) {
    try {
      Path path = home.resolve("config").resolve(file);
      Files.createDirectories(path.getParent());
      return Files.writeString(path, text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Listing list(String host) {
    return new ConfigTree(home, host).list();
  }

  private static List<String> shown(Listing listing) {
    return listing.instances().stream().map(ConfigFile::shown).collect(Collectors.toList());
  }

  private static String said(Listing listing, String file) {
    return listing.diagnostics().stream()
        .filter(d -> d.place().file().equals(file))
        .map(Diagnostic::toString)
        .collect(Collectors.joining("\n"));
  }

  @Test
  void loadsFilesForAllHostsAndItsOwn() {
    put("plugins/Load/load.yaml", "");
    put("plugins/RSS/perl.org.yaml.joe", "");
    put("plugins/RSS/perl.org.yaml.box", "");
    Listing joe = list("joe.example.org");
    assertEquals(
        List.of("Load-load", "RSS-perl.org"),
        joe.instances().stream().map(ConfigFile::key).collect(Collectors.toList()));
    assertEquals(List.of("plugins/Load/load.yaml"), shown(list("other")));
    assertEquals(Set.of("box", "joe"), joe.hosts());
    assertTrue(said(joe, "plugins/RSS/perl.org.yaml.box").contains("note: not read: it is for"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"joe", "aaa", "zzz"})
  void preferTheFileOfTheHostWhateverTheOrder(String host) {
    put("plugins/P/x.yaml", "a: 1");
    put("plugins/P/x.yaml." + host, "a: 2");
    Listing listing = list(host);
    assertEquals(List.of("plugins/P/x.yaml." + host), shown(listing));
    assertTrue(said(listing, "plugins/P/x.yaml").contains("stands in for it on this host"));
  }

  @Test
  void takesTheHostNameLiterally() {
    put("plugins/P/x.yaml.jo-e", "");
    put("plugins/P/fooXyaml", "");
    put("plugins/P/y.yaml.joe", "");
    assertEquals(List.of(), shown(list("j..e")));
    assertEquals(List.of("plugins/P/y.yaml.joe"), shown(list("joe")));
  }

  @Test
  void ignoresWhatIsHiddenOrLeftBehind() {
    for (String name :
        List.of(".x.yaml", ".x.yaml.swp", "x.yaml~", "x.yaml.bak", "x.yaml.disabled", "README")) {
      put("plugins/P/" + name, "");
    }
    put("plugins/.git/x.yaml", "");
    put("plugins/loose.yaml", "");
    put("plugins/P/sub/x.yaml", "");
    Listing listing = list("joe");
    assertEquals(List.of(), shown(listing));
    assertEquals(Set.of(), listing.hosts());
    assertEquals("", said(listing, "plugins/P/.x.yaml"));
    assertTrue(said(listing, "plugins/loose.yaml").contains("a directory named like their plugin"));
    assertFalse(
        listing.diagnostics().stream().anyMatch(d -> d.severity() != Diagnostic.Severity.NOTE));
  }

  @Test
  void warnsOfNamesThatWereProbablyMeantToBeRead() throws IOException {
    put("plugins/P/x.yml", "");
    put("plugins/P/y.yaml.joe.example.org", "");
    put("plugins/P/z.yaml.Joe", "");
    Files.createDirectories(home.resolve("config/plugins/P/dir.yaml"));
    Listing listing = list("joe");
    assertEquals(List.of(), shown(listing));
    assertTrue(said(listing, "plugins/P/x.yml").contains("warning: not read: its name has to end"));
    assertTrue(
        said(listing, "plugins/P/y.yaml.joe.example.org").contains("its short name, here 'joe'"));
    assertTrue(said(listing, "plugins/P/z.yaml.Joe").contains("this one is 'joe'"));
    assertTrue(said(listing, "plugins/P/dir.yaml").contains("a directory"));
  }

  @Test
  void reportsTwoFilesWithOneKey() {
    put("plugins/A-b/c.yaml", "");
    put("plugins/A/b-c.yaml", "");
    Listing listing = list("joe");
    assertEquals(1, listing.instances().size());
    assertEquals(
        1,
        listing.diagnostics().stream()
            .filter(d -> d.problem().contains("its key 'A-b-c' is also that of"))
            .count());
  }

  @Test
  void findsTheRuleTreeOfTheHost() {
    put("reactor.yaml", "");
    put("reactor.yaml.joe", "");
    put("colors.yaml", "");
    put("rules/mine.yaml", "");
    assertEquals("reactor.yaml.joe", list("joe").reactor().orElseThrow().shown());
    assertEquals("reactor.yaml", list("box").reactor().orElseThrow().shown());
  }

  @Test
  void survivesLinksThatLeadNowhereOrInCircles() throws IOException {
    put("plugins/P/good.yaml", "a: 1");
    Files.createSymbolicLink(home.resolve("config/plugins/P/loop.yaml"), Path.of("loop.yaml"));
    Files.createSymbolicLink(home.resolve("config/plugins/P/gone.yaml"), Path.of("nowhere"));
    Files.createSymbolicLink(home.resolve("config/plugins/Circle"), Path.of("Circle"));
    Files.createSymbolicLink(home.resolve("config/plugins/P/up"), Path.of("../.."));
    ConfigTree tree = new ConfigTree(home, "joe");
    Listing listing = tree.list();
    assertEquals(3, listing.instances().size());
    Problems problems = new Problems();
    assertEquals(
        List.of(true, true, false),
        listing.instances().stream()
            .map(file -> tree.readInstance(file, problems).isEmpty())
            .sorted(java.util.Comparator.reverseOrder())
            .collect(Collectors.toList()));
    assertEquals(2, problems.all().size());
  }

  @Test
  void saysWhenThereIsNoTree() {
    assertTrue(
        list("joe").diagnostics().get(0).toString().contains("there is no config directory here"));
  }

  @Test
  void refusesAListWhereSettingsBelong() {
    put("plugins/P/x.yaml", "- a\n- b\n");
    ConfigTree tree = new ConfigTree(home, "joe");
    Problems problems = new Problems();
    assertEquals(Optional.empty(), tree.readInstance(tree.list().instances().get(0), problems));
    assertTrue(problems.all().get(0).toString().startsWith("plugins/P/x.yaml:1:1: error:"));
  }

  @Test
  void tellsWhatChangedByContent() throws IOException {
    put("plugins/P/same.yaml", "a: 1");
    put("plugins/P/edited.yaml", "a: 1");
    put("plugins/P/gone.yaml", "a: 1");
    put("plugins/P/taken.yaml", "a: 1");
    Listing before = list("joe");
    Files.setLastModifiedTime(
        put("plugins/P/same.yaml", "a: 1"), java.nio.file.attribute.FileTime.fromMillis(1));
    assertTrue(list("joe").since(before).isEmpty());
    put("plugins/P/edited.yaml", "a: 2");
    put("plugins/P/taken.yaml.joe", "a: 1");
    put("plugins/P/new.yaml", "");
    Files.delete(home.resolve("config/plugins/P/gone.yaml"));
    put("reactor.yaml", "");
    TreeChange change = list("joe").since(before);
    assertEquals(List.of("P-new"), keys(change.added()));
    assertEquals(List.of("P-edited", "P-taken"), keys(change.changed()));
    assertEquals(List.of("P-gone"), keys(change.removed()));
    assertTrue(change.reactorChanged());
  }

  private static List<String> keys(List<ConfigFile> files) {
    return files.stream().map(ConfigFile::key).collect(Collectors.toList());
  }

  @Test
  void readsAnInstanceAsAMap() {
    put("plugins/P/x.yaml", "param1: value1\nhash1: {key1: value1}\n");
    ConfigTree tree = new ConfigTree(home, "joe");
    assertEquals(
        Optional.of(Map.of("param1", "value1", "hash1", Map.of("key1", "value1"))),
        tree.readInstance(tree.list().instances().get(0), new Problems()).map(Node::plain));
  }
}
