// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A member in a process of its own, whose role counts and writes each count into a log that all
 * members share. Takes orders from its input and dies with it. See {@link RoleProcesses}.
 *
 * <p>Arguments: the node, the store ({@code file:DIRECTORY}, {@code etcd:PORT} or an address), the
 * log, the time to live in milliseconds, then {@code key=value}: {@code nodes}, {@code timeout},
 * {@code overlap}, {@code wait}, {@code loss}, {@code halt} (a text: the process halts once it has
 * written a value with it to the store), {@code drainhalt}, {@code starthalt}, {@code reads},
 * {@code slow} (how long a start takes).
 */
final class RoleChild implements RoleWork {

  private static final String ROLE = "bot";
  private static final int SAVE_EVERY = 20;

  private final String node;
  private final FileChannel log;
  private final Map<String, String> options;
  private final AtomicLong jumped = new AtomicLong(); // of the clock on the wall, in milliseconds
  private volatile boolean startFails;
  private final Object counting = new Object(); // guards all below
  private Optional<Grant> grant = Optional.empty();
  private long count;

  private RoleChild(String node, Path log, Map<String, String> options) throws IOException {
    this.node = node;
    this.log = FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    this.options = options;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new LinkedHashMap<>();
    for (String option : Arrays.asList(arguments).subList(4, arguments.length)) {
      options.put(
          option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
    }
    new RoleChild(arguments[0], Path.of(arguments[2]), options)
        .run(arguments[1], Duration.ofMillis(Long.parseLong(arguments[3])));
  }

  private void run(String where, Duration ttl) throws Exception {
    Duration timeout = ttl.dividedBy(6);
    GroupClock clock = clock();
    Store store = new HaltingStore(open(where, timeout), options.getOrDefault("halt", ""));
    Member member =
        new Member(
            MemberSettings.of("home", node, ttl, "test"),
            store,
            clock,
            UUID.randomUUID().toString());
    Roles roles = new Roles(member, store, clock);
    roles.onEvent(e -> note("EVENT", e.token(), e.kind() + " " + e.why()));
    roles.add(settings(), this);
    member.onChange(() -> note("STATE", 0, member.state().describe()));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  roles.close(Duration.ofSeconds(10));
                  member.close();
                }));
    Thread counter = new Thread(this::count, "count");
    counter.setDaemon(true);
    counter.start();
    member.start();
    List<String> peers = List.of(options.getOrDefault("peers", "").split(",", -1));
    StartBarrier barrier =
        new StartBarrier(
            List.of(),
            peers.get(0).isEmpty() ? List.of() : peers,
            new StartBarrier.AtMost(Duration.ofSeconds(30)));
    var unused = barrier.await(member, clock, () -> false);
    roles.start();
    note("UP", 0, "");
    obey(roles);
    Runtime.getRuntime().halt(9);
  }

  /** This machine's, but for jumps that are ordered. */
  private GroupClock clock() {
    GroupClock real = GroupClock.system();
    return new GroupClock() {
      @Override
      public long nanos() {
        return real.nanos();
      }

      @Override
      public long wallMillis() {
        return real.wallMillis() + jumped.get();
      }
    };
  }

  private static Store open(String where, Duration timeout) {
    String rest = where.substring(where.indexOf(':') + 1);
    if (where.startsWith("file:")) {
      return new FileStore(Path.of(rest), timeout);
    }
    if (rest.startsWith("//")) {
      return Stores.open(new StoreSettings(where, timeout, StoreTls.DEFAULT));
    }
    return new EtcdStore(
        List.of(new EtcdEndpoint("127.0.0.1", Integer.parseInt(rest), Optional.empty())),
        new EtcdClient.Login("", ""),
        "wubot",
        timeout);
  }

  private RoleSettings settings() {
    List<List<String>> nodes =
        Arrays.stream(options.getOrDefault("nodes", "joe;mike,robert").split(";", -1))
            .map(group -> List.of(group.split(",", -1)))
            .toList();
    return RoleSettings.builder(ROLE, nodes)
        .timeout(Duration.ofMillis(Long.parseLong(options.getOrDefault("timeout", "1000"))))
        .handoverTimeout(Duration.ofSeconds(5))
        .overlap(options.containsKey("overlap"))
        .waitOnStop(options.containsKey("wait"))
        .onStoreLoss(
            options.containsKey("continue")
                ? RoleSettings.OnStoreLoss.CONTINUE
                : RoleSettings.OnStoreLoss.STOP)
        .build();
  }

  private void obey(Roles roles) throws IOException {
    var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.split(" ", 2);
      Roles.Answer answer =
          switch (words[0]) {
            case "takeover" -> roles.takeover(ROLE);
            case "move" -> roles.move(ROLE, words[1]);
            case "permit" -> roles.permit(ROLE, words[1], true);
            case "forbid" -> roles.permit(ROLE, words[1], false);
            case "stop" -> roles.stopEverywhere(ROLE);
            case "start" -> roles.startAnywhere(ROLE);
            case "stale" -> stale(roles);
            case "jump" -> jump(Long.parseLong(words[1]));
            case "crash" -> crash(roles);
            case "failstart" -> failStarts();
            default -> new Roles.Refused("what is " + line);
          };
      note("ANSWER", 0, answer.toString());
    }
  }

  private Roles.Answer jump(long millis) {
    jumped.addAndGet(millis);
    note("JUMP", 0, "");
    return new Roles.Refused("jumped");
  }

  private Roles.Answer crash(Roles roles) {
    roles.grant(ROLE).ifPresent(held -> held.failed(new IllegalStateException("crashed")));
    return new Roles.Refused("crashed");
  }

  private Roles.Answer failStarts() {
    startFails = true;
    return new Roles.Refused("fails from now on");
  }

  /** Tries to save under the last grant, whatever became of it. */
  private Roles.Answer stale(Roles roles) {
    Optional<Grant> last;
    synchronized (counting) {
      last = grant;
    }
    boolean saved =
        last.isPresent()
            && last.get().save(Handover.snapshot(1, Document.empty().with("count", 0), Map.of()));
    return new Roles.Refused("saved " + saved + " of " + roles.status().size());
  }

  @Override
  public void start(Grant given) throws InterruptedException {
    if (startFails) {
      throw new IllegalStateException("told to fail");
    }
    if (options.containsKey("starthalt")) {
      Runtime.getRuntime().halt(7);
    }
    synchronized (counting) {
      OptionalLong left =
          given.left().map(l -> l.resume().number("count")).orElse(OptionalLong.empty());
      count = left.orElse(0);
      note("START", given.token(), given.type().describe());
    }
    TimeUnit.MILLISECONDS.sleep(Long.parseLong(options.getOrDefault("slow", "0"))); // as told
    synchronized (counting) {
      grant = Optional.of(given);
    }
  }

  @Override
  public void stop(String why) {
    synchronized (counting) {
      if (grant.isPresent()) {
        note("STOP", grant.get().token(), why);
      }
      grant = Optional.empty();
    }
  }

  @Override
  public Handover drain(String why) {
    if (options.containsKey("drainhalt")) {
      Runtime.getRuntime().halt(7);
    }
    synchronized (counting) {
      stop(why);
      return Handover.complete(
          1, Document.empty().with("count", count), Map.of("text", "é".repeat(300_000)));
    }
  }

  @Override
  public boolean reads(int schema) {
    return !options.getOrDefault("reads", "1").equals("0");
  }

  /** Counts while it may, and saves now and then. */
  private void count() {
    try {
      while (true) {
        Optional<Grant> saving = Optional.empty();
        long reached;
        synchronized (counting) {
          if (grant.isPresent() && grant.get().mayAct()) {
            count++;
            note("COUNT", grant.get().token(), Long.toString(count));
            saving = count % SAVE_EVERY == 0 ? grant : Optional.empty();
          }
          reached = count;
          counting.wait(10);
        }
        saving.ifPresent(given -> save(given, reached));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void save(Grant given, long reached) {
    try {
      given.save(Handover.snapshot(1, Document.empty().with("count", reached), Map.of()));
    } catch (StoreAway e) {
      note("UNSAVED", given.token(), e.getMessage());
    }
  }

  private void note(String word, long token, String rest) {
    String line = String.join(" ", "" + System.nanoTime(), node, word, "" + token, rest);
    try {
      log.write(ByteBuffer.wrap((line.replace('\n', ' ') + "\n").getBytes(UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Halts the process right after a writing with a certain text. */
  private record HaltingStore(Store store, String text) implements Store {

    private Outcome halt(String value, Outcome outcome) {
      if (!text.isEmpty() && value.contains(text)) {
        Runtime.getRuntime().halt(7);
      }
      return outcome;
    }

    @Override
    public Optional<Entry> get(String key) {
      return store.get(key);
    }

    @Override
    public Outcome create(String key, String value, Duration retain) {
      return halt(value, store.create(key, value, retain));
    }

    @Override
    public Outcome replace(String key, long version, String value, Duration retain) {
      return halt(value, store.replace(key, version, value, retain));
    }

    @Override
    public Outcome delete(String key, long version) {
      return store.delete(key, version);
    }

    @Override
    public long nextToken() {
      return store.nextToken();
    }

    @Override
    public List<Entry> list(String prefix, String after, int max) {
      return store.list(prefix, after, max);
    }

    @Override
    public Watch watch(String prefix, Runnable changed) {
      return store.watch(prefix, changed);
    }

    @Override
    public String describe() {
      return store.describe();
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
