// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wubot.chaos.Oracle.Wrong;
import wubot.message.Identity;
import wubot.message.Message;

/** A judge who finds nothing may be blind: each kind of wrong is shown to it. */
class OracleTest {

  private static final long SEED = 7;

  @TempDir Path directory;

  private Ledger ledger() throws IOException {
    Path file = directory.resolve("alpha.ledger");
    try (Ledger.Writer writer = Ledger.write(file)) {
      writer.begin(4);
      writer.end(Ledger.ACCEPTED, 1, 4);
      writer.begin(5);
      writer.end(Ledger.REFUSED, 4, 5);
      writer.begin(6); // what became of it, nobody knows
    }
    return Ledger.read(file);
  }

  private static Message message(long number) {
    return new Known(SEED, "alpha")
        .message(number)
        .withIdentity(new Identity("alpha", 1, number))
        .with("noforward", true);
  }

  private List<Wrong> judge(Message... arrived) throws IOException {
    Oracle oracle = new Oracle(SEED, Map.of("alpha", ledger()));
    List.of(arrived).forEach(oracle::take);
    return oracle.verdict().violations().stream().map(Oracle.Violation::wrong).toList();
  }

  @Test
  void whatWasAcceptedAndArrivedInOrderIsRight() throws IOException {
    assertEquals(List.of(), judge(message(1), message(2), message(3)));
    assertEquals(List.of(), judge(message(1), message(2), message(3), message(5)));
  }

  @Test
  void everyKindOfWrongIsSeen() throws IOException {
    assertEquals(List.of(Wrong.LOST), judge(message(1), message(3)));
    assertEquals(List.of(Wrong.TWICE), judge(message(1), message(2), message(3), message(2)));
    assertEquals(List.of(Wrong.DISORDER), judge(message(1), message(3), message(2)));
    assertEquals(List.of(Wrong.NEVER_SENT), judge(message(1), message(2), message(3), message(6)));
    Message changed = message(2).with("flag", "maybe");
    assertEquals(List.of(Wrong.CHANGED), judge(message(1), changed, message(3)));
    Message more = message(2).with("more", 1);
    assertEquals(List.of(Wrong.CHANGED), judge(message(1), more, message(3)));
    Message other = message(2).withIdentity(new Identity("beta", 1, 2));
    assertEquals(List.of(Wrong.CHANGED), judge(message(1), other, message(3)));
  }

  @Test
  void aLedgerGoesOnAfterWhatWasBegun() throws IOException {
    ledger();
    try (Ledger.Writer writer = Ledger.write(directory.resolve("alpha.ledger"))) {
      assertEquals(6, writer.next());
    }
  }
}
