package io.ledgerlake.transforms.settle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ordinals for files of earlier runs, in continuation of the plan's, so that a verdict can point at
 * a record of any file. An ordinal means something within one shard only. Not thread-safe.
 */
public final class HistoricFiles {

  private final int planned;
  private final Map<String, Integer> ordinals = new HashMap<>();
  private final List<String> fileIds = new ArrayList<>();

  /**
   * @param planned how many files the plan has
   */
  public HistoricFiles(int planned) {
    this.planned = planned;
  }

  /** Forgets all of them. */
  public void clear() {
    ordinals.clear();
    fileIds.clear();
  }

  /** Returns whether an ordinal is one of these. */
  public boolean has(int ordinal) {
    return ordinal >= planned;
  }

  /** Returns the id of a file that {@link #has} is true of. */
  public String fileId(int ordinal) {
    return fileIds.get(ordinal - planned);
  }

  /** Returns the ordinal of a file, a new one if it has none yet. */
  int ordinal(byte[] fileId) {
    return ordinals.computeIfAbsent(
        new String(fileId, StandardCharsets.UTF_8),
        id -> {
          fileIds.add(id);
          return planned + fileIds.size() - 1;
        });
  }
}
