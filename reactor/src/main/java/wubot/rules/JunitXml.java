// SPDX-License-Identifier: Apache-2.0
package wubot.rules;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** How tests went, in the form that build servers read. */
final class JunitXml {

  private JunitXml() {}

  /**
   * Writes the file; directories above it are made.
   *
   * @throws IOException when it cannot be written
   */
  static void write(Path file, List<TestReport.Result> results) throws IOException {
    Path above = file.toAbsolutePath().getParent();
    if (above != null) {
      Files.createDirectories(above);
    }
    try (Writer writer = Files.newBufferedWriter(file)) {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(writer);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuites");
      totals(xml, results);
      for (Map.Entry<String, List<TestReport.Result>> suite : byFile(results).entrySet()) {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", suite.getKey());
        totals(xml, suite.getValue());
        for (TestReport.Result result : suite.getValue()) {
          test(xml, result);
        }
        xml.writeEndElement();
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Map<String, List<TestReport.Result>> byFile(List<TestReport.Result> results) {
    Map<String, List<TestReport.Result>> files = new LinkedHashMap<>();
    for (TestReport.Result result : results) {
      files.computeIfAbsent(result.file().shown(), name -> new ArrayList<>()).add(result);
    }
    return files;
  }

  private static void totals(XMLStreamWriter xml, List<TestReport.Result> results)
      throws XMLStreamException {
    long failed = results.stream().filter(result -> !result.passed()).count();
    xml.writeAttribute("tests", Integer.toString(results.size()));
    xml.writeAttribute("failures", Long.toString(failed));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute(
        "time", time(results.stream().mapToDouble(TestReport.Result::seconds).sum()));
  }

  private static void test(XMLStreamWriter xml, TestReport.Result result)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("name", plain(result.test().name()));
    xml.writeAttribute("classname", result.file().shown());
    xml.writeAttribute("file", result.test().place().file());
    xml.writeAttribute("line", Integer.toString(result.test().place().line()));
    xml.writeAttribute("time", time(result.seconds()));
    for (Mismatch mismatch : result.mismatches()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("message", plain(mismatch.place() + ": " + mismatch.what()));
      xml.writeCharacters(plain(String.join("\n", mismatch.details())));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static String time(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }

  /** Without the characters that XML cannot hold. */
  private static String plain(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]|[\\uFFFE\\uFFFF]", "?");
  }
}
