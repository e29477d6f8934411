// SPDX-License-Identifier: Apache-2.0
package wubot.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;

/** Who can read a file. */
final class FileModes {

  private FileModes() {}

  /**
   * Whether people other than its owner can read a file: everybody, or a group that is neither the
   * owner's own nor given the file by root, as packages do for a daemon's group.
   */
  static boolean isOpen(Path file) {
    try {
      PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
      String owner = attributes.owner().getName();
      String group = attributes.group().getName();
      boolean strangers = !group.equals(owner) && !owner.equals("root");
      return attributes.permissions().contains(PosixFilePermission.OTHERS_READ)
          || (strangers && attributes.permissions().contains(PosixFilePermission.GROUP_READ));
    } catch (IOException | UnsupportedOperationException e) {
      return false; // not there, or a file system without modes
    }
  }
}
