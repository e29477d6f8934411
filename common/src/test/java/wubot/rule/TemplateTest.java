// SPDX-License-Identifier: Apache-2.0
package wubot.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wubot.config.ConfigException;
import wubot.config.Node;
import wubot.config.Place;
import wubot.message.Message;

class TemplateTest {

  private static final Message MESSAGE =
      Message.of("host", "joe")
          .with("config.path", "/var")
          .with("my-field", "dash")
          .with("count", 5)
          .with("ratio", 0.12567)
          .with("bytes", 1536)
          .with("age", 5400)
          .with("lastupdate", 1_763_764_200)
          .with("text", "  two  words\nsecond line ")
          .with("html", "<b>a & \"b\"</b>")
          .with("path", "a/b c?d=é")
          .with("none", null)
          .with("long", "abcdefghij")
          .with("emoji", "😀😀😀");

  private static String fill(String template) {
    return Template.of(template, ZoneOffset.UTC).fill(MESSAGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      ignoreLeadingAndTrailingWhitespace = true,
      quoteCharacter = '`',
      textBlock =
          """
          plain                                 ~ plain
          {{ host }}                            ~ joe
          {{host}}                              ~ joe
          {$host}                               ~ joe
          x {$host}y                            ~ x joey
          {{ config.path }}:{$config.path}      ~ /var:/var
          {{ my-field }}{{ 'my-field' }}        ~ dashdash
          [{{ missing }}{{ none }}{$missing}]   ~ []
          {{ count }}/{{ ratio }}               ~ 5/0.12567
          {{ host | upper }}                    ~ JOE
          {{ host | capitalize }}               ~ Joe
          {{ host | upper | lower }}            ~ joe
          {$host | upper}                       ~ JOE
          [{{ text | trim }}]                   ~ `[two  words
          second line]`
          {{ text | one_line }}                 ~ two words second line
          {{ text | first_line }}               ~ two  words
          {{ missing | default none }}          ~ none
          {{ missing | default 'not there' }}   ~ not there
          {{ host | default x }}                ~ joe
          {{ none | default: 'x' | upper }}     ~ X
          {{ long | truncate 5 }}               ~ abcd…
          {{ long | truncate(5, '') }}          ~ abcde
          {{ long | truncate 5, '...' }}        ~ ab...
          {{ long | truncate 10 }}              ~ abcdefghij
          {{ emoji | truncate 2 }}              ~ 😀…
          {{ long | truncate 0 }}               ~ …
          {{ lastupdate | date }}               ~ 2025-11-21 22:30:00
          {{ lastupdate | date 'HH:mm' }}       ~ 22:30
          {{ host | date }}                     ~ joe
          {{ age | duration }}                  ~ 1h30m
          {{ host | duration }}                 ~ joe
          {{ bytes | size }}                    ~ 1.5 KiB
          {{ ratio | round 2 }}                 ~ 0.13
          {{ ratio | round }}                   ~ 0
          {{ count | round 2 }}                 ~ 5.00
          {{ html | strip_html }}               ~ a & "b"
          {{ html | html }}                     ~ &lt;b&gt;a &amp; &quot;b&quot;&lt;/b&gt;
          {{ html | json }}                     ~ <b>a & \\"b\\"</b>
          {{ path | urlencode }}                ~ a%2Fb%20c%3Fd%3D%C3%A9
          {{ long | replace '[a-e]' '-' }}      ~ -----fghij
          {{ long | replace('b.*', '') }}       ~ a
          \\{{ host }}                          ~ {{ host }}
          { x } and {y}                         ~ { x } and {y}
          \\{ $host \\} {$host}                  ~ { $host } joe
          { $host } on {$ host }                ~ joe on joe
          { $1 } { $host $text } { $host; }     ~ { $1 } { $host $text } { $host; }
          """)
  void fills(String template, String expected) {
    assertEquals(expected.replace("\\\\", "\\"), fill(template.replace("\\\\", "\\")), template);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          {{ host               ~ 1 ~ is not closed
          a {$host              ~ 3 ~ is not closed
          {{ }}                 ~ 4 ~ expected the name of a field
          {{ host uper }}       ~ 9 ~ expected | or }}
          {{ host | uper }}     ~ 11 ~ did you mean 'upper'?
          {{ host | system }}   ~ 11 ~ filters are
          {{ host | truncate }} ~ 11 ~ takes 1 to 2 arguments
          {{ host | upper 5 }}  ~ 11 ~ takes no argument
          {{ host | truncate x }} ~ 11 ~ is not a number
          {{ host | date 'bbb' }} ~ 11 ~ nknown pattern letter
          {{ host | replace '(' '' }} ~ 11 ~ is not a regular expression
          {{ host | default 'x }} ~ 19 ~ quote opened here is not closed
          {{ host | default * }} ~ 19 ~ needs quotes
          {{ 1 + 1 }}           ~ 6 ~ expected | or }}
          {{ system('x') }}     ~ 10 ~ expected | or }}
          """)
  void refuses(String template, int column, String problem) {
    TemplateSyntaxException e =
        assertThrows(TemplateSyntaxException.class, () -> Template.of(template), template);
    assertTrue(e.getMessage().contains(problem), e::getMessage);
    assertEquals(1, e.line());
    assertEquals(column, e.column(), e::getMessage);
  }

  @Test
  void errorsInFilesHaveTheirPlace() {
    Place place = new Place("reactor.yaml", 7, 12);
    ConfigException e =
        assertThrows(
            ConfigException.class, () -> Template.compile("line one\n{{ host | uper }}", place));
    assertTrue(
        e.getMessage().startsWith("reactor.yaml:7:12: error: template, line 2"), e.getMessage());
    assertTrue(e.getMessage().contains("did you mean 'upper'?"), e.getMessage());
    Node list = new Node.Items(place, List.of());
    assertThrows(ConfigException.class, () -> Template.compile(list));
    assertEquals("x", Template.compile(new Node.Scalar(place, "x", "x", false)).fill(MESSAGE));
  }

  @Test
  void escapesForTheTextItIsPartOf() {
    Template template = Template.of("{\"t\": \"{{ html }}\", \"u\": \"{{ text | upper }}\"}");
    assertEquals(
        "{\"t\": \"<b>a & \\\"b\\\"</b>\", \"u\": \"  TWO  WORDS\\nSECOND LINE \"}",
        template.fill(MESSAGE, Escaping.JSON));
    Template url = Template.of("http://x/?q={{ path }}&h={{ host }}");
    assertEquals("http://x/?q=a%2Fb%20c%3Fd%3D%C3%A9&h=joe", url.fill(MESSAGE, Escaping.URL));
    assertEquals(
        "&lt;b&gt;a", Template.of("{{ html | truncate 4 '' }}").fill(MESSAGE, Escaping.HTML));
  }

  @Test
  void nothingIsEscapedTwiceAndNothingOnlyHalf() {
    assertEquals(
        "<b>a & \\\"b\\\"</b>", Template.of("{{ html | json }}").fill(MESSAGE, Escaping.JSON));
    assertEquals("<b>a & \"b\"</b>", Template.of("{{ html | raw }}").fill(MESSAGE, Escaping.JSON));
    Message backslash = Message.of("x", "a\\");
    assertEquals(
        "a\\\\", Template.of("{{ x | html }}").fill(backslash, Escaping.JSON), "html is not JSON");
  }

  @Test
  void controlCharactersCannotBreakJson() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 0x20; c++) {
      all.append(c);
    }
    String escaped = Template.of("{{ x }}").fill(Message.of("x", all.toString()), Escaping.JSON);
    assertTrue(escaped.chars().allMatch(c -> c >= 0x20), escaped);
  }

  @Test
  void namesItsFields() {
    Template template = Template.of("{{ a }} {$b} {{ a | upper }}");
    assertEquals(Set.of("a", "b"), template.fields());
    assertFalse(template.isConstant());
    assertTrue(Template.of("x").isConstant());
  }

  @Test
  void aFieldThatHoldsATemplateIsNotFilledAgain() {
    Message message = Message.of("a", "{{ b }}{$b}").with("b", "secret");
    assertEquals("{{ b }}{$b}", Template.of("{{ a }}").fill(message));
  }

  @Test
  void randomTextsAreReadOrRefused() {
    Random random = new Random(5);
    String[] pieces = {
      "{{", "}}", "{$", "}", "a", " ", "|", "upper", "truncate", "5", "'", "\\", "(", ")", ",", "\n"
    };
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        Template.of(text.toString()).fill(MESSAGE);
      } catch (TemplateSyntaxException e) {
        assertTrue(e.line() >= 1 && e.column() >= 1, e::getMessage);
      }
    }
  }
}
