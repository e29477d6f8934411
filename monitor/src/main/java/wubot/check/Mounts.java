// SPDX-License-Identifier: Apache-2.0
package wubot.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file systems mounted on this host, as the kernel lists them. */
final class Mounts {

  // These hold no files of anybody's, or cannot run full: images are full from the start.
  private static final Set<String> NOT_STORAGE =
      Set.of(
          "autofs",
          "binfmt_misc",
          "bpf",
          "cgroup",
          "cgroup2",
          "configfs",
          "debugfs",
          "devpts",
          "devtmpfs",
          "efivarfs",
          "erofs",
          "fusectl",
          "fuse.gvfsd-fuse",
          "fuse.lxcfs",
          "fuse.portal",
          "hugetlbfs",
          "iso9660",
          "mqueue",
          "nsfs",
          "overlay",
          "proc",
          "pstore",
          "ramfs",
          "rpc_pipefs",
          "securityfs",
          "selinuxfs",
          "squashfs",
          "sysfs",
          "tracefs",
          "udf");

  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  private Mounts() {}

  /**
   * One mounted file system.
   *
   * @param device what is mounted
   * @param point where
   * @param type its kind, such as ext4
   */
  record Mount(String device, String point, String type) {

    /** Whether it can run full by somebody's doing. */
    boolean isStorage() {
      if (point.equals("/")) {
        return true;
      }
      return type.equals("tmpfs") ? isPlainTmpfs() : !NOT_STORAGE.contains(type);
    }

    private boolean isPlainTmpfs() {
      return List.of("/run/", "/sys/", "/dev/", "/proc/").stream().noneMatch(point::startsWith)
          || point.equals("/dev/shm");
    }
  }

  /** All of them; where several lie over one another at one point, the one that is seen. */
  static List<Mount> read(Path list) throws IOException {
    Map<String, Mount> byPoint = new java.util.LinkedHashMap<>();
    for (String line : Files.readAllLines(list)) {
      String[] words = line.split(" ", -1);
      if (words.length >= 3) {
        String point = unescaped(words[1]);
        byPoint.remove(point);
        byPoint.put(point, new Mount(unescaped(words[0]), point, words[2]));
      }
    }
    return List.copyOf(byPoint.values());
  }

  /** Storage only, and a device that is mounted in several places once, at its shortest one. */
  static List<Mount> storage(List<Mount> mounts) {
    Map<String, Mount> shortest = new HashMap<>();
    for (Mount mount : mounts) {
      if (mount.isStorage() && mount.device().startsWith("/")) {
        shortest.merge(
            mount.device(), mount, (a, b) -> a.point().length() <= b.point().length() ? a : b);
      }
    }
    List<Mount> kept = new ArrayList<>();
    for (Mount mount : mounts) {
      if (mount.isStorage() && shortest.getOrDefault(mount.device(), mount).equals(mount)) {
        kept.add(mount);
      }
    }
    return kept;
  }

  private static String unescaped(String text) {
    return OCTAL
        .matcher(text)
        .replaceAll(
            m ->
                Matcher.quoteReplacement(
                    Character.toString((char) Integer.parseInt(m.group(1), 8))));
  }
}
