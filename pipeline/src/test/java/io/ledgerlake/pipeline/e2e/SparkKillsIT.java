package io.ledgerlake.pipeline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ledgerlake.pipeline.command.Compact;
import io.ledgerlake.pipeline.command.Generate;
import io.ledgerlake.pipeline.command.Ingest;
import io.ledgerlake.pipeline.kills.Attempts;
import io.ledgerlake.pipeline.kills.EndsHalfWay;
import io.ledgerlake.pipeline.kills.KillPlugin;
import io.ledgerlake.pipeline.kills.KillingFiles;
import io.ledgerlake.pipeline.kills.Victim;
import io.ledgerlake.pipeline.lake.LakeLayout;
import io.ledgerlake.pipeline.lake.LakeStorage;
import io.ledgerlake.pipeline.publish.Journal;
import io.ledgerlake.pipeline.publish.Manifest;
import io.ledgerlake.pipeline.report.Terminal;
import io.ledgerlake.transforms.WorkerFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster on which tasks are killed and executors lost in the middle of work files and data
 * files, while a run is compared with history and written, and a task whose stage was given up
 * lives on and fails when another has done its work. Spark starts again what is missing; the lake
 * is as if nothing had happened, to the byte.
 */
class SparkKillsIT {

  private static final String RUN = "run-2";
  private static final String DAY_2 = "--ingestedAt=2024-04-02T02:00:00Z";
  private static final Duration LIMIT = Duration.ofMinutes(4);

  @TempDir Path folder;

  @Test
  void aKilledTaskAndALostExecutorLeaveNoTrace() throws Exception {
    IngestFixture here = yesterday("here");
    IngestFixture there = yesterday("there");
    Path kills = Files.createDirectories(folder.resolve("kills"));
    SparkSubmit spark =
        new SparkSubmit(folder)
            .within(LIMIT)
            .with("--jars", jarOf(KillingFiles.class).toString())
            .with("--conf", "spark.plugins=" + KillPlugin.class.getName())
            .with("--conf", KillingFiles.FOLDER + "=" + kills);

    SparkSubmit.Answer answer =
        spark.run(
            Ingest.class,
            "--runner=SparkRunner",
            "--lake=" + there.lake(),
            "--runId=" + RUN,
            "--shardMegabytes=1",
            DAY_2);
    IngestFixture.Answer clean = here.ingest("--runId=" + RUN, "--shardMegabytes=1", DAY_2);

    assertThat(clean.exitCode()).as(clean.all()).isZero();
    assertThat(answer.exitCode()).as(answer.all()).isZero();
    for (Victim victim : Victim.values()) {
      assertStartedAgain(Attempts.in(kills).at(victim), victim, answer);
    }
    assertThat(Attempts.in(kills).has(EndsHalfWay.TOO_LATE)).as(answer.all()).isTrue();
    assertSame(there, here);
    assertTheDeadLeftOnlyWhatIsCleared(there);
  }

  /** Whoever writes a file again finds nothing of what the first attempt has written. */
  private static void assertStartedAgain(
      List<Attempts.Attempt> attempts, Victim victim, SparkSubmit.Answer answer) {
    String all = victim + " " + attempts + "\n" + answer.all();
    assertThat(attempts).as(all).hasSizeGreaterThan(1);
    Attempts.Attempt first = attempts.get(0);
    Attempts.Attempt second = attempts.get(1);
    assertThat(second.task()).as(all).isNotEqualTo(first.task());
    assertThat(second.found()).as(all).isFalse();
    String log = answer.log();
    switch (victim.end()) {
      case TASK ->
          assertThat(log)
              .containsPattern("Lost task .*TID " + first.task() + "[)].*" + KillPlugin.REASON);
      case EXECUTOR -> assertThat(log).contains("Lost executor " + first.executor() + " on ");
      case STAGE ->
          assertThat(log).containsPattern("Lost task .*TID " + first.task() + "[)].*FetchFailed");
      case LATE -> assertThat(second.executor()).as(all).isNotEqualTo(first.executor());
    }
  }

  private static void assertSame(IngestFixture there, IngestFixture here) throws IOException {
    assertThat(there.isPublished(RUN)).isTrue();
    assertThat(there.dataFiles(RUN)).hasSizeGreaterThan(8).isEqualTo(here.dataFiles(RUN));
    for (Manifest.DataFile file : there.manifest(RUN).dataFiles()) {
      Path stored = there.lake().resolve(file.zone()).resolve(file.path());
      assertThat(DigestUtils.sha256Hex(Files.readAllBytes(stored))).isEqualTo(file.sha256());
    }
    assertThat(there.allRows()).isEqualTo(here.allRows());
    assertThat(LakeBooks.of(there).outcomes()).isEqualTo(LakeBooks.of(here).outcomes());
    LakeBooks.of(there).assertBalanced();
    assertThat(journal(there)).isEqualTo(journal(here)).containsExactly("run-1", RUN);
    assertThat(there.snapshots()).isEqualTo(here.snapshots());
  }

  /** The executors had no time to tidy up after themselves; nobody lists their half files. */
  private static void assertTheDeadLeftOnlyWhatIsCleared(IngestFixture lake) throws IOException {
    assertThat(unfinished(lake)).hasSize(2);
    assertThat(lake.storedDataFiles()).hasSameElementsAs(listed(lake));

    Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(8)), ZoneOffset.UTC);
    IngestFixture.Answer tidied =
        lake.run(new Compact(later), "--apply", "--olderThanDays=30000", "--keepDays=30000");

    assertThat(tidied.exitCode()).as(tidied.all()).isZero();
    assertThat(unfinished(lake)).isEmpty();
    assertThat(lake.storedDataFiles()).hasSameElementsAs(listed(lake));
  }

  private static List<String> listed(IngestFixture lake) throws IOException {
    return Stream.concat(
            lake.manifest("run-1").dataFiles().stream(), lake.manifest(RUN).dataFiles().stream())
        .map(file -> file.zone() + "/" + file.path())
        .toList();
  }

  private static List<Path> unfinished(IngestFixture lake) throws IOException {
    try (Stream<Path> files = Files.walk(lake.lake())) {
      return files.filter(file -> file.toString().endsWith(".tmp")).toList();
    }
  }

  /** Returns a lake with a published day, and in its raw zone the next, which overlaps with it. */
  private IngestFixture yesterday(String name) throws IOException {
    IngestFixture fixture = IngestFixture.in(folder.resolve(name));
    generate(fixture, "ingest_date=2024-04-01/day.csv", 500);
    IngestFixture.Answer first = fixture.ingest("--runId=run-1");
    assertThat(first.exitCode()).as(first.all()).isZero();
    generate(fixture, "ingest_date=2024-04-02/day.csv", 40_000);
    return fixture;
  }

  private static void generate(IngestFixture fixture, String file, int rows) throws IOException {
    Path path = fixture.raw().resolve(file);
    Files.createDirectories(path.getParent());
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    String[] arguments = {"--rows=" + rows, "--output=" + path};
    assertThat(new Generate().run(arguments, Terminal.of(told, told))).as("%s", told).isZero();
  }

  /** Returns a jar of a class's package, which provides workers' files. */
  private Path jarOf(Class<?> some) throws Exception {
    Path classes = Path.of(some.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = folder.resolve("kills.jar");
    String path = some.getPackageName().replace('.', '/');
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> found = Files.list(classes.resolve(path))) {
      for (Path entry : found.sorted().toList()) {
        put(out, path + "/" + entry.getFileName(), Files.readAllBytes(entry));
      }
      put(
          out,
          "META-INF/services/" + WorkerFiles.Provider.class.getName(),
          KillingFiles.Provider.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private static void put(JarOutputStream jar, String name, byte[] bytes) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(bytes);
    jar.closeEntry();
  }

  private static List<String> journal(IngestFixture fixture) throws IOException {
    String lake = fixture.lake().toString();
    try (LakeStorage storage = LakeStorage.of(lake)) {
      return Journal.of(LakeLayout.of(lake), storage, "transactions").entries().stream()
          .map(link -> link.entry().runId())
          .toList();
    }
  }
}
