// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** A group of three reactors in processes of their own, its store, and what feeds them. */
final class Company implements AutoCloseable {

  static final List<String> NAMES = List.of("joe", "mike", "robert");

  /** The role whose moves are watched. */
  static final String ROLE = "bot";

  static final int COMMAND_EVERY = 20;
  private static final long PATIENCE = 180_000;

  private final GroupOptions options;
  private final Path directory;
  private final StorePlace store;
  private final Sink sink = new Sink();
  private final EffectLog effects;
  private final List<Fellow> fellows = new ArrayList<>();
  private final List<String> findings = new CopyOnWriteArrayList<>();
  private final List<GroupHit> hits = new CopyOnWriteArrayList<>();
  private final Supply supply;

  Company(GroupOptions options, String kind, Path directory, Path agent) throws IOException {
    this.options = options;
    this.directory = directory;
    this.store = StorePlace.of(kind, directory.resolve("store"));
    this.effects = new EffectLog(directory.resolve("effects.log"));
    for (String name : NAMES) {
      Path home = Files.createDirectories(directory.resolve(name));
      Optional<Cable> cable =
          store.port().isPresent() ? Optional.of(new Cable(store.port().get())) : Optional.empty();
      configure(home, cable);
      List<String> command =
          List.of(options.wubot().toString(), "reactor", "--home", home.toString(), "--host", name);
      Daemon daemon =
          new Daemon(
              name,
              Point.Role.MEMBER,
              command,
              directory,
              "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx128m -javaagent:" + agent + "=%s",
              findings::add);
      fellows.add(new Fellow(name, home, daemon, cable));
    }
    this.supply =
        new Supply(
            fellows.stream().map(Fellow::queue).toList(),
            options.policies(),
            COMMAND_EVERY,
            new Random(options.seed()));
  }

  private void configure(Path home, Optional<Cable> cable) throws IOException {
    Path config = Files.createDirectories(home.resolve("config"));
    String ttl = options.timeToLive().toMillis() + "ms";
    Files.writeString(
        config.resolve("group.yaml"),
        """
        group: chaos
        store: %s
        session_ttl: %s
        handling_ttl: %s
        hesitate: 20ms
        %sroles:
          %s:
            nodes: [joe, [mike, robert]]
            timeout: 1s
        """
            .formatted(
                store.uri(cable.map(Cable::port).orElse(0)),
                ttl,
                ttl,
                options.shards() > 0
                    ? "shards: " + options.shards() + "\nshard_nodes: [joe, mike, robert]\n"
                    : "",
                ROLE));
    Path program = directory.resolve("effect");
    Files.writeString(
        program,
        """
        #!/bin/bash
        t=${EPOCHREALTIME/[.,]/}
        echo "B ${t%%???} $1 $2 ${3:-0} -" >>%1$s
        t=${EPOCHREALTIME/[.,]/}
        echo "E ${t%%???} $1 $2 ${3:-0} -" >>%1$s
        """
            .formatted(effects.file()));
    Shell.run("chmod", "+x", program.toString());
    StringBuilder rules =
        new StringBuilder(
            """
            rules:
              - name: told
                condition: key starts with Group-
                claim: everyone
                plugin: Effect
                config: {log: %s}
            """
                .formatted(effects.file()));
    for (String policy : options.policies()) {
      boolean fenced = policy.equals("fenced");
      rules.append(
          """
            - name: %1$s
              condition: policy = %1$s%2$s
              claim: %1$s
              plugin: Effect
              config: {log: %3$s%4$s}
          """
              .formatted(
                  policy,
                  fenced ? "" : " AND by = plugin",
                  effects.file(),
                  fenced ? ", sink: " + sink.port() : ""));
      if (!fenced) {
        rules.append(
            """
              - name: %1$s program
                condition: policy = %1$s AND by = command
                claim: %1$s
                plugin: Command
                config:
                  command: [%2$s, %3$s, '{{ n }}', '{{ claim.token }}']
                  timeout: 60s
            """
                .formatted(policy, program, home.getFileName()));
      }
    }
    Files.writeString(config.resolve("reactor.yaml"), rules.toString());
  }

  /** Returns when all members see each other. */
  void start() throws IOException {
    store.start();
    fellows.forEach(fellow -> fellow.daemon().start());
    if (!awaitAll()) {
      throw new IllegalStateException("members do not find each other; see " + directory);
    }
  }

  /** Waits until every member sees all as alive; whether they do. */
  boolean awaitAll() {
    return Shell.await(
        PATIENCE,
        () -> {
          Shell.pause(100);
          return fellows.stream().allMatch(fellow -> fellow.alive() == NAMES.size());
        });
  }

  GroupOptions options() {
    return options;
  }

  Path directory() {
    return directory;
  }

  StorePlace store() {
    return store;
  }

  Sink sink() {
    return sink;
  }

  EffectLog effects() {
    return effects;
  }

  Supply supply() {
    return supply;
  }

  List<Fellow> fellows() {
    return List.copyOf(fellows);
  }

  /** The member that runs the role, as another one sees it. */
  Optional<Fellow> holder() {
    return fellows.stream()
        .map(fellow -> fellow.holder(ROLE))
        .flatMap(Optional::stream)
        .findFirst()
        .flatMap(name -> fellows.stream().filter(f -> f.name().equals(name)).findFirst());
  }

  void hit(GroupHit hit) {
    hits.add(hit);
  }

  List<GroupHit> hits() {
    return List.copyOf(hits);
  }

  List<String> findings() {
    return List.copyOf(findings);
  }

  /** Notes something that should never happen. */
  void finding(String what) {
    findings.add(what);
  }

  /** Ends all processes; the files stay. */
  @Override
  public void close() {
    fellows.forEach(fellow -> fellow.daemon().close());
    store.close();
    fellows.forEach(fellow -> fellow.cable().ifPresent(Cable::close));
    supply.close();
    sink.close();
  }
}
