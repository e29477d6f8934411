// SPDX-License-Identifier: Apache-2.0
package wubot.queue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Words for what file systems refuse. */
final class Problems {

  private Problems() {}

  /** "cannot read /home/x/reactor/head: permission denied (it belongs to root, …)". */
  static String cannot(String verb, Path path, IOException cause) {
    if (cause instanceof AccessDeniedException denied) {
      Path where = denied.getFile() == null ? path : Path.of(denied.getFile());
      return "cannot "
          + verb
          + " "
          + path
          + ": permission denied"
          + owner(where)
          + "; run wubot as the user who owns the directory, or give it to this one (chown)";
    }
    if (cause instanceof NotDirectoryException) {
      return "cannot " + verb + " " + path + ": a part of the path is not a directory";
    }
    String reason =
        cause instanceof FileSystemException system && system.getReason() != null
            ? system.getReason()
            : String.valueOf(cause.getMessage());
    return "cannot " + verb + " " + path + ": " + reason;
  }

  private static String owner(Path path) {
    Path at = path.toAbsolutePath();
    while (at != null) {
      try {
        String owner = Files.getOwner(at).getName();
        String me = System.getProperty("user.name");
        return owner.equals(me) ? "" : " (" + at + " belongs to " + owner + ", this is " + me + ")";
      } catch (IOException e) {
        at = at.getParent();
      }
    }
    return "";
  }
}
