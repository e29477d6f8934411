// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.config.Diagnostic;
import wubot.message.Message;

/** The reactions that change fields, beyond what the recorded cases of the original say. */
class FieldReactionsTest {

  @TempDir Path home;

  private static Message react(String plugin, String config, Message message) {
    assertEquals(List.of(), failures(plugin, config, message));
    message.remove("wubot_rulelog");
    return message;
  }

  private static List<RuleFailure> failures(String plugin, String config, Message message) {
    try (Engine engine = Rules.engine("- {plugin: " + plugin + ", config: {" + config + "}}")) {
      return engine.run(message);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String problem(String plugin, String config) {
    List<Diagnostic> all = Rules.problems("- {plugin: " + plugin + ", config: {" + config + "}}");
    assertEquals(1, all.size(), all::toString);
    return all.get(0).toString();
  }

  @Test
  void setFieldKeepsTypesAndSetsNothingWithoutAValue() {
    Message message =
        react("SetField", "set: {a: 5, b: yes, c: true, d: [1, 2]}", Message.of("x", 1));
    assertEquals(
        Map.of("x", 1L, "a", 5L, "b", "yes", "c", true, "d", List.of(1L, 2L)), message.asMap());
    Message none = react("SetField", "field: x", Message.of("x", 1));
    assertTrue(none.has("x") && none.value("x").isEmpty());
    Message both = react("SetField", "field: a, value: 1, set: {b: 2}", Message.empty());
    assertFalse(both.has("b"), "field goes before set");
  }

  @Test
  void setFieldOverridesFalseFieldsOnly() {
    String config = "no_override: yes, set: {a: new, b: new, c: new, d: new}";
    Message message = Message.of("a", 0).with("b", "").with("c", "0.0").with("d", "old");
    assertEquals(
        Message.of("a", "new").with("b", "new").with("c", "0.0").with("d", "old"),
        react("SetField", config, message));
  }

  @Test
  void copyFieldOfAMissingFieldMakesATargetWithoutAValue() {
    Message message = react("CopyField", "source_field: a, target_field: b", Message.of("b", 1));
    assertTrue(message.has("b") && message.value("b").isEmpty());
    Message nowhere =
        react("CopyField", "source_field: a, target_field_name: t", Message.of("a", 1));
    assertEquals(Message.of("a", 1), nowhere);
    assertTrue(problem("CopyField", "target_field: b").contains("source_field"));
    assertTrue(problem("CopyField", "source_field: b").contains("target_field"));
  }

  @Test
  void deleteFieldTakesSeveral() {
    Message message = Message.of("a", 1).with("b", 2).with("c", 3);
    assertEquals(Message.of("c", 3), react("DeleteField", "field: [a, b, none]", message));
  }

  @Test
  void captureDataLeavesTheMessageAloneWhereItFindsNothingTrue() {
    String config = "source_field: a, regexp: 'x(\\d*)', target_field: b";
    assertEquals(Message.of("a", "y1"), react("CaptureData", config, Message.of("a", "y1")));
    assertEquals(Message.of("a", "x0"), react("CaptureData", config, Message.of("a", "x0")));
    assertEquals(Message.of("a", "xy"), react("CaptureData", config, Message.of("a", "xy")));
    assertEquals(Message.of("b", 1), react("CaptureData", config, Message.of("b", 1)));
    assertEquals(
        Message.of("a", "x7 x8").with("b", "7"),
        react("CaptureData", config, Message.of("a", "x7 x8")));
    String lines = "source_field: a, regexp: 'b(.c)'";
    assertEquals(Message.of("a", "\nc"), react("CaptureData", lines, Message.of("a", "ab\nc")));
  }

  @Test
  void aBrokenExpressionInAMessageIsAFailureOfTheRule() {
    List<RuleFailure> failures =
        failures(
            "CaptureData",
            "source_field: a, regexp_field: re",
            Message.of("a", "x").with("re", "("));
    assertTrue(failures.get(0).problem().contains("the field 're': '(' is not a regular"));
    assertFalse(failures.get(0).passing());
    Message none = Message.of("a", "x");
    assertEquals(
        Message.of("a", "x"), react("CaptureData", "source_field: a, regexp_field: re", none));
  }

  @Test
  void cleanTextRemovesEveryMatch() {
    String config = "source_field: a, regexp_search: '\\[.*?\\] *'";
    assertEquals(
        Message.of("a", "hello you"),
        react("CleanText", config, Message.of("a", "[x] hello [y\nz] you")));
    assertEquals(Message.of("b", 1), react("CleanText", config, Message.of("b", 1)));
  }

  @Test
  void transformFieldFillsGroupsInEachMatch() {
    String config = "source_field: a, regexp_search: '(\\w)(\\d)', regexp_replace: '$2\\1'";
    assertEquals(
        Message.of("a", "1x 2y"), react("TransformField", config, Message.of("a", "x1 y2")));
    String dollar = "source_field: a, regexp_search: x, regexp_replace: '$9 $x $'";
    assertEquals(Message.of("a", " $x $"), react("TransformField", dollar, Message.of("a", "x")));
    String whole = "source_field: a, regexp_search: x+, regexp_replace: '<$1>'";
    assertEquals(Message.of("a", "<xx>y"), react("TransformField", whole, Message.of("a", "xxy")));
    String nothing = "source_field: a, regexp_search: x, regexp_replace: null, target_field: ~";
    assertEquals(Message.of("a", "y"), react("TransformField", nothing, Message.of("a", "xy")));
    Message missing = react("TransformField", whole + ", target_field: b", Message.of("c", 1));
    assertTrue(missing.has("b") && missing.value("b").isEmpty());
  }

  @Test
  void splitFillsTheTargetsFromTheRight() {
    String config = "source_field: a, target_fields: [x, y]";
    assertEquals(
        Message.of("a", " 1 ,\t2 ").with("x", " 1").with("y", "2 "),
        react("Split", config, Message.of("a", " 1 ,\t2 ")));
    assertEquals(
        Message.of("a", "1, ").with("x", null).with("y", "1"),
        react("Split", config, Message.of("a", "1, ")));
    assertEquals(
        Message.of("a", " ").with("x", null).with("y", " "),
        react("Split", config, Message.of("a", " ")));
    assertEquals(
        Message.of("a", "1,2,3").with("x", "2").with("y", "3"),
        react("Split", config, Message.of("a", "1,2,3")));
    assertEquals(
        Message.of("a", "1,,").with("x", null).with("y", "1"),
        react("Split", config, Message.of("a", "1,,")));
    assertEquals(
        Message.of("b", 1).with("x", null).with("y", null),
        react("Split", config, Message.of("b", 1)));
  }

  @Test
  void hashLookupFindsTextsAndNumbersAlike() {
    String config = "source_field: a, target_field: b, lookup: {22: ssh, x: ~}";
    assertEquals(
        Message.of("a", 22).with("b", "ssh"), react("HashLookup", config, Message.of("a", 22)));
    assertEquals(
        Message.of("a", "22").with("b", "ssh"), react("HashLookup", config, Message.of("a", "22")));
    Message none = react("HashLookup", config, Message.of("a", "x").with("b", 1));
    assertTrue(none.has("b") && none.value("b").isEmpty(), "a value that is none is copied");
    assertEquals(Message.of("a", "y"), react("HashLookup", config, Message.of("a", "y")));
  }

  @Test
  void templateReadsAFileOfTheHome() throws Exception {
    Files.writeString(home.resolve("t.txt"), "{{ a | upper }}!");
    String yaml = "- {plugin: Template, config: {template_file: t.txt, target_field: b}}";
    RuleTree tree =
        Rules.loader(home).load(Rules.yaml(yaml), new wubot.config.Problems()).orElseThrow();
    Message message = Message.of("a", "x");
    try (Engine engine = new Engine(tree, "joe")) {
      engine.run(message);
    }
    assertEquals("X!", message.text("b"));
    assertTrue(
        problem("Template", "template_file: none.txt, target_field: b").contains("none.txt"));
  }

  @Test
  void templatesAreJudgedWhenLoadedAndCannotRunCode() {
    assertTrue(
        problem("Template", "template: '{{ a | uper }}', target_field: b")
            .contains("did you mean 'upper'?"));
    assertTrue(problem("Template", "template: x").contains("target_field"));
    Message code = Message.of("t", "{ system('x') } {$a}").with("a", 1);
    assertEquals(
        "{ system('x') } 1", react("Template", "source_field: t, target_field: b", code).text("b"));
    List<RuleFailure> failures =
        failures("Template", "source_field: t, target_field: b", Message.of("t", "{{ a"));
    assertTrue(failures.get(0).problem().contains("not closed"), failures::toString);
  }

  @Test
  void htmlStripLeavesNoMarkup() {
    Message message =
        Message.of(
            "a",
            "<p>one&nbsp;<b>two</b></p><!-- no --><script>alert('x<y')</script><style>p{}</style>&lt;3");
    String text = react("HTMLStrip", "field: a", message).text("a_text");
    assertEquals("one two <3", text.replaceAll("\\s+", " ").strip());
    assertEquals(Message.of("b", 1), react("HTMLStrip", "field: a", Message.of("b", 1)));
    Message blocks = Message.of("a", "<h1>one</h1><p>two</p>three<br>four<ul><li>five<li>six</ul>");
    assertEquals(
        "one two three four five six", react("HTMLStrip", "field: a", blocks).text("a_text"));
    assertEquals(
        "a < b", react("HTMLStrip", "field: a, newfield: b", Message.of("a", "a < b")).text("b"));
  }

  @Test
  void imageStripLeavesTheRest() {
    Message message = Message.of("a", "x<IMG src='a>b'>y<iframe src=u><b>in</b></iframe>z<imgur>");
    String text = react("ImageStrip", "field: a", message).text("a");
    assertTrue(text.startsWith("x") && text.endsWith("z<imgur>") && !text.contains("iframe"), text);
  }

  @Test
  void cleanFilenameLeavesNoWayUp() {
    String config = "field: f, directory: yes";
    for (String name : List.of("../../etc/passwd", "a/../b", "..", "a/..", "./..", "a\0/../x")) {
      String clean = react("CleanFilename", config, Message.of("f", name)).text("f");
      assertFalse(List.of(clean.split("/", -1)).contains(".."), name + " became " + clean);
    }
    assertEquals(
        "Größe-3.txt",
        react("CleanFilename", "field: f", Message.of("f", "Größe - 3.txt")).text("f"));
  }

  @Test
  void everyReactionHasAnExampleThatLoadsAndFieldsThatAreDescribed() throws IOException {
    List<String> names = new ArrayList<>();
    for (ReactionType type : ReactionTypes.installed().all()) {
      if (!type.getClass().getPackageName().equals("wubot.rule")) {
        continue;
      }
      names.add(type.name());
      assertEquals(List.of(), Rules.problems(type.example()), type.name());
      assertTrue(type.summary().endsWith("."), type.name());
      type.settings().all().forEach(s -> assertFalse(s.description().isEmpty(), s.key()));
      assertTrue(type.fields().stream().allMatch(f -> f.contains(": ")), type.name());
      assertEquals(ReactionType.Work.FIELDS, type.work());
    }
    assertEquals(12, names.size(), names.toString());
  }
}
