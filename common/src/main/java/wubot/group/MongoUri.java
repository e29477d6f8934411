// SPDX-License-Identifier: Apache-2.0
package wubot.group;

import com.mongodb.ConnectionString;

/** The address of a collection: {@code mongodb://user:password@host:port/database.collection}. */
final class MongoUri {

  private static final String FORM = "mongodb://user:password@host:port/database.collection";

  private MongoUri() {}

  /**
   * Takes it apart.
   *
   * @throws IllegalArgumentException with what is missing, without the password
   */
  static ConnectionString check(String uri) {
    if (!uri.startsWith("mongodb://") && !uri.startsWith("mongodb+srv://")) {
      throw new IllegalArgumentException("a MongoDB's url begins like " + FORM);
    }
    ConnectionString connection;
    try {
      connection = new ConnectionString(uri);
    } catch (IllegalArgumentException e) {
      // Not its message: it may repeat what it could not read.
      throw new IllegalArgumentException(
          "the MongoDB's url cannot be understood; it must look like "
              + FORM
              + ", with : / ? # [ ] @ % in user and password written as %3A and so on");
    }
    if (connection.getDatabase() == null) {
      throw new IllegalArgumentException(
          "the MongoDB's url names no database and no collection; it must end like "
              + "/database.collection, see "
              + FORM);
    }
    if (connection.getCollection() == null) {
      throw new IllegalArgumentException(
          "the MongoDB's url names the database '"
              + connection.getDatabase()
              + "' and no collection; it must end like /"
              + connection.getDatabase()
              + ".collection");
    }
    return connection;
  }
}
