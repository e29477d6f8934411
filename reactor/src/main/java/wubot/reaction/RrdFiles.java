// SPDX-License-Identifier: Apache-2.0
package wubot.reaction;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.rrd4j.ConsolFun;
import org.rrd4j.DsType;
import org.rrd4j.core.FetchData;
import org.rrd4j.core.RrdDb;
import org.rrd4j.core.RrdDef;
import org.rrd4j.core.RrdRandomAccessFileBackendFactory;
import org.rrd4j.core.Sample;
import org.rrd4j.graph.RrdGraph;
import org.rrd4j.graph.RrdGraphDef;
import wubot.message.Message;
import wubot.rule.ReactionFailure;

/** Round-robin databases below one directory, and what is drawn of them. */
final class RrdFiles {

  private static final long DRAW_EVERY = 60;
  private static final long STILL_NEW = 300;
  private static final int MOST_POINTS = 1000;
  private static final int[] COLOURS = {0x1f77b4, 0xd62728, 0x2ca02c, 0xff7f0e, 0x9467bd, 0x8c564b};

  /** What is kept in a file. */
  record Shape(Map<String, DsType> fields, long step, long heartbeat) {}

  private record Plot(String key, String name, long made) {}

  private final Cage cage;
  private final Shape shape;
  private final List<Rrd.Period> periods;
  private final Clock clock;
  private final Map<Path, Plot> changed = new LinkedHashMap<>();
  private final Map<Path, Instant> drawn =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Instant> eldest) {
          return size() > 10_000;
        }
      };

  RrdFiles(Cage cage, Shape shape, List<Rrd.Period> periods, Clock clock) {
    this.cage = cage;
    this.shape = shape;
    this.periods = periods;
    this.clock = clock;
  }

  /**
   * Adds what a message says; one that is not newer than the last one changes nothing, so that
   * repeating it does no harm.
   */
  void add(String key, String name, Message message, long made) {
    Path file = cage.makeDirectory("rrd/" + key).resolve(name + ".rrd");
    try (RrdDb database = open(file, made)) {
      if (made <= database.getLastUpdateTime()) {
        return;
      }
      Sample sample = database.createSample(made);
      for (String field : shape.fields().keySet()) {
        OptionalDouble value = message.number(field);
        sample.setValue(field, value.orElse(Double.NaN));
      }
      sample.update();
      changed.put(file, new Plot(key, name, made));
    } catch (IOException e) {
      throw ReactionFailure.passing("cannot write " + file + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw ReactionFailure.lasting(
          file + " was made with other fields: " + e.getMessage() + "; move it away");
    }
  }

  private RrdDb open(Path file, long made) throws IOException {
    RrdRandomAccessFileBackendFactory plain = new RrdRandomAccessFileBackendFactory();
    if (Files.exists(file)) {
      return RrdDb.getBuilder().setPath(file.toString()).setBackendFactory(plain).build();
    }
    RrdDef definition = new RrdDef(file.toString(), made - 1, shape.step());
    shape
        .fields()
        .forEach(
            (name, type) ->
                definition.addDatasource(name, type, shape.heartbeat(), Double.NaN, Double.NaN));
    archive(definition, shape.step(), 2);
    archive(definition, Math.max(shape.step(), 600), 14);
    archive(definition, Math.max(shape.step(), 3600), 62);
    archive(definition, Math.max(shape.step(), 86_400), 10 * 366);
    return RrdDb.getBuilder().setRrdDef(definition).setBackendFactory(plain).build();
  }

  /** Keeps a value for each so many seconds, for so many days. */
  private void archive(RrdDef definition, long seconds, long days) {
    int steps = (int) Math.max(1, seconds / shape.step());
    int rows = (int) Math.max(10, days * 86_400 / (steps * shape.step()));
    for (ConsolFun function : List.of(ConsolFun.AVERAGE, ConsolFun.MAX)) {
      definition.addArchive(function, 0.5, steps, rows);
    }
  }

  /** Draws what has changed, each file at most once a minute, and none for old messages alone. */
  void draw() {
    Instant now = clock.instant();
    for (Map.Entry<Path, Plot> entry : List.copyOf(changed.entrySet())) {
      Instant last = drawn.getOrDefault(entry.getKey(), Instant.MIN);
      Plot plot = entry.getValue();
      if (now.getEpochSecond() - plot.made() > STILL_NEW) {
        changed.remove(entry.getKey()); // a backlog; the last of it is new enough
      } else if (last.equals(Instant.MIN) || now.isAfter(last.plusSeconds(DRAW_EVERY))) {
        changed.remove(entry.getKey());
        drawn.put(entry.getKey(), now);
        for (Rrd.Period period : periods) {
          draw(entry.getKey(), plot, period);
        }
      }
    }
  }

  private void draw(Path file, Plot plot, Rrd.Period period) {
    String name = plot.name() + "-" + period.name().toLowerCase(Locale.ROOT);
    Path directory = cage.makeDirectory("graphs/" + plot.key());
    long begin = plot.made() - period.length().toSeconds();
    try (RrdDb database = open(file, plot.made())) {
      long resolution = Math.max(shape.step(), period.length().toSeconds() / MOST_POINTS);
      FetchData data =
          database
              .createFetchRequest(ConsolFun.AVERAGE, begin, plot.made(), resolution)
              .fetchData();
      cage.write(
          "graphs/" + plot.key() + "/" + name + ".json",
          json(data) + "\n",
          WriteFile.Existing.OVERWRITE);
      Path picture = directory.resolve("." + name + ".png.tmp");
      picture(data, begin, plot, picture);
      Files.move(picture, directory.resolve(name + ".png"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw ReactionFailure.passing("cannot draw " + name + ": " + e.getMessage(), e);
    }
  }

  private String json(FetchData data) {
    long[] times = data.getTimestamps();
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String field : shape.fields().keySet()) {
      List<Object> values = new ArrayList<>();
      for (double value : data.getValues(field)) {
        values.add(Double.isFinite(value) ? Numbers.tidy(value) : null);
      }
      fields.put(field, values);
    }
    Message all =
        Message.of("start", times.length == 0 ? 0 : times[0])
            .with("step", data.getStep())
            .with("fields", fields);
    return JsonLine.of(all.asMap());
  }

  private void picture(FetchData data, long begin, Plot plot, Path file) throws IOException {
    RrdGraphDef graph = new RrdGraphDef(begin, plot.made());
    graph.setTitle(plot.name());
    graph.setWidth(600);
    graph.setHeight(200);
    graph.setImageFormat("png");
    graph.setFilename(file.toString());
    graph.setShowSignature(false);
    int number = 0;
    for (String field : shape.fields().keySet()) {
      graph.datasource(field, field, data);
      graph.line(field, new Color(COLOURS[number++ % COLOURS.length]), field, 1.5f);
    }
    RrdGraph drawn = new RrdGraph(graph);
    drawn.getRrdGraphInfo();
  }
}
