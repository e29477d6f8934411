// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import wubot.config.ConfigFile;
import wubot.config.Diagnostic;
import wubot.config.Diagnostic.Severity;
import wubot.config.Verdict;

/** What {@code wubot check --json} tells programs. */
final class CheckJson {

  private CheckJson() {}

  static String write(List<Verdict> verdicts) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("errors", sum(verdicts, Severity.ERROR));
      json.writeNumberField("warnings", sum(verdicts, Severity.WARNING));
      json.writeArrayFieldStart("hosts");
      for (Verdict verdict : verdicts) {
        write(verdict, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static long sum(List<Verdict> verdicts, Severity severity) {
    return verdicts.stream().mapToLong(verdict -> verdict.count(severity)).sum();
  }

  private static void write(Verdict verdict, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("host", verdict.host());
    json.writeArrayFieldStart("instances");
    for (ConfigFile file : verdict.listing().instances()) {
      json.writeStartObject();
      json.writeStringField("key", file.key());
      json.writeStringField("file", file.shown());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (verdict.listing().reactor().isPresent()) {
      json.writeStringField("reactor", verdict.listing().reactor().get().shown());
    }
    json.writeArrayFieldStart("ignored");
    for (Diagnostic note : verdict.listing().diagnostics()) {
      if (note.severity() == Severity.NOTE) {
        write(note, json);
      }
    }
    json.writeEndArray();
    json.writeArrayFieldStart("diagnostics");
    for (Diagnostic diagnostic : verdict.diagnostics()) {
      write(diagnostic, json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(Diagnostic diagnostic, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
    json.writeStringField("file", diagnostic.place().file());
    json.writeNumberField("line", diagnostic.place().line());
    json.writeNumberField("column", diagnostic.place().column());
    json.writeStringField("problem", diagnostic.problem());
    json.writeStringField("hint", diagnostic.hint());
    json.writeEndObject();
  }
}
