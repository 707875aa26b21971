package io.ledgerlake.pipeline.run;

import io.ledgerlake.transforms.zone.Zone;
import java.util.Map;
import java.util.TreeMap;

/** Where a dry run's data files go. */
final class Scratch {
  private Scratch() {}

  /** Returns a folder for each zone below a scratch folder. */
  static Map<String, String> zoneRoots(String scratch) {
    Map<String, String> roots = new TreeMap<>();
    for (Zone zone : Zone.values()) {
      roots.put(zone.folder(), scratch + "/" + zone.folder());
    }
    return roots;
  }
}
