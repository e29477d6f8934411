// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import wubot.xmpp.Ejabberd;
import wubot.xmpp.Prosody;
import wubot.xmpp.ServerProcess;
import wubot.xmpp.XmppServer.Limits;

/** {@code scripts/chaos}: breaks a network of real processes by a seeded plan, and judges it. */
public final class Chaos {

  private Chaos() {}

  /** Exit codes: 0 all is well, 1 the contract is broken, 2 wrong usage. */
  public static void main(String[] arguments) throws Exception {
    if (List.of(arguments).contains("--list")) {
      Fault.all().forEach(fault -> System.out.println(fault.name()));
      return;
    }
    try {
      Options options = Options.parse(List.of(arguments));
      System.exit(run(options, Plan.chosen(options)) ? 0 : 1);
    } catch (IllegalArgumentException e) {
      System.err.println("chaos: " + e.getMessage());
      System.exit(2);
    }
  }

  private static boolean run(Options options, List<Fault> faults) throws Exception {
    Path agent = Agent.jar(options.work().resolve("agent.jar"));
    Progress progress = new Progress(System.out, Boolean.getBoolean("chaos.terminal"));
    if (options.isolated()) {
      Wire.makeBridge();
    } else {
      System.out.println(
          "Not root, or no namespaces here: faults of network and disk are left out");
    }
    List<Campaign.Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < options.servers().size(); i++) {
      String server = options.servers().get(i);
      Plan plan = new Plan(faults, new Random(options.seed()));
      Iterator<Fault> order =
          options.brief() ? plan.share(i, options.servers().size()).iterator() : plan.endless();
      outcomes.add(campaign(options, server, order, agent, progress));
    }
    progress.end(Optional.empty());
    Report report = new Report(options, outcomes);
    System.out.print(report.text());
    Files.writeString(options.work().resolve("report.txt"), report.text());
    if (options.json().isPresent()) {
      Files.writeString(options.json().get(), report.json());
    }
    return report.isClean();
  }

  private static Campaign.Outcome campaign(
      Options options, String name, Iterator<Fault> order, Path agent, Progress progress)
      throws Exception {
    ServerProcess server =
        name.equals("prosody") ? new Prosody(Limits.RAISED) : new Ejabberd(Limits.RAISED);
    Path directory = Files.createDirectories(options.work().resolve(name));
    Network network = new Network(directory, options, server, agent);
    Thread end = new Thread(network::close, "end");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      Random random = new Random(options.seed() + name.hashCode());
      return new Campaign(options, name, network, random, progress).run(order);
    } catch (IllegalStateException | IOException e) {
      network.finding("the run itself failed: " + e);
      throw e;
    } finally {
      network.close();
      network.keepEvidence();
      Runtime.getRuntime().removeShutdownHook(end);
    }
  }
}
