// SPDX-License-Identifier: Apache-2.0
package wubot.chaos;

import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A MongoDB in memory that finds ranges of ids by an index, as a real one does; otherwise each list
 * of a few entries looks at all there are.
 */
class OrderedBackend extends MemoryBackend {

  @Override
  public MemoryDatabase openOrCreateDatabase(String name) {
    return new Database(name, getCursorRegistry());
  }

  private static final class Database extends MemoryDatabase {

    Database(String name, CursorRegistry cursors) {
      super(name, cursors);
    }

    @Override
    protected Index<Integer> openOrCreateUniqueIndex(
        String collection, String name, List<IndexKey> keys, boolean sparse) {
      return keys.size() == 1 && keys.get(0).getKey().equals("_id")
          ? new Ids(name, keys, sparse)
          : super.openOrCreateUniqueIndex(collection, name, keys, sparse);
    }
  }

  private static final class Ids extends MemoryUniqueIndex {

    private final NavigableMap<String, Integer> positions = new TreeMap<>(); // guarded by this

    Ids(String name, List<IndexKey> keys, boolean sparse) {
      super(name, keys, sparse);
    }

    @Override
    protected synchronized boolean putKeyPosition(KeyValue key, Integer position) {
      positions.put(String.valueOf(key.get(0)), position);
      return super.putKeyPosition(key, position);
    }

    @Override
    protected synchronized Integer removeDocument(KeyValue key) {
      positions.remove(String.valueOf(key.get(0)));
      return super.removeDocument(key);
    }

    @Override
    public synchronized boolean canHandle(Document query) {
      return range(query).isPresent() || super.canHandle(query);
    }

    @Override
    public synchronized Iterable<Integer> getPositions(Document query) {
      return range(query).orElseGet(() -> super.getPositions(query));
    }

    /** Of {@code {$and: [{_id: {$gte: from}}, {_id: {$lt: to}}]}}, or with {@code $gt}. */
    private Optional<Iterable<Integer>> range(Document query) {
      if (query.size() != 1 || !(query.get("$and") instanceof Collection<?> both)) {
        return Optional.empty();
      }
      NavigableMap<String, Integer> range = positions;
      for (Object one : both) {
        if (!(one instanceof Document part)
            || part.size() != 1
            || !(part.get("_id") instanceof Document bound)
            || bound.size() != 1) {
          return Optional.empty();
        }
        for (Map.Entry<String, Object> end : bound.entrySet()) {
          String key = String.valueOf(end.getValue());
          switch (end.getKey()) {
            case "$gte" -> range = range.tailMap(key, true);
            case "$gt" -> range = range.tailMap(key, false);
            case "$lt" -> range = range.headMap(key, false);
            default -> {
              return Optional.empty();
            }
          }
        }
      }
      return Optional.of(new ArrayList<>(range.values()));
    }
  }
}
