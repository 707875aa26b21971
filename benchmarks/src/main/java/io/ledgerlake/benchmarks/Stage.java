package io.ledgerlake.benchmarks;

import java.util.List;

/** What a thread of an ingest was busy with, told by the classes on its stack. */
enum Stage {
  WRITE("writing Parquet, `row_hash` included", "zone.ZoneWriter"),
  TALLY("counting what was written", "zone.TallyKeeper"),
  SORT("sorting", "settle.RecordSorter", "settle.MemorySort"),
  SETTLE("repeats, conflicts, zone and partition", "settle.DuplicateRules", "zone.ShardSettler"),
  SHARD("spreading over shards", "ShardRecords"),
  VALIDATE("validating", "ValidateRecords", "schemas.record."),
  PARSE("parsing", "ParseRecords"),
  READ("reading blocks", "ReadBlocks"),
  RECOUNT("recounting written files", "RecountFiles"),
  PLAN("planning: hashing and scanning the input", "pipeline.plan."),
  PUBLISH("reconciling and publishing", "pipeline.publish."),
  SPARK("Spark and Beam between these: shuffle, scheduling", "Executor$TaskRunner"),
  OTHER("everything else: start, options, report");

  private static final String OURS = "io.ledgerlake.";

  private final String label;
  private final List<String> parts;

  Stage(String label, String... parts) {
    this.label = label;
    this.parts = List.of(parts);
  }

  String label() {
    return label;
  }

  /**
   * Returns the stage of a stack: that of its innermost class which belongs to one.
   *
   * @param classes class names, innermost first
   */
  static Stage of(List<String> classes) {
    for (String name : classes) {
      for (Stage stage : values()) {
        if (stage.has(name)) {
          return stage;
        }
      }
    }
    return OTHER;
  }

  private boolean has(String name) {
    return parts.stream()
        .anyMatch(part -> name.contains(part) && (this == SPARK || name.startsWith(OURS)));
  }
}
