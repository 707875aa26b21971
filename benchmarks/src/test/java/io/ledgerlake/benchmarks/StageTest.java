package io.ledgerlake.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StageTest {

  private static final String SETTLER = "io.ledgerlake.transforms.zone.ShardSettler";
  private static final String TASK = "org.apache.spark.executor.Executor$TaskRunner";

  @Test
  void theInnermostClassOfAStageDecides() {
    assertThat(stage("java.util.Arrays", "io.ledgerlake.transforms.zone.ZoneWriter", SETTLER, TASK))
        .isEqualTo(Stage.WRITE);
    assertThat(stage("io.ledgerlake.transforms.settle.MemorySort$Run", SETTLER, TASK))
        .isEqualTo(Stage.SORT);
    assertThat(stage("java.util.Arrays", SETTLER, TASK)).isEqualTo(Stage.SETTLE);
    assertThat(stage("net.jpountz.lz4.LZ4JNI", TASK)).isEqualTo(Stage.SPARK);
    assertThat(stage("java.lang.ClassLoader")).isEqualTo(Stage.OTHER);
    assertThat(stage("com.example.zone.ZoneWriter")).isEqualTo(Stage.OTHER);
  }

  /** A class that is renamed would silently move its time elsewhere. */
  @Test
  void theClassesThatStagesNameExist() {
    assertThat(
            Stream.of(
                "transforms.zone.ZoneWriter",
                "transforms.zone.TallyKeeper",
                "transforms.settle.RecordSorter",
                "transforms.settle.MemorySort",
                "transforms.settle.DuplicateRules",
                "transforms.zone.ShardSettler",
                "transforms.ShardRecords",
                "transforms.ValidateRecords",
                "schemas.record.RowEvaluator",
                "transforms.ParseRecords",
                "transforms.ReadBlocks",
                "transforms.RecountFiles",
                "pipeline.plan.Planner",
                "pipeline.publish.Publisher"))
        .allSatisfy(
            name ->
                assertThat(
                        Stage.of(
                            List.of(
                                Class.forName(
                                        "io.ledgerlake." + name, false, getClass().getClassLoader())
                                    .getName())))
                    .isNotIn(Stage.OTHER, Stage.SPARK));
  }

  private static Stage stage(String... classes) {
    return Stage.of(List.of(classes));
  }
}
