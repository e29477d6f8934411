// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandSecretsTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "check --password=hush7 -H x | check --password=**** -H x",
        "check --db-password hush7 -v | check --db-password **** -v",
        "check --token 'hush7' | check --token ****",
        "check --api-key=\"hush7\" x | check --api-key=**** x",
        "PGPASSWORD=hush7 psql -c 'x' | PGPASSWORD=**** psql -c 'x'",
        "a; MY_SECRET=hush7 b --Passphrase=hush7 | a; MY_SECRET=**** b --Passphrase=****",
        "curl -u joe:hush7 http://x/ | curl -u joe:**** http://x/",
        "curl --user=joe:hush7 x | curl --user=joe:**** x",
        "curl -ujoe:hush7 x | curl -ujoe:**** x"
      })
  void passwordsAreHidden(String written, String masked) {
    assertEquals(masked, CommandSecrets.masked(written));
    List<String> found = new ArrayList<>();
    CommandSecrets.find(written, found::add);
    found.forEach(secret -> assertEquals("hush7", secret));
    assertEquals(masked.split("\\*{4}", -1).length - 1, found.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check_load -w 4 -c 8",
        "check --password-file /etc/x --no-token-check=1",
        "check --password=${file:secrets/x} --token '${env:X}'",
        "check --password -v",
        "date -u",
        "the password = is not here"
      })
  void otherThingsAreLeftAlone(String written) {
    assertEquals(written, CommandSecrets.masked(written));
  }

  @Test
  void inListsOfWords() {
    assertEquals(
        List.of("x", "--password", "****", "-u", "joe:****", "--token=****", 5, "y"),
        CommandSecrets.masked(
            List.of("x", "--password", "hush", "-u", "joe:hush", "--token=hush", 5, "y")));
    List<String> found = new ArrayList<>();
    CommandSecrets.find(List.of("--secret", "a b", "--secret", "--more"), found::add);
    assertEquals(List.of("a b"), found);
  }
}
