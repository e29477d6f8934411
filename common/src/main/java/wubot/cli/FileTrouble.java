// SPDX-License-Identifier: Apache-2.0
package wubot.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import wubot.disk.Refusal;

/** What file systems refuse, in words for people: what, where, and what to do. */
public final class FileTrouble {

  private FileTrouble() {}

  /** Why a home cannot be used, as a whole line without the name of the command. */
  public static String home(Path home, IOException cause) {
    return "cannot use " + home + " as home: " + words(home, cause);
  }

  /**
   * The reason, without the name of any class.
   *
   * @param path what was to be used, named when the cause names nothing itself
   */
  public static String words(Path path, IOException cause) {
    Path where =
        cause instanceof FileSystemException at && at.getFile() != null
            ? Path.of(at.getFile())
            : path;
    if (cause instanceof FileAlreadyExistsException) {
      return where + " is a file, where a directory should be";
    }
    Optional<Path> file = fileInTheWay(where);
    if (file.isPresent()) {
      return file.get() + " is a file, where a directory should be";
    }
    if (cause instanceof AccessDeniedException) {
      return "no permission for "
          + where
          + Refusal.owner(where)
          + "; run wubot as the user who owns it, give it to this one (chown), or name another"
          + " --home";
    }
    if (cause instanceof NoSuchFileException) {
      return "there is no " + where;
    }
    String reason = Refusal.reason(cause);
    return reason.contains(where.toString()) ? reason : where + ": " + reason;
  }

  /** The part of the way to a path that should be a directory and is none. */
  private static Optional<Path> fileInTheWay(Path path) {
    for (Path at = path.toAbsolutePath().getParent(); at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        return Files.isDirectory(at) ? Optional.empty() : Optional.of(at);
      }
    }
    return Optional.empty();
  }
}
