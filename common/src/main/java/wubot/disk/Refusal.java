// SPDX-License-Identifier: Apache-2.0
package wubot.disk;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * What file systems refuse, in words for people: Java's own texts are names of classes or files.
 */
public final class Refusal {

  private Refusal() {}

  /** The reason alone, such as "permission denied" or "No space left on device". */
  public static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (cause instanceof NoSuchFileException) {
      return "there is no such file or directory";
    }
    if (cause instanceof NotDirectoryException) {
      return "a part of the path is not a directory";
    }
    if (cause instanceof FileAlreadyExistsException) {
      return "a file of that name is in the way";
    }
    if (cause instanceof DirectoryNotEmptyException) {
      return "the directory is not empty";
    }
    if (cause instanceof FileSystemLoopException) {
      return "its symbolic links lead in a circle";
    }
    if (cause instanceof CharacterCodingException) {
      return "this is not text in UTF-8";
    }
    if (cause instanceof ClosedChannelException) {
      return "it was closed meanwhile";
    }
    if (cause instanceof FileSystemException system && system.getReason() != null) {
      return system.getReason();
    }
    return cause.getMessage() == null ? "no reason given" : cause.getMessage();
  }

  /**
   * A whole clause, such as "cannot read /home/x/reactor/head: permission denied (it belongs to
   * root, this is joe); …".
   */
  public static String cannot(String verb, Path path, IOException cause) {
    String what = "cannot " + verb + " " + path + ": " + reason(cause);
    if (cause instanceof AccessDeniedException denied) {
      Path where = denied.getFile() == null ? path : Path.of(denied.getFile());
      return what
          + owner(where)
          + "; run wubot as the user who owns the directory, or give it to this one (chown)";
    }
    return what;
  }

  /**
   * Whose the path is, or what it should lie in, where that is somebody else: " (/home/x belongs to
   * root, this is joe)"; otherwise empty.
   */
  public static String owner(Path path) {
    for (Path at = path.toAbsolutePath(); at != null; at = at.getParent()) {
      try {
        String owner = Files.getOwner(at).getName();
        String me = System.getProperty("user.name");
        return owner.equals(me) ? "" : " (" + at + " belongs to " + owner + ", this is " + me + ")";
      } catch (IOException e) {
        // it is not there; what it should lie in is
      }
    }
    return "";
  }
}
