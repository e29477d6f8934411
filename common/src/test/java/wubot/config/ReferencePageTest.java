// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The Markdown of a reference page. */
class ReferencePageTest {

  enum Mode {
    ONE,
    THE_OTHER
  }

  @Test
  void saysAllThatADeclarationSays() {
    Settings settings =
        Settings.of(
            Setting.text("host").required().describe("Where to.").example("example.org"),
            Setting.integer("port", 1, 65535).byDefault("5222").describe("Which a|b."),
            Setting.choice("mode", Mode.class),
            Setting.secret("password").describe("For\n logging in."));
    ReferencePage page =
        new ReferencePage(
            "Toy",
            "Plays. All day.",
            "`config/plugins/Toy/NAME.yaml`",
            "host: h\n",
            settings,
            "Fields of its messages",
            List.of("subject: what happened", "status"),
            "See also.");
    assertEquals(
        ReferencePage.MADE
            + """


            # Toy

            Plays. All day.

            `config/plugins/Toy/NAME.yaml`:

            ```yaml
            host: h
            ```

            ## Keys

            | key | value | default | |
            |---|---|---|---|
            | `host` | text | **required** | Where to. For instance `example.org`. |
            | `port` | whole number, 1 to 65535 | `5222` | Which a\\|b. |
            | `mode` | `one`, `the-other` |  |  |
            | `password` | secret, such as `${file:secrets/…}` |  | For logging in. |

            ## Fields of its messages

            | field | |
            |---|---|
            | `subject` | what happened |
            | `status` |  |

            See also.
            """,
        page.markdown());
    assertEquals("| [Toy](Toy.md) | Plays. |\n", page.listed());
  }
}
