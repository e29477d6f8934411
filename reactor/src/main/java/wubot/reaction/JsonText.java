// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Whether a text is JSON. */
final class JsonText {

  private static final JsonFactory JSON = new JsonFactory();

  private JsonText() {}

  /**
   * Reads the text to its end.
   *
   * @throws IllegalArgumentException with what is wrong and where
   */
  static void check(String text) {
    try (JsonParser json = JSON.createParser(text)) {
      while (json.nextToken() != null) {
        // to the end
      }
    } catch (JsonProcessingException e) {
      // No place: a limit was passed, such as that of the length of a number.
      String line = e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
      throw new IllegalArgumentException(
          "body: this is not JSON" + line + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never: the text is in memory
    }
  }
}
