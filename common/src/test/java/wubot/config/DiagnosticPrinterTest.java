// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How problems look to people, and that secrets do not show in them. */
class DiagnosticPrinterTest {

  @TempDir Path directory;

  private String print(String text, int line, int column) throws IOException {
    Files.writeString(directory.resolve("x.yaml"), text);
    Place place = new Place("x.yaml", line, column);
    return new DiagnosticPrinter(directory, false)
        .print(Diagnostic.error(place, "it is wrong", "do better"));
  }

  @Test
  void showsTheLineWithACaretAndWhatToDo() throws IOException {
    assertEquals(
        """
        x.yaml:2:3: error: it is wrong
           2 |   dealy: 5s
             |   ^^^^^
          do better""",
        print("a:\n  dealy: 5s\n", 2, 3));
  }

  @Test
  void cutsALongLineAroundThePlace() throws IOException {
    String text = print("a: " + "x".repeat(3000) + " here " + "y".repeat(3000), 1, 3005);
    assertTrue(text.contains(" here "), text);
    assertTrue(text.lines().allMatch(line -> line.length() < 140), text);
  }

  @Test
  void doesWithoutTheLineWhereThereIsNone() throws IOException {
    String text =
        new DiagnosticPrinter(directory, false)
            .print(Diagnostic.warning(new Place("gone.yaml", 4, 1), "p", ""));
    assertEquals("gone.yaml:4:1: warning: p", text);
    assertEquals("x.yaml:9:1: error: it is wrong\n  do better", print("a: 1\n", 9, 1));
  }

  @Test
  void coloursTheSeverityOnATerminal() {
    String text =
        new DiagnosticPrinter(directory, true).print(Diagnostic.error(Place.of("x"), "p", ""));
    assertEquals("x: \u001b[1;31merror\u001b[0m: p", text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: hunter2",
        "pasword: hunter2",
        "  Passwort: 'hunter2",
        "api-key: hunter2",
        "{user: a, smtp_password: hunter2, x: y}",
        "url: https://joe:hunter2@example.org/",
        "headers: {Authorization: Bearer hunter2}",
        "- token: hunter2: x",
        "tokne: hunter2",
        "auth: hunter2",
        "X-Gotify-Key: hunter2",
        "password hunter2",
        "password: ${env:HOME}hunter2",
        "url: https://joe:a/b@hunter2@example.org/",
        "proxy: joe:hunter2@example.org:3128",
        "url: https://hooks.example.org/services/hunter2",
        "\"password\": hunter2"
      })
  void hidesWhatMayBeASecret(String line) throws IOException {
    String text = print(line + "\n", 1, 1);
    assertFalse(text.contains("hunter2"), text);
    assertTrue(text.contains("****"), text);
  }

  @Test
  void hidesASecretOfSeveralLines() throws IOException {
    assertFalse(
        print("a: 1\npassword: |\n  hunter1\n\n  hunter2\nb: 2\n", 5, 3).contains("hunter2"));
    assertFalse(print("password:\n  - hunter2\n", 2, 3).contains("hunter2"));
    assertTrue(print("password: |\n  hunter1\nb: visible\n", 3, 1).contains("visible"));
  }

  @Test
  void showsReferences() throws IOException {
    assertTrue(print("password: ${file:secrets/x}\n", 1, 1).contains("${file:secrets/x}"));
  }
}
