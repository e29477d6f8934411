// SPDX-License-Identifier: Apache-2.0
package wubot;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Which package may know which. Every module extends this class, so that the rules hold for the
 * main classes on its own class path.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DependencyRules {
  private static final String[] MONITOR = packages("monitor", "check", "relay", "chat", "doctor");
  private static final String[] REACTOR = packages("reactor", "reaction", "rules", "web");

  private JavaClasses classes;

  /** Creates the rules for the class path of the test. */
  protected DependencyRules() {}

  @BeforeAll
  void readClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(DependencyRules::holdsMainClasses)
            .importPackages("wubot");
  }

  @Test
  void classesWereFound() {
    assertFalse(classes.isEmpty(), "no main classes of wubot on the class path");
  }

  @TestFactory
  Stream<DynamicTest> rules() {
    return Stream.of(
            never("the monitor's packages", MONITOR, "the reactor's", REACTOR),
            never("the reactor's packages", REACTOR, "the monitor's", MONITOR),
            never("queue", packages("queue"), "rule", packages("rule")),
            never("rule", packages("rule"), "queue", packages("queue")),
            never("xmpp", packages("xmpp"), "rule and config", packages("rule", "config")),
            never("group", packages("group"), "rule and config", packages("rule", "config")),
            nothingOfOurs("message"),
            nothingOfOurs("disk"),
            slices().matching("wubot.(*)..").should().beFreeOfCycles().as("no cycle of packages"))
        .map(this::test);
  }

  private DynamicTest test(ArchRule rule) {
    // A module has some of the packages; a rule about the others has nothing to say there.
    return DynamicTest.dynamicTest(
        rule.getDescription(), () -> rule.allowEmptyShould(true).check(classes));
  }

  private static ArchRule never(String who, String[] from, String whom, String[] to) {
    return noClasses()
        .that()
        .resideInAnyPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(to)
        .as(who + " never know " + whom);
  }

  private static ArchRule nothingOfOurs(String who) {
    String inside = "wubot." + who + "..";
    return noClasses()
        .that()
        .resideInAPackage(inside)
        .should()
        .dependOnClassesThat(
            JavaClass.Predicates.resideInAPackage("wubot..")
                .and(JavaClass.Predicates.resideOutsideOfPackage(inside)))
        .as(who + " imports nothing of ours");
  }

  private static boolean holdsMainClasses(Location location) {
    return !location.contains("/test-classes/") && !location.contains("-tests.jar");
  }

  private static String[] packages(String... names) {
    return Stream.of(names).map(name -> "wubot." + name + "..").toArray(String[]::new);
  }
}
