// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** {@code scripts/chaos group}: breaks a group of real reactors by a seeded plan, and judges it. */
public final class GroupChaos {

  private GroupChaos() {}

  /** Exit codes: 0 all is well, 1 the contract is broken, 2 wrong usage. */
  public static void main(String[] arguments) throws Exception {
    if (List.of(arguments).contains("--list")) {
      GroupFault.all().forEach(fault -> System.out.println(fault.name()));
      return;
    }
    try {
      GroupOptions options = GroupOptions.parse(List.of(arguments));
      System.exit(run(options, chosen(options)) ? 0 : 1);
    } catch (IllegalArgumentException e) {
      System.err.println("chaos: " + e.getMessage());
      System.exit(2);
    }
  }

  private static List<GroupFault> chosen(GroupOptions options) {
    for (String name : options.faults()) {
      if (!name.equals("none")
          && GroupFault.all().stream().noneMatch(fault -> fault.name().startsWith(name))) {
        throw new IllegalArgumentException("no fault is called '" + name + "'; see --list");
      }
    }
    return GroupFault.all().stream()
        .filter(
            fault ->
                options.faults().isEmpty()
                    || options.faults().stream().anyMatch(fault.name()::startsWith))
        .toList();
  }

  private static boolean run(GroupOptions options, List<GroupFault> faults) throws Exception {
    Path agent = Agent.jar(options.work().resolve("agent.jar"));
    Progress progress = new Progress(System.out, Boolean.getBoolean("chaos.terminal"));
    List<GroupCampaign.Outcome> outcomes = new ArrayList<>();
    for (String store : options.stores()) {
      outcomes.add(campaign(options, store, share(options, faults, store), agent, progress));
    }
    progress.end(Optional.empty());
    GroupReport report = new GroupReport(options, outcomes);
    System.out.print(report.text());
    Files.writeString(options.work().resolve("report.txt"), report.text());
    if (options.json().isPresent()) {
      Files.writeString(options.json().get(), report.json());
    }
    return report.isClean();
  }

  /** In the short form stores share the faults that do not need one of them. */
  private static List<GroupFault> share(
      GroupOptions options, List<GroupFault> faults, String store) {
    List<String> stores = options.stores();
    if (!options.brief() || !options.faults().isEmpty()) {
      return faults;
    }
    List<GroupFault> shuffled = new ArrayList<>(faults);
    Collections.shuffle(shuffled, new Random(options.seed()));
    List<GroupFault> share = new ArrayList<>();
    int turn = 0;
    for (GroupFault fault : shuffled) {
      if (fault.isServed() || stores.indexOf(store) == turn++ % stores.size()) {
        share.add(fault);
      }
    }
    return share;
  }

  private static GroupCampaign.Outcome campaign(
      GroupOptions options, String store, List<GroupFault> faults, Path agent, Progress progress)
      throws Exception {
    Path directory = Files.createDirectories(options.work().resolve(store));
    Company company = new Company(options, store, directory, agent);
    Thread end = new Thread(company::close, "end");
    Runtime.getRuntime().addShutdownHook(end);
    try {
      Random random = new Random(options.seed() + store.hashCode());
      return new GroupCampaign(company, faults, random, progress).run();
    } catch (IllegalStateException | IOException e) {
      company.findings().forEach(finding -> System.out.println("  FOUND: " + finding));
      throw e;
    } finally {
      company.close();
      Runtime.getRuntime().removeShutdownHook(end);
    }
  }
}
