// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings read from YAML: types, bounds, references, and what is said when they are wrong. */
class SettingsReaderTest {

  enum Mode {
    LOUD,
    VERY_QUIET
  }

  private static final Setting<String> HOST =
      Setting.text("host").required().describe("Where to. More.").example("example.org");
  private static final Setting<Duration> DELAY =
      Setting.duration("delay", Duration.ofSeconds(1), Duration.ofDays(1)).byDefault("5s");
  private static final Setting<Long> PORT = Setting.integer("port", 1, 65535).byDefault("5222");
  private static final Setting<Double> LOAD = Setting.number("load", 0, 100);
  private static final Setting<Boolean> LOUD = Setting.flag("loud").byDefault("no");
  private static final Setting<Long> SIZE = Setting.size("size", 1, 1 << 20);
  private static final Setting<Mode> MODE = Setting.choice("mode", Mode.class);
  private static final Setting<Secret> PASSWORD = Setting.secret("password");
  private static final Setting<List<String>> NAMES = Setting.texts("names").byDefault("[a, b]");
  private static final Setting<Map<String, Object>> HEADERS = Setting.map("headers");
  private static final Setting<Path> FILE = Setting.path("file");
  private static final Setting<Node> REACT = Setting.any("react");
  private static final Settings ALL =
      Settings.of(HOST, DELAY, PORT, LOAD, LOUD, SIZE, MODE, PASSWORD, NAMES, HEADERS, FILE, REACT);

  @TempDir Path home;

  private Optional<Values> read(String yaml, Problems problems) {
    Node node = Yaml.parse(yaml, "P/x.yaml", new Problems()).orElseThrow();
    Map<String, String> environment = Map.of("TOKEN", "t0psecret", "PORT", "99999");
    return new SettingsReader(home, name -> Optional.ofNullable(environment.get(name)))
        .read(node, ALL, problems);
  }

  private Values good(String yaml) {
    Problems problems = new Problems();
    Optional<Values> values = read(yaml, problems);
    assertEquals(List.of(), problems.all());
    return values.orElseThrow();
  }

  private String wrong(String yaml) {
    Problems problems = new Problems();
    assertEquals(Optional.empty(), read(yaml, problems));
    assertTrue(problems.hasErrors());
    return problems.all().stream().map(Diagnostic::toString).collect(Collectors.joining("\n"));
  }

  @Test
  void readsEveryKindAndItsDefault() {
    Values values =
        good(
            """
            host: 12
            delay: 1h30m
            load: 0.5
            loud: on
            size: 64K
            mode: very-quiet
            headers: {a: 1}
            file: queue/x
            """);
    assertEquals("12", values.get(HOST));
    assertEquals(Duration.ofMinutes(90), values.get(DELAY));
    assertEquals(5222, values.get(PORT));
    assertEquals(0.5, values.get(LOAD));
    assertEquals(true, values.get(LOUD));
    assertEquals(65536, values.get(SIZE));
    assertEquals(Mode.VERY_QUIET, values.get(MODE));
    assertEquals(List.of("a", "b"), values.get(NAMES));
    assertEquals(Map.of("a", 1L), values.get(HEADERS));
    assertEquals(home.resolve("queue/x"), values.path(FILE));
    assertEquals(Optional.empty(), values.find(PASSWORD));
  }

  @Test
  void showsEveryProblemAtOnceWithItsPlace() {
    String found = wrong("dealy: 5s\nport: 0\nload: 5%\nmode: lout\nsize: big\nheaders: [a]\n");
    assertEquals(
        """
        P/x.yaml:1:1: error: unknown key 'dealy'; did you mean 'delay'?
        P/x.yaml:2:7: error: port: 0 is out of range, allowed is 1 to 65535
        P/x.yaml:3:7: error: load: expected a number, found '5%'; leave the unit away
        P/x.yaml:4:7: error: mode: 'lout' is not allowed here; one of loud, very-quiet; did you mean 'loud'?
        P/x.yaml:5:7: error: size: expected a size, found 'big'; write 500, 64K, 10MB or 1GiB
        P/x.yaml:6:10: error: headers: expected a map, found a list; write 'key: value' lines under it
        P/x.yaml:1:1: error: the key 'host' is missing; Where to. For instance host: example.org""",
        found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          Delay: 5s        | did you mean 'delay'?
          passwort: x      | did you mean 'password'?
          colour: red      | allowed: host, delay, port
          "delay: "        | 'delay' has no value
          delay: s         | expected a duration, found 's'
          delay: 1h30      | expected a duration, found '1h30'
          delay: -5s       | cannot be negative
          delay: 2d        | 2d is out of range, allowed is 1s to 1d
          port: 80.5       | expected a whole number
          host: {a: b}     | expected text, found a map; a text that contains '{'
          loud: maybe      | expected true or false, found 'maybe'
          "file: ''"       | expected a path
          "password: ''"   | the secret is empty
          """)
  void saysWhatIsWrong(String yaml, String words) {
    String found = wrong(yaml);
    assertTrue(found.contains(words), found);
  }

  @Test
  void resolvesReferencesAndPublishesThemAsWritten() throws Exception {
    secret("secrets/xmpp", "pa$$ w\\ord\n", "rw-------");
    Values values =
        good(
            """
            host: h
            password: ${file:secrets/xmpp}
            headers: {Authorization: 'Bearer ${env:TOKEN}'}
            names: ['${env:TOKEN}', b]
            react: '${env:TOKEN} ${env:NOBODY}'
            """);
    assertEquals("pa$$ w\\ord", values.get(PASSWORD).reveal());
    assertEquals(Map.of("Authorization", "Bearer t0psecret"), values.get(HEADERS));
    assertEquals(List.of("t0psecret", "b"), values.get(NAMES));
    assertFalse(values.published().toString().contains("t0psecret"));
    assertEquals(Map.of("Authorization", "Bearer ${env:TOKEN}"), values.published().get("headers"));
    assertFalse(values.published().containsKey("password"));
    assertEquals("a **** b", values.redact("a pa$$ w\\ord b"));
    assertEquals("https://h/?k=****", values.redact("https://h/?k=t0psecret"));
    assertEquals(Set.of(home.resolve("secrets/xmpp")), values.referencedFiles().paths());
  }

  @Test
  void passwordsInCommandsAreHidden() {
    Values values = good("host: x --password=hush7\nnames: [x, --token, hush8]");
    assertEquals("x --password=hush7", values.get(HOST));
    assertEquals("x --password=****", values.published().get("host"));
    assertEquals(List.of("x", "--token", "****"), values.published().get("names"));
    assertEquals("no **** or ****", values.redact("no hush7 or hush8"));
  }

  @Test
  void whatCanStandAloneOfASecretAddressIsHiddenToo() {
    Values values =
        good("host: h\npassword: https://hooks.example.org/in/k3y-of-hook?a=x%2Fy%20z1234");
    assertEquals(
        "at hooks.example.org: no ****", values.redact("at hooks.example.org: no k3y-of-hook"));
    assertEquals("**** in", values.redact("/in/k3y-of-hook?a=x%2Fy%20z1234 in"));
    assertEquals("no ****", values.redact("no x/y z1234"));
  }

  @Test
  void leavesTheShellItsOwnAndTakesADoubledDollarAsText() {
    Values values = good("host: '${file:-x} ${HOME} $${env:TOKEN} ${env:=y}'");
    assertEquals("${file:-x} ${HOME} ${env:TOKEN} ${env:=y}", values.get(HOST));
  }

  @Test
  void hidesThePasswordOfAnAddress() {
    Values values = good("host: https://joe:hunter2@example.org/x");
    assertEquals("https://joe:****@example.org/x", values.published().get("host"));
    assertEquals("https://joe:hunter2@example.org/x", values.get(HOST));
  }

  @Test
  void noticesWhenAFileThatWasReferredToHoldsSomethingElse() throws Exception {
    Problems problems = new Problems();
    Node node = Yaml.parse("password: ${file:secrets/late}\n", "x.yaml", problems).orElseThrow();
    SettingsReader reader = new SettingsReader(home, name -> Optional.empty());
    reader.read(node, Settings.of(PASSWORD), problems);
    assertTrue(problems.hasErrors());
    ReferencedFiles referenced = problems.referencedFiles();
    assertEquals(Set.of(home.resolve("secrets/late")), referenced.paths());
    assertFalse(referenced.haveChanged());
    secret("secrets/late", "here\n", "rw-------");
    assertTrue(referenced.haveChanged(), "it was missing");
    Problems later = new Problems();
    reader.read(node, Settings.of(PASSWORD), later);
    assertFalse(later.referencedFiles().haveChanged());
    assertFalse(later.referencedFiles().heldTheSameAs(referenced));
  }

  @Test
  void namesAReferenceThatLeadsNowhere() throws Exception {
    String found = wrong("host: ${env:NOBODY}\npassword: ${file:secrets/none}\n");
    assertTrue(
        found.contains("P/x.yaml:1:7: error: ${env:NOBODY}: there is no environment"), found);
    assertTrue(found.contains("${file:secrets/none}: there is no file " + home), found);
    secret("empty", "\n", "rw-------");
    assertTrue(wrong("host: h\npassword: ${file:empty}").contains("is empty"));
  }

  @Test
  void judgesWhatAnotherHostHasWithoutMissingIt() {
    Problems problems = Problems.elsewhere();
    Optional<Values> values =
        read("host: h\npassword: ${file:secrets/none}\nport: ${env:NOBODY}", problems);
    assertTrue(values.orElseThrow().find(PASSWORD).isPresent());
    assertEquals(
        Set.of(Diagnostic.Severity.NOTE),
        problems.all().stream().map(Diagnostic::severity).collect(Collectors.toSet()));
  }

  @Test
  void neverShowsWhatAReferenceGave() {
    String found = wrong("host: h\nport: ${env:PORT}\nload: ${env:TOKEN}");
    assertTrue(found.contains("load: what the reference gives is no number"), found);
    assertFalse(found.contains("99999"), found);
    assertFalse(found.contains("t0psecret"), found);
  }

  @Test
  void neverShowsASecretOfTheWrongType() {
    assertFalse(wrong("host: h\npassword: [hunter2]").contains("hunter2"));
  }

  @Test
  void warnsOfASecretThatOthersCanRead() throws Exception {
    Path file = Files.createDirectories(home.resolve("config/P")).resolve("x.yaml");
    Files.writeString(file, "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Problems open = new Problems();
    assertTrue(read("host: h\npassword: hunter2", open).isPresent());
    assertEquals(1, open.all().size());
    assertTrue(open.all().get(0).toString().contains("chmod 600"), open.all().toString());
    assertFalse(open.all().toString().contains("hunter2"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    good("host: h\npassword: hunter2");
    secret("loose", "abc", "rw-r--r--");
    Problems loose = new Problems();
    assertTrue(read("host: h\npassword: ${file:loose}", loose).isPresent());
    assertTrue(loose.all().get(0).problem().contains("others can read"));
  }

  private void secret(String name, String text, String mode) throws Exception {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void letsThePluginsOwnKeyWin() {
    Setting<Duration> own = Setting.duration("delay").byDefault("9s");
    Settings both = Settings.of(own).and(Settings.of(DELAY, HOST));
    assertEquals(List.of("delay", "host"), both.keys());
    assertEquals("9s", both.find("delay").orElseThrow().defaultText().orElseThrow());
  }
}
