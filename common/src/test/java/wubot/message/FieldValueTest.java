// SPDX-License-Identifier: Apache-2.0
package wubot.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldValueTest {

  @ParameterizedTest
  @ValueSource(strings = {"0.0", "00", "false", " ", "x", "-0"})
  void mostTextsAreTrue(String text) {
    assertTrue(FieldValue.isTrue(text));
  }

  @Test
  void emptyZeroAndNothingAreFalse() {
    for (Object value : new Object[] {"", "0", 0L, 0.0, false, FieldValue.NONE}) {
      assertFalse(FieldValue.isTrue(value), () -> "'" + value + "'");
    }
    assertTrue(FieldValue.isTrue(List.of()), "an empty list is something");
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5",
    "' 5 ', 5",
    "-5, -5",
    "+5, 5",
    ".5, 0.5",
    "5., 5",
    "1e3, 1000",
    "1E-2, 0.01",
    "-.5e+1, -5"
  })
  void readsWhatLooksNumeric(String text, double number) {
    assertEquals(OptionalDouble.of(number), FieldValue.number(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "5 apples",
        "5,000",
        "0x10",
        ".",
        "-",
        "1e",
        "1e+",
        "--5",
        "5d",
        "1_0",
        "٥"
      })
  void refusesWhatDoesNot(String text) {
    assertEquals(OptionalDouble.empty(), FieldValue.number(text));
  }

  @Test
  void infinityAndNanAreNumbersInAnyCase() {
    assertEquals(OptionalDouble.of(Double.NEGATIVE_INFINITY), FieldValue.number("-Infinity"));
    assertEquals(OptionalDouble.of(Double.POSITIVE_INFINITY), FieldValue.number("inf"));
    assertTrue(FieldValue.number("NaN").isPresent());
  }

  @Test
  void wholeNumbersReadWithoutAFraction() {
    assertEquals("5", FieldValue.text(FieldValue.of(5.0)));
    assertEquals("0.5", FieldValue.text(FieldValue.of(0.5)));
    assertEquals("12345678.9", FieldValue.text(12345678.9));
    assertEquals("-0.00012", FieldValue.text(-1.2e-4));
    assertEquals("1.2e-05", FieldValue.text(1.2e-5));
    assertEquals("1e+20", FieldValue.text(1e20));
    assertEquals("123456789012345.5", FieldValue.text(123456789012345.5));
    assertEquals(1.5e300, FieldValue.number(FieldValue.text(1.5e300)).orElseThrow());
    assertEquals("0", FieldValue.text(-0.0));
    assertEquals("Infinity", FieldValue.text(Double.POSITIVE_INFINITY));
    assertEquals("7", FieldValue.text(FieldValue.of(7)));
    assertEquals("", FieldValue.text(FieldValue.of(null)));
  }

  @Test
  void listsAndMapsAreCopiedAndCannotBeChanged() {
    List<Object> source = new ArrayList<>(Arrays.asList(1, null));
    @SuppressWarnings("unchecked")
    List<Object> value = (List<Object>) FieldValue.of(source);
    source.add("later");
    assertEquals(Arrays.asList(1L, FieldValue.NONE), value);
    assertThrows(UnsupportedOperationException.class, () -> value.add("x"));
  }

  @Test
  void nestingHasABound() {
    Object deep = "bottom";
    for (int i = 0; i < FieldValue.MAX_DEPTH; i++) {
      deep = Map.of("down", deep);
    }
    Object allowed = deep;
    assertEquals(allowed, FieldValue.of(allowed));
    assertThrows(IllegalArgumentException.class, () -> FieldValue.of(List.of(allowed)));
  }
}
